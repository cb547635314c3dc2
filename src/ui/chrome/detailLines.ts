import { decodeText } from '../../core/bytes.ts';
import { fieldsOf } from '../../core/fields/readFields.ts';
import type { LogRecord, Timestamp } from '../../core/record.ts';
import type { LevelRule, Source } from '../../core/target.ts';
import { sourcePath } from '../../core/text/prefix.ts';
import { bytesText, spanText } from '../../core/text/quantities.ts';
import { shownText } from '../../core/text/recordLines.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import { isStructuredText } from '../../core/text/structuredText.ts';
import { isoTime, timePattern, timestampOf, type ZoneOffset } from '../../core/text/timeText.ts';
import { cellRows, styledWidth } from '../log/styledText.ts';
import type { DetailTab } from '../state/screen.ts';

const DIM = '\x1b[2m';
const RESET = '\x1b[22m';
const SAFE = { color: true, tabStop: 8 } as const;
const PLAIN = { color: false, tabStop: 1 } as const;

/** Maximum number of bytes of a record that the panel shows. */
const MAX_SHOWN = 262_144;

const local = timePattern('YYYY-MM-DD HH:mm:ss.SSS Z');
const day = timePattern('YYYY-MM-DD');

/** Wraps lines to the width and indents continuation rows like the line they continue. */
const wrapped = (lines: readonly string[], width: number): string[] =>
  lines.flatMap(line => {
    const cells = styledWidth(line);
    if (cells <= width) return [line];
    return isPlain(line) ? wrapPlain(line, width) : cellRows(line, width);
  });

const isPlain = (line: string): boolean => /^[\x20-\x7e]*$/.test(line);

/** Breaks at spaces; if a word is longer than half a line, at its dots and slashes, or anywhere. */
const wrapPlain = (line: string, width: number): string[] => {
  const indent = /^ */.exec(line)![0].slice(0, Math.floor(width / 4));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const head = rest.slice(0, width + 1);
    const space = head.lastIndexOf(' ');
    const joint = Math.max(...['.', '/', ',', '(', ')'].map(mark => head.lastIndexOf(mark, width - 1))) + 1;
    const least = Math.max(indent.length + 2, Math.floor(width / 2));
    const at = space >= least ? space : joint >= least ? joint : width;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
};

const scalar = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'null';
  return sanitiseLine(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text, PLAIN);
};

/** Maximum number of JSON lines that the panel shows. */
const MAX_LINES = 10_000;

/**
 * Formats a value as indented JSON with dimmed keys; multi-line strings keep their line breaks. A note replaces
 * whatever exceeds `MAX_LINES`.
 */
const jsonLines = (value: unknown): string[] => {
  const lines: string[] = [];
  addJson(lines, value, '', '', '');
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `${DIM}… the rest is omitted (:save --raw saves everything)${RESET}`];
};

const addJson = (lines: string[], value: unknown, indent: string, prefix: string, suffix: string): void => {
  if (lines.length > MAX_LINES) return;
  if (typeof value === 'string' && value.includes('\n')) {
    lines.push(`${indent}${prefix}"""`);
    for (const line of value.split('\n', MAX_LINES)) lines.push(`${indent}  ${sanitiseLine(line, SAFE)}`);
    lines.push(`${indent}"""${suffix}`);
    return;
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : null;
  if (entries === null) {
    lines.push(`${indent}${prefix}${scalar(value)}${suffix}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    lines.push(`${indent}${prefix}${open}${close}${suffix}`);
    return;
  }
  lines.push(`${indent}${prefix}${open}`);
  for (const [i, [key, item]] of entries.entries()) {
    if (lines.length > MAX_LINES) return;
    const name = Array.isArray(value) ? '' : `${DIM}${scalar(key)}:${RESET} `;
    addJson(lines, item, `${indent}  `, name, i < entries.length - 1 ? ',' : '');
  }
  lines.push(`${indent}${close}${suffix}`);
};

const row = (name: string, value: string): string => `${DIM}${name.padEnd(9)}${RESET}${value}`;

/** Formats a moment on the local clock, followed by UTC if that differs, with the date if it is another day. */
const momentText = (time: Timestamp, zone: ZoneOffset): string => {
  const utc = isoTime(time);
  if (zone(time.ms) === 0) return utc;
  const date = day(time, zone);
  return `${local(time, zone)} = ${utc.startsWith(`${date}T`) ? utc.slice(date.length + 1) : utc}`;
};

/** When the record happened and when it arrived. */
const timeLines = (record: LogRecord, zone: ZoneOffset): string[] => {
  const received = timestampOf(record.received);
  const delay = record.time === null ? null : record.received - record.time.ms;
  return [
    row('time', record.time === null ? 'none in the line' : momentText(record.time, zone)),
    row(
      'received',
      `${zone(received.ms) === 0 ? isoTime(received) : local(received, zone)}${delay === null ? '' : `, ${delayText(Math.abs(delay))} ${delay < 0 ? 'before' : 'after'}`}`,
    ),
  ];
};

const delayText = (ms: number): string => (ms < 10_000 ? `${ms}ms` : spanText(ms));

const headLines = (
  record: LogRecord,
  source: Source | undefined,
  zone: ZoneOffset,
  isLate: boolean,
): string[] => [
  row('source', sanitiseLine(`${source?.host.name ?? '?'} ${source?.log ?? ''}`, PLAIN)),
  ...timeLines(record, zone),
  row('level', `${record.level ?? 'none'}${isLate ? ', came late for its place' : ''}`),
  '',
];

const aboutLines = (record: LogRecord, source: Source | undefined): string[] => [
  row('line', `number ${record.seq} in order of arrival`),
  row('size', bytesText(record.text.length)),
  row('path', sanitiseLine((source && sourcePath(source)) ?? 'none', PLAIN)),
  row('host', sanitiseLine(source?.host.address ?? '?', PLAIN)),
  row('format', source?.format.format ?? 'detected'),
  ...(source?.format.level ? [row('levels', sanitiseLine(levelText(source.format.level), PLAIN))] : []),
];

/** Describes how the log's levels are determined, according to its configuration. */
const levelText = (rule: LevelRule): string =>
  rule.kind === 'fixed'
    ? `all ${rule.level}`
    : [`by ${rule.pattern}`, ...Object.entries(rule.names).map(([name, level]) => `${name} ${level}`)].join(
        ', ',
      );

/**
 * Returns everything the detail panel shows about a record at a given width, as lines with SGR sequences. `isLate`: it
 * came too late for its place among the records of other logs.
 */
export const detailLines = (
  record: LogRecord,
  source: Source | undefined,
  tab: DetailTab,
  zone: ZoneOffset,
  width: number,
  isLate: boolean,
): string[] => {
  const head = headLines(record, source, zone, isLate);
  switch (tab) {
    case 'pretty': {
      const body = record.fields ? jsonLines(record.fields) : shownText(record, MAX_SHOWN).split('\n');
      return wrapped([...head, ...body, ...fieldLines(record, source)], width);
    }
    case 'raw':
      return wrapped(visibleText(record), width);
    case 'about':
      return wrapped([...head, ...aboutLines(record, source)], width);
  }
};

/** Returns the fields of a text format, or of the wrapper around a structured line, listed below the text. */
const fieldLines = (record: LogRecord, source: Source | undefined): string[] => {
  if (record.fields && isStructuredText(record.text)) return [];
  const { message: _, ...fields } = (source && fieldsOf(record, source)) ?? {};
  return Object.keys(fields).length === 0 ? [] : ['', ...jsonLines(fields)];
};

/** The record's original text with every control character made visible. */
const visibleText = (record: LogRecord): string[] =>
  decodeText(record.text.slice(0, MAX_SHOWN))
    .split('\n')
    .map(line =>
      line.replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, character => {
        const code = character.charCodeAt(0);
        return code < 0x20
          ? `^${String.fromCharCode(code + 0x40)}`
          : `\\u${code.toString(16).padStart(4, '0')}`;
      }),
    );
