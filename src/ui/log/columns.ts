import type { LogRecord, Timestamp } from '../../core/record.ts';
import type { TimeColumn } from '../../core/savedView.ts';
import { LEVEL_STYLE } from '../../core/text/palette.ts';
import { timePattern, timestampOf, type ZoneOffset } from '../../core/text/timeText.ts';

const PATTERNS: Readonly<Record<Exclude<TimeColumn, 'off'>, string>> = {
  seconds: 'HH:mm:ss',
  millis: 'HH:mm:ss.SSS',
  full: 'YYYY-MM-DD HH:mm:ss.SSS',
};

/** Returns the width of the time column without the following space; 0 if it is off. */
export const timeWidth = (column: TimeColumn): number => (column === 'off' ? 0 : PATTERNS[column].length);

const printers = new Map<string, (time: Timestamp, zone: ZoneOffset) => string>();

/** Formats a moment on the zone's clock, `timeWidth` wide. */
export const timeText = (time: Timestamp, column: Exclude<TimeColumn, 'off'>, zone: ZoneOffset): string => {
  let print = printers.get(column);
  if (!print) {
    print = timePattern(PATTERNS[column]);
    printers.set(column, print);
  }
  return print(time, zone);
};

/** When a record without a time was read, in parentheses: never wider than the column. */
const RECEIVED: Readonly<Record<Exclude<TimeColumn, 'off'>, (time: Timestamp, zone: ZoneOffset) => string>> =
  {
    seconds: timePattern('(HH:mm)'),
    millis: timePattern('(HH:mm:ss)'),
    full: timePattern('(YYYY-MM-DD HH:mm:ss)'),
  };

/** Returns the time shown for a record: its own or, in parentheses, when it was read. */
export const recordTime = (
  record: LogRecord,
  column: Exclude<TimeColumn, 'off'>,
  zone: ZoneOffset,
): string =>
  record.time === null
    ? RECEIVED[column](timestampOf(record.received), zone)
    : timeText(record.time, column, zone);

export const levelLetter = (record: LogRecord): string =>
  record.level === null ? ' ' : LEVEL_STYLE[record.level].letter;

/** Separators where a label may be cut without splitting a word. */
const JOINTS = ['.', ':', '/', '-', '_'];

/** Returns the longest common prefix that ends at a separator. */
const commonPrefix = (labels: readonly string[]): string => {
  let prefix = labels[0] ?? '';
  for (const label of labels) while (!label.startsWith(prefix)) prefix = prefix.slice(0, -1);
  while (prefix !== '' && !JOINTS.includes(prefix.at(-1)!)) prefix = prefix.slice(0, -1);
  return prefix;
};

const reversed = (text: string): string => [...text].reverse().join('');

/** Longer labels lose the parts they have in common. */
const SHORT_ENOUGH = 12;

/** Returns the labels of the host gutter. If one is long, the prefix and suffix common to all are removed. */
export const gutterLabels = (labels: readonly string[]): string[] => {
  if (labels.length < 2 || labels.every(label => label.length <= SHORT_ENOUGH)) return [...labels];
  const suffix = reversed(commonPrefix(labels.map(reversed)));
  const cut = labels.map(label => label.slice(0, label.length - suffix.length));
  if (cut.every(label => label.length <= SHORT_ENOUGH)) return cut;
  const prefix = commonPrefix(cut);
  return cut.map(label => label.slice(prefix.length));
};
