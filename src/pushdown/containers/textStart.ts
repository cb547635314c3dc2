import type { ByteString } from '../../core/bytes.ts';
import { ownPattern, type Pattern } from '../../core/pattern/pattern.ts';
import type { RecordStart } from '../../core/query.ts';
import { type LogContext, RecordHeads } from '../../core/records/heads.ts';
import { learnRecordStart } from '../../core/records/start.ts';
import { CONTINUATION_STARTS } from '../../core/understand/tables/continuationShapes.ts';
import type { AwkPatterns } from '../filter/awkPatterns.ts';

/** How records start in the text of a container's lines: by a known head, or, without times in the text, with every line that cannot continue another. */
export type TextStart = RecordStart | 'no times';

const ere = (text: string): Pattern => ownPattern(text);

const literal = (text: string): string => text.replace(/[.[\]{}()*+?$|]/g, char => `[${char}]`);

/** Lines that start like part of a trace or a crash report. */
const CRASH_LIKE: readonly Pattern[] = [
  ere(`^(${CONTINUATION_STARTS.map(literal).join('|')})`),
  ere('^[^ :]*(Exception|Error|Throwable|Fault)[: \t\r]'),
  ere('^[^ :]*(Exception|Error|Throwable|Fault)$'),
  ere('^[^ ]*[.]rb:[0-9]'),
];

/** Lines at column 0 that a trace may continue with after the first (`traceTakes`). */
const TRACE_LINES: readonly Pattern[] = [
  ere('[)]$'),
  ere('^[a-z0-9]+ +0x[0-9a-f]+$'),
  ere('^(\\[|PC=|runtime stack:|[\\^]|[A-Za-z0-9_$]*(Error|Exception)|Thrown at:|Next |#|[(]|[*]|libc)'),
  ere(
    '^(READ of|WRITE of|0x|freed by|previously allocated|allocated by|SUMMARY: |Shadow |=|HINT: |Address 0x|Direct|Indirect)',
  ),
  ere('^(Current thread|Thread|Extension modules|Python runtime|Read|Write|Previous|Goroutine|created by )'),
];

const INDENTED: readonly Pattern[] = [ere('^[ \t\r]'), ere('^$')];
const CLOSERS: readonly Pattern[] = [ere('^[]})]'), ere('^([0-9]+ +[|]|[.][.][.]|help: |note: |│|╵)')];
const OPENS: readonly Pattern[] = [ere('[[{(][ \t\r]*$')];

/** A time of day, or seconds since 1970, where a line's head may be; an empty alternative is not possible in every awk. */
const TIMES: readonly Pattern[] = [
  ere('^[012]?[0-9]:[0-5][0-9]'),
  ere('[^0-9][012]?[0-9]:[0-5][0-9][^0-9]'),
  ere('[^0-9][012]?[0-9]:[0-5][0-9]$'),
  ere('1[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
];
const HEAD_LENGTH = 60;

/** A block of braces that is still open after this many lines was none. */
const MAX_BLOCK = 2000;

/**
 * Returns the awk function `sf(x,s)`: whether text `x` of stream `s` certainly starts a record, whatever came before it.
 * Without times in the text, it follows traces (`T`: lines at column 0 since one may have started) and blocks of braces
 * (`D`: depth, `K`: lines) like `core/understand/grouping`, but considers a record open wherever that is possible. Once a
 * stream has a time after all (`W`), no record ends: lines without one may belong to it.
 */
export const startFunction = (start: TextStart, patterns: AwkPatterns): string => {
  if (start !== 'no times') return `function sf(x,s){return ${patterns.startTest(start, 'x') || '1'}}\n`;
  const test = (anyOf: readonly Pattern[]): string => patterns.test(anyOf, 'x');
  return `function ob(x,i,c,d,q){for(i=1;i<=length(x);i++){c=substr(x,i,1)
if(c=="\\"")q=!q;else if(q){if(c=="\\\\")i++}else if(index("{[(",c))d++;else if(index("}])",c))d--}
return d}
function sf(x,s,c){if(W[s])return 0
if(${patterns.test(TIMES, `substr(x,1,${HEAD_LENGTH})`)}){W[s]=1;return 0}
if(D[s]>0){D[s]+=ob(x);if(T[s]||++K[s]>${MAX_BLOCK}){if(K[s]++>${MAX_BLOCK})D[s]=0;else if(D[s]<1)D[s]=1}return 0}
if(${test(OPENS)}){D[s]=ob(x);if(D[s]<1)D[s]=1;K[s]=0}
if(${test(INDENTED)})return 0
c=${test(CRASH_LIKE)}
if(c){T[s]=1;return 0}
if(${test(CLOSERS)})return 0
if(T[s]){if(T[s]<2||${test(TRACE_LINES)}){T[s]++;return 0}T[s]=0}
return 1}
`;
};

/** Returns what precedes the text in each line: its timestamp and, if it is known, its stream. */
const headOf = (streams: boolean): RegExp => (streams ? /^\d{4}-\S+ (std\w+) F / : /^\d{4}-\S+() /);

/**
 * Learns from a sample of a container's lines how records start in their text; null: the host cannot tell reliably.
 * `streams`: lines are `TIME STREAM F TEXT` instead of `TIME TEXT`.
 */
export const learnTextStart = (
  sample: readonly ByteString[],
  streams: boolean,
  log: LogContext,
): TextStart | null => {
  const head = headOf(streams);
  const texts = new Map<string, ByteString[]>();
  for (const line of sample) {
    const match = head.exec(line);
    if (match === null) continue;
    const stream = texts.get(match[1]!) ?? [];
    texts.set(match[1]!, stream);
    stream.push(line.slice(match[0].length));
  }
  const bodies = [...texts.values()].flat();
  if (bodies.length === 0) return null;
  const heads = new RecordHeads(log);
  let timed = false;
  for (const body of bodies) {
    heads.begins(body, 0, body.length);
    if (!heads.headed) continue;
    if (heads.reading.wraps) return null;
    timed ||= heads.reading.time !== null;
  }
  if (!timed) return 'no times';
  const start = learnRecordStart(bodies.join('\n'), log);
  return start === null || start.streams !== undefined || start.apart !== undefined ? null : start;
};
