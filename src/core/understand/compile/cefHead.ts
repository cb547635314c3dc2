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

const RECEIPT_TIME = /[| ]rt=([^=|\\]{10,60}?)(?: +[A-Za-z0-9_.[\]-]+=|\s*$)/;

/** Reads the time at which an event was received (`rt`), if its line has no other. */
export const readCefTime = (text: ByteString, from: number, end: number, reading: LineHead): void => {
  const found = RECEIPT_TIME.exec(text.slice(from, end));
  const value = found?.[1];
  if (!found || value === undefined) return;
  const format = readTimeText(value, 0, value.length, reading.moment);
  if (format === null) return;
  reading.time = format;
  reading.timeFrom = from + found.index + 4;
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
