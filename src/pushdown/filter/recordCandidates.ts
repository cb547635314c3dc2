import type { ByteString } from '../../core/bytes.ts';
import {
  behindNumber,
  ownPattern,
  type Pattern,
  patternEre,
  patternGrepArguments,
} from '../../core/pattern/pattern.ts';
import type { RecordStart } from '../../core/query.ts';
import { LARGE_READS, type Stage, stage } from '../script/stage.ts';
import { AwkPatterns, type LineCondition } from './awkPatterns.ts';
import type { CertainMessages } from './messageLines.ts';
import { type GroupSelection, groupWords, MAX_GROUP } from './recordGroups.ts';
import { streamLines } from './streamLines.ts';

/** Number of lines and bytes to buffer before discarding those no longer needed. */
const LOOK_AFTER = { lines: 1000, bytes: 1 << 20 };

/**
 * Does the same as `groupStage`, for a file that can be read twice at once: a grep finds the lines that relevant
 * records must contain, and this awk extracts the groups around them. Elsewhere it only buffers lines; if there are no
 * such lines, it reads nothing of the file. Null if no condition can be searched for.
 *
 * `C`: the greps, whose last line is `E` and the first one's exit status; `c`: number of the next line it found, -1 after the last
 * one. `b[1]`…`b[n]`: buffered lines, the first of which starts a group; `s`: their bytes; `L`, `S`: their limits. `h`:
 * this line was found; `e`: this group has such a line, so its end is searched for; `x`, `y`: its lines and bytes;
 * `f0`…: conditions satisfied so far; `m`, `p`, `w`: as in `groupStage`; `u`: no record has started yet.
 *
 * Tests pass smaller limits.
 */
export const candidateStage = (
  selection: GroupSelection,
  look = LOOK_AFTER,
  group = MAX_GROUP,
): Stage | null => {
  const { start, conditions, byLevel, before, after, torn, mawk, messages = null } = selection;
  const chosen = searched(conditions);
  if (chosen === null) return null;
  const patterns = new AwkPatterns(mawk);
  const spares = conditions[chosen.index]!.isByMarks ? (messages?.spared ?? null) : null;
  const others = conditions.filter((_, index) => index !== chosen.index);
  const rest = patterns.conditionTest(chosen.rest);
  const otherTests = others.map(condition => patterns.conditionTest(condition, 'x'));
  const begins = startTest(patterns, start, messages);
  const streams = streamLines(start, patterns, byLevel);
  const upright = spares === null ? '' : `${patterns.test([ownPattern(UPRIGHT)])}||`;
  if (patterns.failed) return null;
  const flags = ['f0', ...others.map((_, index) => `f${index + 1}`)];
  const context = before + after > 0;
  const { lines, bytes } = group;
  // Without a group whose end is searched for, or a line that is expected.
  const idle = streams === null ? 'e+p' : 'e+p+H';
  const sent = (line: string, number: string, starts: string): string =>
    streams === null ? '' : `se(${line},${number},${starts});`;
  const program = [
    `function st(x){return ${begins}}`,
    streams?.functions ?? '',
    'function nx(){q="";C|getline q;if(q~/^[0-9]/)c=q+0;else{if(q!~/^E[01]$/)exit 3;c=-1}}',
    `function ts(x){${otherTests.map((test, index) => `if(!f${index + 1}&&${test})f${index + 1}=1;`).join('')}}`,
    'function ad(l){ts(l);x++;y+=length(l)}',
    `function no(){n=0;s=0;L=${look.lines};S=${look.bytes}}`,
    // Prints the group that starts at `i`, and groups before it; continues to its end.
    `function pr(i,t${streams === null ? '' : ',j'}){t=${context ? before + 1 : 0};while(t>0&&i>1){i--;if(st(b[i]))t--}${streams === null ? 'for(;i<=n;i++)print b[i];' : `for(j=i;i<=n;i++){${sent('b[i]', 'NR-n+i', 'i==j')}print b[i]}`}no();m=1;p=1}`,
    // Keeps the last buffered groups; a group that is too large is passed on.
    `function ke(i,j,t,z){t=${context ? before + 2 : 1};for(i=n;i>1;i--)if(st(b[i])){if(!j)j=i;if(--t<1)break}`,
    `if(!j)j=1;for(t=j;t<=n;t++)z+=length(b[t]);if(n-j>${lines}||z>${bytes}){pr(j);return}`,
    `for(t=0;i<=n;i++){b[++t]=b[i];s=t>1?s+length(b[t]):length(b[t])}`,
    `n=t;L=2*n+${look.lines};S=2*s+${look.bytes}}`,
    // For each line that it reads from it, awk compares the command with those that are open: a long one costs more than the line.
    `BEGIN{${patterns.begin}C="eval \\"$C\\"";u=${torn ? 1 : 0};no();nx();if(c<0)exit}`,
    streams?.keep ?? '',
    `NR<c&&${idle}+u<1{b[++n]=$0;s+=length($0);if(n>L||s>S)ke();next}`,
    `{h=NR==c;if(h)nx()${streams === null ? '' : `;r=H&&(${upright}st($0))&&ex($0)`}}`,
    torn ? 'u{if(!st($0)){if(c<0)exit;next}u=0}' : '',
    `e+p>0&&st($0){if(m)w=${after};p=w>0;if(p)w--;e=p;m=0;x=0;y=0;${flags.map(flag => `${flag}=0;`).join('')}`,
    `${context ? 'if(n>L||s>S)ke()' : 'no()'}}`,
    `c<0&&!h${streams === null ? '' : '&&!r'}&&${idle}<1{exit}`,
    `m{${sent('$0', 'NR', '0')}print;next}`,
    'p{print}',
    '!p{b[++n]=$0;s+=length($0);if(e)ad($0);else if(h){e=1;for(i=n;i>1&&!st(b[i]);)i--;for(;i<=n;i++)ad(b[i])}}',
    streams === null ? '' : 'r{pr(n);next}',
    'p{ts($0)}',
    `h&&${rest}{f0=1}`,
    `(${flags.join('&&')})||x>${lines}||y>${bytes}{if(p)m=1;else pr(n-x+1)}`,
  ].join('');
  return stage(['awk', program], {
    env: { ...patterns.env, ...LARGE_READS },
    finders: findersOf(chosen.search, spares),
    says: [
      ...groupWords(selection),
      `looks only around lines that grep finds: ${conditionName(conditions[chosen.index]!, chosen)}${spares === null ? '' : SPARED}`,
    ],
  });
};

/** Returns a test that line `x` certainly starts a record. */
export const startTest = (
  patterns: AwkPatterns,
  start: RecordStart,
  messages: CertainMessages | null,
): string => {
  const any = patterns.startTest(start, 'x');
  const wanted = messages?.wanted ?? null;
  return wanted === null ? any : `(${patterns.test([ownPattern(wanted)], 'x')})||(${any})`;
};

/** Lines that may be the next one after a crash: heads of messages before a text that is not indented. */
const UPRIGHT =
  '^(<[0-9]+>)?[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ [^ ]+ [^ ]+: [A-Za-z]|' +
  '^<[0-9]+>[^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ - [A-Za-z]';

/** A condition that a grep can search for. */
interface Searched {
  readonly index: number;
  /** Lines that satisfy the condition contain one of these. */
  readonly search: readonly Pattern[];
  /** The rest of the condition. */
  readonly rest: LineCondition;
}

/**
 * Selects the condition to search for: the user's patterns are preferred to level marks, because fewer lines contain
 * them.
 */
export const searched = (conditions: readonly LineCondition[]): Searched | null => {
  const found = conditions.flatMap((condition, index) => {
    const at = condition.includes.findIndex(anyOf => anyOf.every(({ text }) => text !== ''));
    if (at < 0) return [];
    const includes = condition.includes.filter((_, other) => other !== at);
    return [{ index, search: condition.includes[at]!, rest: { ...condition, includes } }];
  });
  return found.sort((a, b) => a.search.length - b.search.length)[0] ?? null;
};

const conditionName = ({ says }: LineCondition, { search }: Searched): string =>
  says ?? search.map(({ text }) => `'${text}'`).join(' or ');

/** Returns grep's arguments for finding lines that match any of these patterns. */
export const finderWords = (search: readonly Pattern[]): readonly string[] => {
  const sameCase = search.every(({ ignoreCase }) => ignoreCase === search[0]!.ignoreCase);
  return sameCase
    ? [...(search[0]!.ignoreCase ? ['-i'] : []), ...patternGrepArguments(search)]
    : ['-E', ...search.flatMap(pattern => ['-e', patternEre(pattern)])];
};

/** Returns greps that find lines with their numbers, but none that match the ERE. */
export const findersOf = (search: readonly Pattern[], spares: ByteString | null): readonly Stage[] => {
  if (spares === null) return [stage(['grep', '-n', '-a', ...finderWords(search)], { readsFile: true })];
  return [
    stage(['grep', '-n', '-a', '-v', '-E', '-e', spares], { readsFile: true }),
    stage(['grep', '-a', '-E', ...[...behindNumbers(search), STATUS].flatMap(ere => ['-e', ere])]),
  ];
};

/** Returns EREs that find these in lines that `grep -n` numbered. */
export const behindNumbers = (search: readonly Pattern[]): readonly ByteString[] =>
  search.map(pattern => patternEre(behindNumber(pattern)));

const SPARED = ', and is not certainly only a message of another program';

/** The line with the first grep's exit status; all others start with a number. */
const STATUS = '^E[0-9]$';
