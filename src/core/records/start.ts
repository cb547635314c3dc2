import type { ByteString } from '../bytes.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { compilePattern, parsePattern } from '../pattern/pattern.ts';
import type { RecordStart } from '../query.ts';
import { formatEre } from '../understand/compile/layout.ts';
import { isBlankHead } from '../understand/grouping.ts';
import type { Reading } from '../understand/reading.ts';
import { isTimeKey } from '../understand/structured/fieldKeys.ts';
import { type LogContext, RecordHeads } from './heads.ts';

/** Further lines of a message of Postgres', which have a head like its first (its manual, `log_line_prefix`). */
const POSTGRES_CONTINUES = '[^A-Za-z](DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION|BACKTRACE):  ';

/** A container's line (CRI), which may continue what the one before began. */
const WRAPPED = ' std(out|err) [FP] ';

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
  for (const text of sample.split('\n')) {
    const begins = heads.begins(text, 0, text.length) && heads.headed && heads.reading.time !== null;
    // A container's log: which lines continue others is told by what it wraps.
    if (heads.headed && heads.reading.format?.wraps && !isBlankHead(heads.reading)) return null;
    lines.push({ text, begins });
    if (!begins) continue;
    const ere = headEre(text, heads.reading, log);
    if (ere === null) continue;
    const seen = shapes.get(ere);
    if (seen) seen.count++;
    else shapes.set(ere, { ere, count: 1 });
  }
  const all = startPattern(log);
  const any = [...shapes.values()].filter(({ ere }) => isTrueOf([...all, ere], lines));
  const known = any.reduce((sum, { count }) => sum + count, 0);
  const begun = lines.filter(({ begins }) => begins).length;
  if (known === 0 || known * LEAST_SHARE < begun) return null;
  return {
    all,
    any: any.map(({ ere }) => ere),
    none: [POSTGRES_CONTINUES, WRAPPED],
    timed: true,
  };
};

/** The same of a log that cannot be looked at: by its `start` alone; null where it has none. */
export const knownRecordStart = (log: LogContext): RecordStart | null => {
  const all = startPattern(log);
  return all.length === 0 ? null : { all, any: [], none: [], timed: false };
};

/** As `startMatcher` takes it. */
const startPattern = ({ format: { start } }: LogContext): string[] => {
  const ere = start?.replaceAll('\\d', '[0-9]');
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
  const auto = format === null || format === 'auto';
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
