import { decodeText } from '../bytes.ts';
import { severity } from '../level.ts';
import type { Fields, LogRecord } from '../record.ts';
import { levelOfWord } from '../understand/tables/levelWords.ts';
import { bytesText } from './quantities.ts';
import { displayText, sanitiseLine } from './sanitise.ts';
import { isStructuredText, LEVEL_FIELDS, structuredText, TIME_FIELDS } from './structuredText.ts';

const SAFE = { color: true, tabStop: 8 } as const;
const DIM = '\x1b[2m';
const RESET = '\x1b[0m';

/** Fields that the columns show already. */
const COLUMN_KEYS = new Set<string>([...TIME_FIELDS, ...LEVEL_FIELDS, '@version', 'host', 'hostname']);

/** A time at the beginning of a line, as the columns show it: ISO 8601 and its cousins, syslog, Go, bare clock, epoch. */
const LEADING_TIME =
  /^(?:<\d{1,3}>\d? ?)?[[(]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|CET|CEST|[+-]\d\d:?\d\d))?|[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d+)?|\d\d:\d\d:\d\d(?:[.,]\d+)?|\d{13}|\d{10}(?:\.\d+)?)[\])]?(?=\s|[|:,-]\s|$)[\s|:,]*/;
/** What stands between the time and the level: a thread, a process id, a host; kept. */
const LEADING_LEVEL = /^(?:-\s+)?[[(<]?([A-Za-z]{1,9})[\])>]?(?=[\s:|\]-]|$)[\s:|]*(?:-\s+)?/;

/** Bytes of a record that panes look at: more is no reading matter, and would have to be looked through for each frame. */
const MAX_SHOWN = 32_768;

/** The record's text, decoded and safe; a huge one up to `most` bytes, with what is left out said at its end. */
export const shownText = (record: LogRecord, most: number): string => {
  const { text } = record;
  if (text.length <= most) return displayText(text, SAFE);
  const rest = bytesText(text.length - most);
  return `${displayText(text.slice(0, most), SAFE)}${DIM} … ${rest} more (:save has all)${RESET}`;
};

/** A line of an access log: the client and who it says it is, the time that the column shows, the request. */
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

/** A structured record as its message and the other fields. */
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

const briefLines = (record: LogRecord): readonly string[] => {
  const [first = '', ...rest] = shownText(record, MAX_SHOWN).split('\n');
  if (record.fields !== null && isStructuredText(record.text)) {
    const line = structured(record.fields);
    if (line !== null) return [line, ...(first.startsWith('{') ? [] : rest)];
  }
  return [withoutColumns(first, record), ...rest];
};

/** What markers between the records are drawn with: no log text shows it. */
const MARKER = '┄';

const unmarked =
  (lines: (record: LogRecord) => readonly string[]) =>
  (record: LogRecord): readonly string[] =>
    lines(record).map(line => (line.includes(MARKER) ? line.replaceAll(MARKER, '-') : line));

/** Records whose lines are kept: a few screens full, so that a frame finds those of the last, and no more than is on show is held. */
const MAX_KEPT = 1024;
/** What their texts may take: a record whose lines are kept stays in memory with all of its text, long after the buffer let it go. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** The lines of the records looked at last, in two generations of which the older is let go as a whole. */
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

/** A record that cannot be shown as wanted is shown unchanged: the screen must not end because of one. */
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
 * A record's lines, safe to show, with SGR sequences and no other. Unless `asIs`, the first is freed of the time and level
 * that columns show, and a structured one is put as its message and its other fields.
 */
export const recordLines = (record: LogRecord, asIs: boolean): readonly string[] =>
  asIs ? verbatim.of(record, verbatimShown) : brief.of(record, briefShown);

/** A record's text as a person would copy it: decoded, without control sequences. */
export const plainText = (record: LogRecord): string =>
  decodeText(record.text)
    .split('\n')
    .map(line => sanitiseLine(line, { color: false, tabStop: null }))
    .join('\n');
