import { compilePattern } from '../../core/pattern/pattern.ts';
import type { RecordStart } from '../../core/query.ts';
import type { StreamKey } from '../../core/records/streamKeys.ts';
import { MONTHS } from '../../core/understand/compile/timePattern.ts';
import type { AwkPatterns } from './awkPatterns.ts';

/** So many of the last lines are kept: a few more than a record may continue behind (`MAX_QUIET`). */
export const KEPT = 128;

/** After this many lines, a crash has no next line. */
export const MAX_EXPECTED = 1000;

/** First lines of crashes: the next line at column 0 belongs to them, whatever it is. */
export const TAKES_NEXT: readonly string[] = [
  'Traceback [(]most recent',
  'panicked at ',
  'Unhandled [Ee]xception:',
  '(Execution|Syntax) error ',
  'js:[0-9]',
  'node:[^ ]*:[0-9]',
  '[.][cm]?(ts|jsx|tsx):[0-9]',
];

const AFTER_PRIORITY = 'if(substr(x,1,1)=="<")x=substr(x,index(x,">")+1);';
const TO_COLON = 'i=index(x,":");return i?substr(x,1,i):""';
const FIELDS = '^[^ ]+ [^ ]+ [^ ]+ [^ ]+ (-|(\\[([^]"]|"[^"]*")*\\])+) ?';

/** Awk code that returns the key of line `x`, or an empty text: it has no such head. */
export const KEY: Readonly<Record<StreamKey, string>> = {
  tag: `${AFTER_PRIORITY}if(x~/^(${MONTHS.join('|')}) [ 0-9][0-9] /)x=substr(x,16);else{if(x!~/^[0-9]+-[0-9]+-[0-9]+T/||!(i=index(x," ")))return "";x=substr(x,i)}${TO_COLON}`,
  fields: `if(x!~/^<[0-9]/)return "";x=substr(x,index(x," ")+1);x=substr(x,index(x," ")+1);return match(x,/${FIELDS}/)?substr(x,1,RLENGTH):""`,
  docker: 'if(x!~/^[{]/)return "";i=index(x,"\\"stream\\":\\"");return i?substr(x,i+10,6):""',
};

/** Parts of an awk program that passes on lines of several streams. */
export interface StreamLines {
  readonly functions: string;
  /** A rule that sees each line first. */
  readonly keep: string;
}

/**
 * The end of a line that may continue a record for no other reason: calls in traces of Go end so, and much else does. Unless a line
 * of its stream was passed on, such a line has a level of its own, or none and is dropped in any case.
 */
export const BRACKET = '[)][ \t\r]*$';

/**
 * Returns what an awk does in addition, so that lines that may continue a record behind those of other streams are grouped as in
 * the whole log: before such a line, it passes on its stream's previous line, unless it has already done so. After the first line of
 * a crash that takes any next line, it passes on that line. Null if the log has one stream.
 *
 * `se(x,i,s)` is called before line `x` with number `i` is printed; `s`: it starts a record. `ex(x)`: such a line is expected
 * after the first line of a crash, and no longer; to be asked while `H` is not 0.
 *
 * `byLevel`: records are selected by nothing but their level. `bo(x)`: but for its bracket, line `x` starts a record; `pa(k,i)`: of
 * stream `k`, a line not far before line `i` was passed on; `ps(k,i)` notes that.
 *
 * `W`: the last lines, by number modulo KEPT; `V`: the numbers of those that were passed on. `P`, `Q`: the last line of each stream
 * that was passed on, for at least KEPT lines; `O`: which of them is added to, since line `Z`. `U`: streams whose next line is
 * passed on, `H`: their number, `Y`: the line that added the last one.
 */
export const streamLines = (
  start: RecordStart,
  patterns: AwkPatterns,
  byLevel: boolean,
): StreamLines | null => {
  const { streams, streamKey, none } = start;
  if (!streams || !streamKey) return null;
  const takesNext = patterns.test(
    TAKES_NEXT.map(ere => compilePattern(ere, SENSITIVE)),
    'x',
  );
  const isBracketed = patterns.test([compilePattern(BRACKET, SENSITIVE)], 'x');
  const others = patterns.startTest({ ...start, none: none.filter(ere => ere !== BRACKET) }, 'x');
  return {
    functions: [
      `function ky(x,i){${KEY[streamKey]}}`,
      `function se(x,i,s,k,j,l){k=ky(x);V[i%${KEPT}]=i;if(k=="")return;`,
      `if(!s&&${byLevel ? '(pa(k,i)||!bo(x))' : '1'})for(j=i-1;j>0&&j>NR-${KEPT};j--){l=W[j%${KEPT}];if(index(l,k)&&ky(l)==k){if(V[j%${KEPT}]!=j)print l;break}}`,
      `if((!s||i<2)&&${takesNext}){if(!(k in U)){U[k]=1;H++}Y=i}${byLevel ? 'ps(k,i)' : ''}}`,
      byLevel ? `function bo(x){return ${isBracketed}&&${others}}` : '',
      byLevel ? `function pa(k,i){return(k in P&&i-P[k]<${KEPT})||(k in Q&&i-Q[k]<${KEPT})}` : '',
      byLevel
        ? `function ps(k,i){if(O)P[k]=i;else Q[k]=i;if(i-Z>${KEPT}){Z=i;O=!O;if(O)split("",P);else split("",Q)}}`
        : '',
      `function ex(x,k){if(NR-Y>${MAX_EXPECTED}){split("",U);H=0;return 0}k=ky(x);if(!(k in U))return 0;delete U[k];H--;return 1}`,
    ].join(''),
    keep: `{W[NR%${KEPT}]=$0}`,
  };
};

const SENSITIVE = { fixed: false, ignoreCase: false };
