import type { ByteString } from '../bytes.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { compilePattern, parsePattern } from '../pattern/pattern.ts';
import type { RecordStart } from '../query.ts';
import { formatEre } from '../understand/compile/layout.ts';
import type { Reading } from '../understand/reading.ts';
import { isTimeKey } from '../understand/structured/fieldKeys.ts';
import { type LogContext, RecordHeads } from './heads.ts';

/** Further lines of a message of Postgres', which have a head like its first (its manual, `log_line_prefix`). */
const POSTGRES_CONTINUES = '[^A-Za-z](DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION|BACKTRACE):  ';

/** A container's line (CRI), which may continue what the one before began. */
const WRAPPED = ' std(out|err) [FP] ';

/**
 * What another program's line, behind its head, may continue a record with: what is indented there, frames, heads of crashes
 * and names of exceptions.
 */
const CARRIED: readonly string[] = [
  ': [ \t]',
  '[ \t](at |Caused by:|Suppressed:|Wrapped by:|[.][.][.] [0-9]|---|During handling|The above exception|Traceback |File "|#[0-9]+ |Stack trace:|goroutine |created by |exit status |note: |stack backtrace:|nested exception|Node[.]js v|[]})])',
  '[ \t](panic: |fatal error: |Exception in thread |Unhandled |Uncaught |thread .* panicked at |SIG[A-Z]+: |runtime: |Next |[^ ]+[.]rb:[0-9])',
  '[A-Za-z_$.](Exception|Error|Throwable|Fault)(:| [(])',
  ':[ \t]*"(\\\\t|\\\\u0009|[ ]|at |Caused by|Suppressed:|[.][.][.] |Traceback|During handling|The above|goroutine|created by|panic: )',
  '[A-Za-z_$.](Exception|Error|Throwable|Fault)[ \t\r]*$',
  '[)][ \t\r]*$',
  '[)](\\\\n)?"[ \t]*[],}]',
  '[ \t][ \t]*$',
];

/** The first of these are rare enough to be passed on wherever they are. */
const SEEN_APART = 5;

/** Lines that cannot be looked for as they stand. */
const UNREADABLE = /[\0]/;
const COLOURED = /\x1b|#033/;

/** How many of a log's records must be known by their beginning for it to be of use: one in so many. */
const LEAST_SHARE = 4;

interface Seen {
  readonly ere: string;
  count: number;
}

/**
 * Learns from a sample (whole lines) by what lines a log's records surely begin, so that tools on its host can tell:
 * only heads with a time count, and what the sample itself gives the lie to is left out. Null where that is too little.
 */
export const learnRecordStart = (sample: ByteString, log: LogContext): RecordStart | null => {
  const heads = new RecordHeads(log);
  const shapes = new Map<string, Seen>();
  const lines: { readonly text: ByteString; readonly begins: boolean }[] = [];
  let carries = false;
  const mayContinue = anyMatcher(CARRIED);
  for (const text of sample.split('\n')) {
    const begins = heads.begins(text, 0, text.length) && heads.headed && heads.reading.time !== null;
    const { stream } = heads.reading;
    if (heads.headed && stream !== null) {
      // Which lines continue others is told by what they carry, and those may lie between others.
      if (!begins || !isPlainlyWrapped(heads.reading)) return null;
      carries = true;
    }
    if (UNREADABLE.test(text)) return null;
    lines.push({ text, begins });
    if (!begins || COLOURED.test(text) || (carries && mayContinue.test(text))) continue;
    const ere = headEre(text, heads.reading, log);
    if (ere === null) continue;
    const seen = shapes.get(ere);
    if (seen) seen.count++;
    else shapes.set(ere, { ere, count: 1 });
  }
  const all = startPattern(log);
  const none = [POSTGRES_CONTINUES, WRAPPED, ...(carries ? CARRIED : [])];
  const any = [...shapes.values()].filter(({ ere }) => isTrueOf([...all, ere], lines));
  const known = any.reduce((sum, { count }) => sum + count, 0);
  const begun = lines.filter(({ begins }) => begins).length;
  if (known === 0 || known * LEAST_SHARE < begun) return null;
  return {
    all,
    any: any.map(({ ere }) => ere),
    none,
    timed: true,
    ...(carries ? { apart: CARRIED.slice(0, SEEN_APART) } : {}),
  };
};

const anyMatcher = (eres: readonly string[]) => {
  const matchers = eres.map(ere => patternMatcher(compilePattern(ere, { fixed: false, ignoreCase: false })));
  return { test: (line: ByteString): boolean => matchers.some(matcher => matcher.test(line)) };
};

/** Whether a line carries another program's as syslog does, one whose own head tells no time: only few can continue it. */
const isPlainlyWrapped = ({ format, inner, structure, stamped, prefixed }: Reading): boolean =>
  !prefixed &&
  format?.name !== 'cri' &&
  (format !== null || structure === 'json') &&
  (stamped || inner?.time == null);

/** The same of a log that cannot be looked at: by its `start` alone; null where it has none. */
export const knownRecordStart = (log: LogContext): RecordStart | null => {
  const all = startPattern(log);
  return all.length === 0 ? null : { all, any: [], none: [], timed: false };
};

/** As `startMatcher` takes it. */
const startPattern = ({ format: { start: own, pattern } }: LogContext): string[] => {
  const ere = own?.replaceAll('\\d', '[0-9]') ?? pattern?.ere;
  return ere !== undefined && parsePattern(ere, { fixed: false, ignoreCase: false }).ok ? [ere] : [];
};

/** Whether each line that matches all of these begins a record. */
const isTrueOf = (
  eres: readonly string[],
  lines: readonly { readonly text: ByteString; readonly begins: boolean }[],
): boolean => {
  const [none, ...all] = [POSTGRES_CONTINUES, ...eres].map(ere =>
    patternMatcher(compilePattern(ere, { fixed: false, ignoreCase: false })),
  );
  return lines.every(
    ({ text, begins }) => begins || none!.test(text) || all.some(pattern => !pattern.test(text)),
  );
};

/** What lines with such a head look like; null where that cannot be said. */
const headEre = (text: ByteString, reading: Reading, { format: { format } }: LogContext): string | null => {
  const { structure, timeFrom } = reading;
  const time = reading.time!;
  if (structure === 'json' && text.startsWith('{')) return jsonEre(text);
  if (structure === 'logfmt' && reading.format === null) return logfmtEre(text);
  if (reading.format === null) return null;
  // Any line that begins with a time, bracketed or not, has a head; unless a format was said.
  const auto = (format === null || format === 'auto') && reading.stream === null;
  const before = text.slice(0, timeFrom);
  if (auto && (before === '' || before === '['))
    return `^${before && '\\['}${time.compiled.ere}${AFTER_TIME}`;
  return formatEre(reading.format, time);
};

/** What follows a time and is no part of a longer number or word. */
const AFTER_TIME = '([^0-9A-Za-z:.,]|[:.,][^0-9])';

/** An object on one line with one of the time keys that this one has. */
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
