import { ownPattern, patternEre } from '../../core/pattern/pattern.ts';
import { LARGE_READS, type Stage, stage } from '../script/stage.ts';
import { AwkPatterns } from './awkPatterns.ts';
import type { CertainMessages } from './messageLines.ts';
import { findersOf, searched, startTest } from './recordCandidates.ts';
import { type GroupSelection, groupWords } from './recordGroups.ts';
import type { StreamHead } from './streamHeads.ts';
import { BRACKET, KEPT, KEY, MAX_EXPECTED, TAKES_NEXT } from './streamLines.ts';

/**
 * Does the same as `candidateStage` for a log of several streams, with records selected by nothing but their level, if it is known how
 * most lines start: grep finds those that have a mark and those that may not start a record, so that awk needs to see no others but
 * the ones before the latter. It passes on all that grep finds. Null if some awks do not support the conditions.
 *
 * `C`: the greps, whose last line is `E` and the first one's exit status; `z`: they ended. `i`: number of line `x`, which they found. `r`:
 * number of the log's last line that was read; `W`: the last ones, by number modulo KEPT; `V`: the numbers of those that were passed on. `U`: streams
 * whose next line is passed on, `H`: their number, `Y`: the line that added the last one.
 *
 * Most awks tell by themselves which of these lines may not start a record; mawk takes up to ten times as long for that as sed, which marks
 * them with an `N`: `w`.
 *
 * `ky(x)`: the stream of a line. `st(x)`: it starts a record, `bo(x)`: so it does but for its bracket. `cu(t)` reads up to line `t`; 0: the
 * log has become shorter meanwhile.
 * `ex(x,i)`: such a line is expected, and no longer. `pa(k,i,j)`: of stream `k`, a line not far before line `i` and before line `j` was
 * passed on. `pv(x,i)` passes on what line `x` may belong to.
 */
export const streamCandidateStage = (selection: GroupSelection, head: StreamHead): Stage | null => {
  const { start, conditions, byLevel, before, after, torn, mawk, messages = null } = selection;
  const chosen = conditions.length === 1 ? searched(conditions) : null;
  const { streamKey, none } = start;
  if (!chosen || !streamKey || !byLevel || torn || before + after > 0) return null;
  if (chosen.rest.includes.length + chosen.rest.excludes.length > 0) return null;
  const patterns = new AwkPatterns(mawk);
  const others = none.filter(ere => ere !== BRACKET);
  const isBracketed = patterns.test([ownPattern(BRACKET)], 'x');
  const isFirst = patterns.startTest({ ...start, none: others }, 'x');
  const starts = startTest(patterns, { ...start, any: [head.ere] }, messages);
  const takesNext = patterns.test(TAKES_NEXT.map(ownPattern), 'x');
  if (patterns.failed) return null;
  const searches = [...chosen.search, ...none.map(ownPattern), ownPattern(head.other)];
  const at = (number: string): string => `(${number})%${KEPT}`;
  const program = [
    `function ky(x,i){${KEY[streamKey]}}`,
    mawk ? '' : `function st(x){return ${starts}}`,
    `function bo(x){return ${isBracketed}&&${isFirst}}`,
    `function ex(x,i,k){if(i-Y>${MAX_EXPECTED}){split("",U);H=0;return 0}k=ky(x);if(k==""||!(k in U))return 0;delete U[k];H--;return 1}`,
    `function cu(t,l){for(;!H&&r<t-${KEPT};r++)if((getline l)<1)return 0;`,
    `for(;r<t;){if((getline l)<1)return 0;r++;W[r%${KEPT}]=l;if(H&&V[r%${KEPT}]!=r&&ex(l,r)){print l;V[r%${KEPT}]=r}}return 1}`,
    `function pa(k,i,j){for(j--;j>0&&j>i-${KEPT};j--)if(V[j%${KEPT}]==j&&index(W[j%${KEPT}],k)&&ky(W[j%${KEPT}])==k)return 1;return 0}`,
    `function pv(x,i,k,j,l){if(!cu(i-1))return;if(i>1&&V[${at('i-1')}]!=i-1){print W[${at('i-1')}];V[${at('i-1')}]=i-1}`,
    'k=ky(x);if(k=="")return;',
    `for(j=i-1;j>0&&j>i-${KEPT};j--){l=W[j%${KEPT}];if(index(l,k)&&ky(l)==k){if(V[j%${KEPT}]!=j&&(!bo(x)||pa(k,i,j)))print l;break}}`,
    `if(${takesNext}){if(!(k in U)){U[k]=1;H++}Y=i}}`,
    // For each line that it reads from it, awk compares the command with those that are open: a long one costs more than the line.
    `BEGIN{${patterns.begin}C="eval \\"$C\\"";`,
    `while((C|getline q)>0){${mawk ? 'if(w=q~/^N/)q=substr(q,2);' : ''}if(!(i=q+0)){z=q~/^E[01]$/;break}x=substr(q,index(q,":")+1);`,
    `if(H)cu(i-1);if(i<2||${mawk ? 'w' : '!st(x)'})pv(x,i);else if(H)ex(x,i);print x;V[i%${KEPT}]=i}`,
    'if(!z)exit 3;',
    `while(H&&(getline x)>0){r++;if(V[r%${KEPT}]!=r&&ex(x,r))print x}}`,
  ].join('');
  return stage(['awk', program], {
    env: { ...patterns.env, ...LARGE_READS },
    finders: [
      ...findersOf(searches, messages?.spared ?? null),
      ...(mawk ? [marker(head, none, messages)] : []),
    ],
    says: [
      ...groupWords(selection),
      `looks only at lines that grep finds: ${conditions[0]!.says ?? 'the condition'}, or may continue a record`,
    ],
  });
};

/** Delimits a pattern of sed's: no pattern of ours contains it. */
const END = '\x01';

/** Returns a sed that marks the lines that may not start a record, each after its number. */
const marker = (head: StreamHead, none: readonly string[], messages: CertainMessages | null): Stage => {
  const starts = `\\${END}^[0-9]+:${patternEre(ownPattern(head.ere)).slice(1)}${END}`;
  const mayContinue = none.map(ere => patternEre(ownPattern(ere))).join('|');
  const wanted = messages?.wanted ?? null;
  const isWanted =
    wanted === null ? [] : [`\\${END}^[0-9]+:${patternEre(ownPattern(wanted)).slice(1)}${END}b`];
  const commands = ['/^E/b', ...isWanted, `${starts}!bn`, `\\${END}${mayContinue}${END}!b`, ':n', 's/^/N/'];
  return stage(['sed', '-E', ...commands.flatMap(command => ['-e', command])]);
};
