import type { RecordStart } from '../../core/query.ts';
import { type Stage, stage } from '../script/stage.ts';
import { AwkPatterns, type LineCondition } from './awkPatterns.ts';
import type { CertainMessages } from './messageLines.ts';
import { streamLines } from './streamLines.ts';

export interface GroupSelection {
  readonly start: RecordStart;
  /** Each condition must be satisfied by some line of the group. */
  readonly conditions: readonly LineCondition[];
  /** True if records are selected by nothing but their level. */
  readonly byLevel: boolean;
  /** Groups of context before and after a qualifying group. */
  readonly before: number;
  readonly after: number;
  /** True if lines before the first certain start of a record are dropped; otherwise they form a group. */
  readonly torn: boolean;
  /** True if each line is passed on at once. */
  readonly flush: boolean;
  readonly mawk: boolean;
  /** How to recognise lines about which nothing has to be found out; null or absent: unknown. */
  readonly messages?: CertainMessages | null;
}

/** A group with more lines or bytes than this is always passed on, to bound the buffer. */
export const MAX_GROUP = { lines: 10_000, bytes: 4 << 20 };

/**
 * Returns an awk that passes on groups of whole records: each from a line that certainly starts a record up to the next
 * such line, provided that lines in it satisfy all conditions. It includes every matching record completely, and
 * possibly others. Once a line makes a group relevant, its lines are printed at once. Null if some awks do not support
 * the conditions.
 */
export const groupStage = (selection: GroupSelection, group = MAX_GROUP): Stage | null => {
  const { start, conditions, byLevel, before, after, flush, mawk } = selection;
  const patterns = new AwkPatterns(mawk);
  const begins = patterns.startTest(start);
  const tests = conditions.map(condition => patterns.conditionTest(condition));
  const streams = streamLines(start, patterns, byLevel);
  if (patterns.failed) return null;
  const parts: ProgramParts = { ...selection, group, begins, tests, streams };
  const setUp = [
    streams?.functions ?? '',
    patterns.begin === '' ? '' : `BEGIN{${patterns.begin}}`,
    streams?.keep ?? '',
  ];
  const isPlain = streams === null && before + after === 0;
  const program = [...setUp, isPlain ? plainProgram(parts) : fullProgram(parts)].join('');
  const options = mawk && flush ? ['-W', 'interactive'] : [];
  const alone = new AwkPatterns(mawk);
  const begin = alone.startTest(start);
  const lead = leadStage(begin, alone.env, alone.begin === '' ? '' : `BEGIN{${alone.begin}}`);
  return stage(['awk', ...options, program], { env: patterns.env, lead, says: groupWords(selection) });
};

/** Parts of a program: a test for lines that begin a record, one for each condition, and what streams need. */
interface ProgramParts extends GroupSelection {
  readonly group: typeof MAX_GROUP;
  readonly begins: string;
  readonly tests: readonly string[];
  readonly streams: ReturnType<typeof streamLines>;
}

const flagsOf = (tests: readonly string[]): readonly string[] => tests.map((_, index) => `f${index}`);

const resetFlags = (tests: readonly string[]): string =>
  flagsOf(tests)
    .map(flag => `${flag}=0;`)
    .join('');

const testLine = (tests: readonly string[]): string =>
  `${tests.map((test, index) => `if(!f${index}&&${test})f${index}=1;`).join('')}s+=length($0);`;

const printLine = (flush: boolean): string => (flush ? 'print;fflush();next' : 'print;next');

/**
 * Returns the rules for groups without context, which takes half the time.
 *
 * `u`: there was a record; `m`: the group is relevant; `f0`…: conditions satisfied so far; `b`: its buffered lines, `n` of
 * them; `c`, `s`: lines and bytes of the group. Few of an earlier group's lines stay in memory.
 */
const plainProgram = ({ group, begins, tests, torn, flush }: ProgramParts): string =>
  [
    `${torn ? '' : 'NR==1||'}(${begins}){if(n>64||s>65536)split("",b);u=1;m=0;n=0;c=0;s=0;${resetFlags(tests)}}`,
    torn ? '!u{next}' : '',
    `!m{${testLine(tests)}`,
    `if((${flagsOf(tests).join('&&')})||++c>${group.lines}||s>${group.bytes}){m=1;for(i=1;i<=n;i++)print b[i]}}`,
    `m{${printLine(flush)}}{b[++n]=$0}`,
  ].join('');

/**
 * Returns the rules for groups with context, or in a log of several streams.
 *
 * `m`: the group is relevant; `p`: its lines are printed; `f0`…: conditions satisfied so far; `w`: number of following
 * groups still to be printed; `b`: buffered lines of the groups that start at `g[o+1]`…`g[n]`; `c`, `s`: lines and
 * bytes of the group; `a`: the last line that starts a group, in a log of several streams.
 */
const fullProgram = ({ group, begins, tests, streams, before, after, torn, flush }: ProgramParts): string => {
  const sent = (line: string, number: string, starts: string): string =>
    streams === null ? '' : `se(${line},${number},${starts});`;
  // One more group than requested, so that the exact filter sees where records are missing between two
  // matches.
  const held = before + after > 0 ? before + 2 : 1;
  return [
    `${torn ? '' : 'NR==1||'}(${begins}){${streams === null ? '' : 'a=NR;'}`,
    `if(m)w=${after};p=w>0;if(p)w--;m=0;c=0;s=0;${resetFlags(tests)}`,
    'if(!p){g[++n]=NR;',
    `if(n-o>${held}){o++;for(i=g[o];i<g[o+1];i++)delete b[i];delete g[o]}}}`,
    torn ? 'n+p<1{next}' : '',
    `!m{${testLine(tests)}`,
    `if(${streams === null ? '' : '(H&&NR==a&&ex($0))||'}(${flagsOf(tests).join('&&')})||++c>${group.lines}||s>${group.bytes}){m=1;`,
    `if(!p){for(i=g[o+1];i<NR;i++){${sent('b[i]', 'i', 'i==a')}print b[i];delete b[i]}while(o<n)delete g[++o];p=1}}}`,
    `p{${sent('$0', 'NR', 'NR==a')}${printLine(flush)}}{b[NR]=$0}`,
  ].join('');
};

/**
 * Returns an awk that passes on the lines before the first that satisfies a test, which certainly starts a record.
 * `setUp`: awk code before it.
 */
export const leadStage = (begins: string, env: AwkPatterns['env'], setUp: string): Stage =>
  stage(['awk', `${setUp}${begins}{exit}{print}`], { env });

/** Describes what the program passes on. */
export const groupWords = ({ start, conditions, before, after, torn }: GroupSelection): string[] => [
  'passes on whole records, each from a line that certainly starts a record to the next such line',
  `begins: a line that matches ${allOf([...start.all.map(shown), ...(start.any.length === 0 ? [] : [anyOf(start.any)])])}`,
  ...(start.none.length === 0 ? [] : [`        and does not match ${anyOf(start.none)}`]),
  ...conditions.filter(({ includes, excludes }) => includes.length + excludes.length > 0).map(wantedText),
  ...(before + after > 0 ? [`around: ${before} records before these and ${after} after`] : []),
  ...(start.streamKey
    ? ['also: the previous line of the same program before one that may continue a record']
    : []),
  ...(torn ? ['leaves out everything before the first record'] : []),
];

const wantedText = ({ includes, excludes, says }: LineCondition): string => {
  const some = includes.map(list => anyOf(list.map(({ text }) => text)));
  const matches = says ?? (some.length === 0 ? '' : `matches ${allOf(some)}`);
  const not = excludes.length === 0 ? '' : `matches no ${anyOf(excludes.map(({ text }) => text))}`;
  return `wanted: at least one of its lines ${[matches, not].filter(text => text !== '').join(' and ')}`;
};

/** Maximum length of displayed patterns. */
const MAX_SHOWN = 100;

const shown = (ere: string): string =>
  ere.length <= MAX_SHOWN ? `'${ere}'` : `'${ere.slice(0, MAX_SHOWN)}…'`;

const anyOf = (eres: readonly string[]): string => eres.map(shown).join(' or ');
const allOf = (eres: readonly string[]): string => eres.join(' and ');
