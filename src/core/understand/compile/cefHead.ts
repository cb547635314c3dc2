import type { ByteString } from '../../bytes.ts';
import { LEVELS, type Level } from '../../level.ts';
import type { LineHead } from '../lineHead.ts';
import { readTimeText } from '../structured/fieldTime.ts';
import { NO_MATCH, type Piece } from './steps.ts';

/**
 * The severities of the Common Event Format (ArcSight, "Implementing CEF", Severity), in lower case: a number, or the
 * name of a range of numbers.
 */
const SEVERITIES: Readonly<Record<string, Level>> = {
  ...Object.fromEntries([0, 1, 2, 3].map(number => [number, 'info'])),
  ...Object.fromEntries([4, 5, 6].map(number => [number, 'warn'])),
  ...Object.fromEntries([7, 8].map(number => [number, 'error'])),
  ...Object.fromEntries([9, 10].map(number => [number, 'fatal'])),
  low: 'info',
  medium: 'warn',
  high: 'error',
  'very-high': 'fatal',
};

/** Version, vendor, product, its version, class and name come before the severity. */
const FIELDS_BEFORE = 6;

/** Returns the position of the next `|` that is not escaped; -1: there is none. */
const nextBar = (text: ByteString, from: number, end: number): number => {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 124) return at;
  }
  return -1;
};

/** Keys of times, the time of receipt first. */
const CEF_TIMES = ['rt', 'start', 'end'].map(
  key => new RegExp(`[| ]${key}=([^=|\\\\]{10,60}?)(?: +[A-Za-z0-9_.[\\]-]+=|\\s*$)`),
);

/** Reads the time in an event's extension (`rt`, `start`, `end`; in LEEF, `devTime`), if its line has no other. */
export const readEventTime = (text: ByteString, from: number, end: number, reading: LineHead): void => {
  const line = text.slice(from, end);
  const leef = line.indexOf('LEEF:');
  const found =
    leef >= 0
      ? pairIn(line, leef, line.length, 'devTime')
      : CEF_TIMES.map(pattern => pattern.exec(line)).find(each => each !== null);
  const value = found?.[1];
  if (!found || value === undefined) return;
  const format = readTimeText(value, 0, value.length, reading.moment);
  if (format === null) return;
  reading.time = format;
  reading.timeFrom = from + found.index + found[0].indexOf('=') + 1;
  reading.timeTo = reading.timeFrom + value.length;
};

const VERSION = /CEF:\d+\|/y;

/** The head of an event in the Common Event Format, up to and including its severity, which is optional. */
export const cefHead: Piece<LineHead> = {
  step(text, from, end, reading) {
    VERSION.lastIndex = from;
    if (!VERSION.test(text)) return NO_MATCH;
    let at = from;
    for (let field = 0; field < FIELDS_BEFORE; field++) {
      const bar = nextBar(text, at, end);
      if (bar < 0) return NO_MATCH;
      at = bar + 1;
    }
    const bar = nextBar(text, at, end);
    if (bar < 0) return NO_MATCH;
    const level = SEVERITIES[text.slice(at, bar).trim().toLowerCase()];
    if (level !== undefined) reading.level = LEVELS.indexOf(level);
    return bar + 1;
  },
  ere: 'CEF:[0-9]+[|]',
  first: code => code === 67,
};

/** IBM's Log Event Extended Format: version, vendor, product, its version, event; in 2.0 also what separates the fields. */
const LEEF = /LEEF:(1|2)(?:\.\d+)?\|(?:[^|\n]{0,200}\|){4}/y;
const DELIMITER = /(?:(?:0?x([0-9A-Fa-f]{1,4}))|([^|\n]))?\|/y;

/** Returns where the fields of an event start, and what separates them; null if it has no such head. */
const leefFields = (
  text: ByteString,
  from: number,
  end: number,
): { at: number; separator: string } | null => {
  LEEF.lastIndex = from;
  const version = LEEF.exec(text)?.[1];
  if (version === undefined || LEEF.lastIndex > end) return null;
  let at = LEEF.lastIndex;
  let separator = '\t';
  DELIMITER.lastIndex = at;
  const delimiter = version === '2' ? DELIMITER.exec(text) : null;
  if (delimiter !== null && DELIMITER.lastIndex <= end) {
    at = DELIMITER.lastIndex;
    if (delimiter[1] !== undefined) separator = String.fromCharCode(Number.parseInt(delimiter[1], 16));
    else if (delimiter[2] !== undefined) separator = delimiter[2];
  }
  return { at, separator };
};

/** Returns the match of a field of an event, whose value is its group. */
const pairIn = (text: ByteString, from: number, end: number, key: string): RegExpExecArray | null => {
  const fields = leefFields(text, from, end);
  if (fields === null) return null;
  const { at, separator } = fields;
  const mark = separator.replace(/[\\\]^-]/, '\\$&');
  const pattern = new RegExp(`(?:[${mark}]|^)${key}=([^${mark}\r]*)`, 'g');
  pattern.lastIndex = at;
  const line = text.slice(0, end);
  // The first field follows the head.
  const first = line.startsWith(`${key}=`, at) ? new RegExp(`${key}=([^${mark}\r]*)`, 'g') : pattern;
  first.lastIndex = at;
  return first.exec(line);
};

/** The head of an event in the Log Event Extended Format, up to its fields, of which `sev` (1–10) is its level. */
export const leefHead: Piece<LineHead> = {
  step(text, from, end, reading) {
    const fields = text.startsWith('LEEF:', from) ? leefFields(text, from, end) : null;
    if (fields === null) return NO_MATCH;
    const level = SEVERITIES[pairIn(text, from, end, 'sev')?.[1]?.trim().toLowerCase() ?? ''];
    if (level !== undefined) reading.level = LEVELS.indexOf(level);
    return fields.at;
  },
  ere: 'LEEF:[12][^|]*[|]',
  first: code => code === 76,
};
