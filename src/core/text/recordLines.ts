import { decodeText, encodeText } from '../bytes.ts';
import { severity } from '../level.ts';
import type { Fields, LogRecord } from '../record.ts';
import { levelOfWord } from '../understand/findLevelWord.ts';
import { bytesText } from './quantities.ts';
import { displayText, sanitiseLine } from './sanitise.ts';
import { isStructuredText, LEVEL_FIELDS, structuredText, TIME_FIELDS } from './structuredText.ts';

const SAFE = { color: true, tabStop: 8 } as const;
const DIM = '\x1b[2m';
const RESET = '\x1b[0m';

/** Fields that the columns show already. */
const COLUMN_KEYS = new Set<string>([...TIME_FIELDS, ...LEVEL_FIELDS, '@version', 'host', 'hostname']);

/**
 * A time at the start of a line, as shown in the time column: ISO 8601 and similar, syslog, Go, bare clock,
 * epoch.
 */
const LEADING_TIME =
  /^(?:<\d{1,3}>\d? ?)?[[(]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|CET|CEST|[+-]\d\d:?\d\d))?|[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d+)?|\d\d:\d\d:\d\d(?:[.,]\d+)?|\d{13}|\d{10}(?:\.\d+)?)[\])]?(?=\s|[|:,-]\s|$)[\s|:,]*/;
/** Text between the time and the level: a thread, a process id, a host; kept. */
const LEADING_LEVEL = /^(?:-\s+)?[[(<]?([A-Za-z]{1,9})[\])>]?(?=[\s:|\]-]|$)[\s:|]*(?:-\s+)?/;

/**
 * Number of bytes of a record that panes process: more is unreadable, and would have to be processed for each
 * frame.
 */
const MAX_SHOWN = 32_768;

/** Returns the record's text, decoded and safe; a huge one up to `most` bytes, with a note about the rest. */
export const shownText = (record: LogRecord, most: number): string => {
  const { text } = record;
  if (text.length <= most) return displayText(text, SAFE);
  const rest = bytesText(text.length - most);
  return `${displayText(text.slice(0, most), SAFE)}${DIM} … ${rest} more (:save has all)${RESET}`;
};

/** A line of an access log: client, user, the time shown in the column, request. */
const ACCESS_LINE = /^(\S+ \S+ \S+) \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ("\S.*)$/;

const withoutColumns = (line: string, record: LogRecord): string => {
  const access = record.time === null ? null : ACCESS_LINE.exec(line);
  if (access) return `${access[2]} ${DIM}${access[1]!.replace(/( -)+$/, '')}${RESET}`;
  let rest = line;
  if (record.time !== null) rest = rest.replace(LEADING_TIME, '');
  if (record.level !== null) {
    const word = LEADING_LEVEL.exec(rest);
    const level = word && levelOfWord(word[1]!);
    if (word && level !== null && level !== undefined && severity(level) === severity(record.level)) {
      rest = rest.slice(word[0].length);
    }
  }
  return rest === '' ? line : rest;
};

/** Formats a structured record as its message and the other fields. */
const structured = (fields: Fields): string | null => {
  const shown = structuredText(fields, {
    hidden: COLUMN_KEYS,
    lineBreak: null,
    color: true,
    quietKeys: true,
  });
  if (shown === null) return null;
  const { message, rest } = shown;
  if (rest === '') return message;
  return message === null || message === '' ? rest : `${message}${RESET} ${rest}`;
};

/** What a container's runtime writes before each line: time, stream and a tag. */
const CRI_HEAD = /^\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP] ?/;

const briefLines = (record: LogRecord): readonly string[] => {
  const lines = shownText(record, MAX_SHOWN).split('\n');
  const isWrapped = CRI_HEAD.test(lines[0]!);
  const [first = '', ...rest] = isWrapped ? lines.map(line => line.replace(CRI_HEAD, '')) : lines;
  if (record.fields !== null && isStructuredText(isWrapped ? encodeText(first) : record.text)) {
    const line = structured(record.fields);
    if (line !== null) return [line, ...(first.startsWith('{') ? [] : rest)];
  }
  return [withoutColumns(first, record), ...rest];
};

/** The character for markers between records: it is never shown in log text. */
const MARKER = '┄';

const unmarked =
  (lines: (record: LogRecord) => readonly string[]) =>
  (record: LogRecord): readonly string[] =>
    lines(record).map(line => (line.includes(MARKER) ? line.replaceAll(MARKER, '-') : line));

/** Number of records with cached lines: a few screens, so that a frame can reuse the previous one's. */
const MAX_KEPT = 1024;
/**
 * Maximum size of their texts: a record with cached lines stays in memory with all of its text, long after
 * the buffer dropped it.
 */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** Cached lines of recently viewed records, in two generations; the older one is dropped as a whole. */
class RecentLines {
  #young = new Map<LogRecord, readonly string[]>();
  #old = new Map<LogRecord, readonly string[]>();
  #youngBytes = 0;

  of(record: LogRecord, make: (record: LogRecord) => readonly string[]): readonly string[] {
    const young = this.#young.get(record);
    if (young) return young;
    const lines = this.#old.get(record) ?? make(record);
    if (this.#young.size >= MAX_KEPT || this.#youngBytes >= MAX_KEPT_BYTES) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(record, lines);
    this.#youngBytes += record.text.length;
    return lines;
  }
}

const brief = new RecentLines();
const verbatim = new RecentLines();

const verbatimLines = (record: LogRecord): readonly string[] => shownText(record, MAX_SHOWN).split('\n');

/** A record that cannot be formatted is shown unchanged: the screen must not crash because of it. */
const orVerbatim =
  (lines: (record: LogRecord) => readonly string[]) =>
  (record: LogRecord): readonly string[] => {
    try {
      return lines(record);
    } catch {
      return verbatimLines(record);
    }
  };

const verbatimShown = unmarked(verbatimLines);
const briefShown = unmarked(orVerbatim(briefLines));

/**
 * Returns a record's lines, safe to display, with no escape sequences except SGR. Unless `asIs`, the time and
 * level shown in columns are removed from the first line, and a structured record is shown as its message and
 * its other fields.
 */
export const recordLines = (record: LogRecord, asIs: boolean): readonly string[] =>
  asIs ? verbatim.of(record, verbatimShown) : brief.of(record, briefShown);

/** Returns a record's text for copying: decoded, without control sequences. */
export const plainText = (record: LogRecord): string =>
  decodeText(record.text)
    .split('\n')
    .map(line => sanitiseLine(line, { color: false, tabStop: null }))
    .join('\n');
