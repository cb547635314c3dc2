import type { ByteString } from '../bytes.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { ownPattern, parsePattern } from '../pattern/pattern.ts';
import type { RecordStart } from '../query.ts';
import { formatEre } from '../understand/compile/layout.ts';
import { opensBlock } from '../understand/grouping.ts';
import type { LineHead } from '../understand/lineHead.ts';
import { isTimeKey } from '../understand/structured/fieldKeys.ts';
import { type LogContext, RecordHeads } from './heads.ts';
import { learnStreamKey, type StreamKey, type StreamLine } from './streamKeys.ts';

/**
 * Further lines of a Postgres message, which have a head like the first (see its manual, `log_line_prefix`).
 */
const POSTGRES_CONTINUES = '[^A-Za-z](DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION|BACKTRACE):  ';

/** A container's line (CRI), which may continue the previous one. */
const WRAPPED = ' std(out|err) [FP] ';

/** Lines of traces, and the first ones of crashes. */
const FRAMES =
  'at |Caused by:|Suppressed:|Wrapped by:|[.][.][.] [0-9]|---|During handling|The above exception|Traceback |File "|Stack trace:|goroutine |created by |exit status |note: |stack backtrace:|nested exception|Node[.]js v';
const CRASHES =
  'panic: |fatal error: |Exception in thread |Unhandled |Uncaught |thread .* panicked at |SIG[A-Z]+: |runtime: |Next |[^ ]+[.]rb:[0-9]';

/**
 * Continuation lines of another program, after its head: indented text, frames, first lines of crashes and
 * names of exceptions.
 */
const CARRIED: readonly string[] = [
  ': [ \t]',
  `[ \t](${FRAMES})`,
  '[ \t](#[0-9]+ |[]})])',
  `[ \t](${CRASHES})`,
  '[A-Za-z_$. \t"](Exception|Error|Throwable|Fault)(:| [(])',
  ':[ \t]*"(\\\\t|\\\\u0009|[ ]|at |Caused by|Suppressed:|[.][.][.] |Traceback|During handling|The above|goroutine|created by|panic: )',
  '[A-Za-z_$. \t"](Exception|Error|Throwable|Fault)[ \t\r]*$',
  '[)][ \t\r]*$',
  '[)](\\\\n)?"[ \t]*[],}]',
  '[ \t][ \t\r]*$',
  '[ \t"](Exception ignored |Fatal Python error: |thread [0-9]* panic: |Execution error |Syntax error |Error in |API: |(PHP )?(Fatal|Recoverable fatal|Parse) error: )',
  '[ \t"](terminate called |libc[+][+]abi|Assertion failed: |double free |free[(][)]: |malloc[(][)]: |[*][*][*] |Segmentation fault|Aborted |Bus error|Program received )',
  '[ \t"](Kernel panic - |BUG: |kernel BUG at |Oops: |==[0-9]+==|# A fatal |# There is |[*][*] [(]|lua[^ ]*: |WARNING: DATA RACE)',
  '@[^ ]+[(][0-9]+[)]: |(ORA|TNS|PLS|EXP|IMP|LRM|NID|KUP)-[0-9]',
  '(js|ts|jsx|tsx|node:[^ ]*):[0-9]+[ \t\r]*$',
  '[ \t"](Stacktrace:|stack traceback:|in expression starting at |CallStack [(]|Backtrace for |Raised |Re-raised |Called from |Thrown at:|[[]stacktrace[]]|[[]previous exception[]])',
  '[ \t"]([0-9]+ +[|]|help: |[.][.][.])',
  '│|╵',
];

/** The same in logs whose streams are found in these ways. */
const CARRIED_IN: Readonly<Partial<Record<StreamKey, readonly string[]>>> = {
  fields: [' (-|\\[.*\\]) [ \t]'],
  docker: [
    '(Exception|Error|Throwable|Fault|"log":")(\\\\n)?"',
    '[.](js|ts|jsx|tsx):[0-9]+(\\\\n)?"',
    `"log":"(${FRAMES}|${CRASHES})`,
    '"log":"(#[0-9]|[]})]|[^ ]+[.]rb:[0-9]|[ \t]|[\\\\]t)',
  ],
};

/** Indented text after the time that a runtime writes before each line. */
const STAMPED_INDENT = '^[^ \t]+[ \t][ \t]';

/**
 * In the log of a single program, whose lines are not interleaved with others, this many of the first rows
 * are passed on wherever they are: the rare ones.
 */
const SEEN_APART = 6;

/** Lines that cannot be searched for literally. */
const UNREADABLE = /[\0]/;
const COLOURED = /\x1b|#033/;

/** One in this many of a log's records must have a recognisable start for it to be useful. */
const MIN_SHARE = 4;

interface Seen {
  readonly ere: string;
  count: number;
}

/**
 * A level after a time that may precede another program's line. Such a line is not part of a trace, unless it
 * ends in a bracket, as Go's do.
 */
const LEVEL_FIRST = '[ \t]+(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)[ \t]';
const ENDS_IN_BRACKET = '[)][ \t\r]*$';

/** The forms of heads in a sample, and their numbers. */
class Shapes {
  readonly #seen = new Map<string, Seen>();

  add(ere: string | null): void {
    if (ere === null) return;
    const seen = this.#seen.get(ere);
    if (seen) seen.count++;
    else this.#seen.set(ere, { ere, count: 1 });
  }

  /** Returns the forms that the sample does not contradict, if they cover enough heads; otherwise null. */
  known(all: readonly string[], lines: readonly SampleLine[]): string[] | null {
    const any = [...this.#seen.values()].filter(({ ere }) => isTrueOf([...all, ere], lines));
    const known = any.reduce((sum, { count }) => sum + count, 0);
    const begun = lines.filter(({ begins }) => begins).length;
    return known === 0 || known * MIN_SHARE < begun ? null : any.map(({ ere }) => ere);
  }
}

interface SampleLine {
  readonly text: ByteString;
  readonly begins: boolean;
}

/**
 * Learns from a sample (whole lines) which lines certainly start a record, for tools on the host: only heads
 * with a time count, and forms that the sample contradicts are left out. Null if too little remains.
 */
export const learnRecordStart = (sample: ByteString, log: LogContext): RecordStart | null => {
  const heads = new RecordHeads(log);
  const shapes = new Shapes();
  const levelShapes = new Shapes();
  const lines: SampleLine[] = [];
  let carries = false;
  // If a format is configured, lines of other formats may have a time and a level.
  let onlyStamps = log.format.format === null || log.format.format === 'auto';
  const levelFirst = levelFirstShapes();
  const mayContinue = anyMatcher(CARRIED);
  const endsInBracket = anyMatcher([ENDS_IN_BRACKET]);
  let hasPlain = false;
  let record = 0;
  let isOpen = false;
  const streamLines: StreamLine[] = [];
  for (const text of sample.split('\n')) {
    const isFirst = heads.begins(text, 0, text.length);
    const begins = isFirst && heads.headed && heads.reading.time !== null;
    // The host would have to know the stream of each line.
    if (!isFirst && heads.record !== record) return null;
    record = heads.record;
    // Of a block that another record interrupts, the host would leave out only the interruption.
    if (isFirst && isOpen) return null;
    isOpen = opensBlock(text, 0, text.length);
    const { wraps, stamped, time, stream } = heads.reading;
    if (heads.headed && wraps) {
      // Which lines continue others depends on the wrapped text, and other lines may be in between.
      if (!begins || !isPlainlyWrapped(heads.reading)) return null;
      carries = true;
      // Behind a stamp, a line may be wrapped once more.
      onlyStamps &&= stamped && stream === '';
      streamLines.push({ text, stream: stream! });
    }
    if (begins && !wraps) hasPlain = true;
    // A line after a container's stamp belongs to the last one that has such a stamp too.
    if (carries && onlyStamps && hasPlain) return null;
    if (UNREADABLE.test(text)) return null;
    lines.push({ text, begins });
    if (!begins || COLOURED.test(text)) continue;
    if (stamped && !endsInBracket.test(text)) levelShapes.add(levelFirst(text, time!.compiled.ere));
    if (!carries || !mayContinue.test(text)) shapes.add(headEre(text, heads.reading, log));
  }
  const all = startPattern(log);
  const streamKey = carries && !onlyStamps ? learnStreamKey(streamLines) : null;
  const carried = [...CARRIED, ...(streamKey === null ? [] : (CARRIED_IN[streamKey] ?? []))];
  // After other programs' lines, any of them may stand alone.
  const apart = !carries
    ? {}
    : onlyStamps
      ? { apart: carried.slice(0, SEEN_APART), streams: false }
      : { apart: carried, streams: true, streamKey };
  const levelled = carries && onlyStamps ? levelShapes.known(all, lines) : null;
  if (levelled !== null) {
    return {
      all,
      any: levelled,
      none: [POSTGRES_CONTINUES, WRAPPED, ENDS_IN_BRACKET],
      timed: true,
      ...apart,
    };
  }
  const any = shapes.known(all, lines);
  if (any === null) return null;
  return {
    all,
    any,
    none: [
      ...[POSTGRES_CONTINUES, WRAPPED],
      ...(carries ? carried : []),
      ...(carries && onlyStamps ? [STAMPED_INDENT] : []),
    ],
    timed: true,
    ...apart,
  };
};

/** Returns the form of a line in which a level follows such a time; null for any other. */
const levelFirstShapes = (): ((text: ByteString, timeEre: string) => string | null) => {
  const matchers = new Map<string, ReturnType<typeof anyMatcher>>();
  return (text, timeEre) => {
    const ere = `^${timeEre}${LEVEL_FIRST}`;
    const matcher = matchers.get(ere) ?? anyMatcher([ere]);
    matchers.set(ere, matcher);
    return matcher.test(text) ? ere : null;
  };
};

const anyMatcher = (eres: readonly string[]) => {
  const matchers = eres.map(ere => patternMatcher(ownPattern(ere)));
  return { test: (line: ByteString): boolean => matchers.some(matcher => matcher.test(line)) };
};

/**
 * Returns true if a line wraps another program's like syslog, without a time of its own: few lines can
 * continue it.
 */
const isPlainlyWrapped = ({ format, inner, structure, stamped, prefixed }: LineHead): boolean =>
  !prefixed &&
  format?.name !== 'cri' &&
  (format !== null || structure === 'json') &&
  (stamped || inner?.time == null);

/** The same for a log without a sample, from its `start` alone; null if it has none. */
export const knownRecordStart = (log: LogContext): RecordStart | null => {
  const all = startPattern(log);
  return all.length === 0 ? null : { all, any: [], none: [], timed: false };
};

/** In the form accepted by `startMatcher`. */
const startPattern = ({ format: { start: own, pattern } }: LogContext): string[] => {
  const ere = own?.replaceAll('\\d', '[0-9]') ?? pattern?.ere;
  return ere !== undefined && parsePattern(ere, { fixed: false, ignoreCase: false }).ok ? [ere] : [];
};

/** Returns true if every line that matches all of these starts a record. */
const isTrueOf = (eres: readonly string[], lines: readonly SampleLine[]): boolean => {
  const [none, ...all] = [POSTGRES_CONTINUES, ...eres].map(ere => patternMatcher(ownPattern(ere)));
  return lines.every(
    ({ text, begins }) => begins || none!.test(text) || all.some(pattern => !pattern.test(text)),
  );
};

/** Returns the form of lines with such a head; null if unknown. */
const headEre = (text: ByteString, reading: LineHead, { format: { format } }: LogContext): string | null => {
  const { structure, timeFrom } = reading;
  const time = reading.time!;
  if (structure === 'json' && text.startsWith('{')) return jsonEre(text);
  if (structure === 'logfmt' && reading.format === null) return logfmtEre(text);
  if (reading.format === null) return null;
  // Any line that starts with a time, bracketed or not, has a head, unless a format is configured.
  const auto = (format === null || format === 'auto') && !reading.wraps;
  const before = text.slice(0, timeFrom);
  if (auto && (before === '' || before === '['))
    return `^${before && '\\['}${time.compiled.ere}${AFTER_TIME}`;
  const ere = formatEre(reading.format, time);
  const { stamped, inner } = reading;
  if (!stamped || inner?.time == null) return ere;
  // Behind a stamp, a line without the log's own time continues the record before it.
  const withTime = `${ere}[ \t]+[[(<]?${inner.time.compiled.ere}`;
  return anyMatcher([withTime]).test(text) ? withTime : null;
};

/** What follows a time and is not part of a longer number or word. */
const AFTER_TIME = '([^0-9A-Za-z:.,]|[:.,][^0-9])';

/** Returns an ERE for an object on one line with one of this object's time keys. */
const jsonEre = (text: ByteString): string | null => {
  const names = timeKeys(text, /"([^"\\]+)"[ \t]*:/g).map(key => key.replace(/[^A-Za-z0-9_@]/g, '.'));
  return names.length === 0 ? null : `^[{].*"(${names.join('|')})"[ \t]*:[ \t]*["0-9{].*[}][ \t\r]*$`;
};

const logfmtEre = (text: ByteString): string | null => {
  const [key] = timeKeys(text, /(?:^| )([A-Za-z@][\w@.-]*)=/g);
  if (key === undefined) return null;
  return `^([A-Za-z@][A-Za-z0-9_@.-]*=("[^"]*"|[^" ]*) +)*${key.replaceAll('.', '[.]')}="?[0-9A-Z]`;
};

const timeKeys = (text: ByteString, key: RegExp): string[] => [
  ...new Set([...text.matchAll(key)].map(([, name]) => name!).filter(name => isTimeKey(name))),
];
