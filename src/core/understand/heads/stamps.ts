import type { ByteString } from '../../bytes.ts';
import { tableOf } from '../compile/timeCode.ts';
import type { LineHead } from '../lineHead.ts';
import { beginsInCapitals, crashHead, joinsAtMargin } from '../tables/continuationShapes.ts';
import { timeFormat } from '../tables/timeFormats.ts';

const TAB = 9;
const BLANK = 32;
const COLON = 58;
const BRACKET = 91;
const UNDERSCORE = 95;

const ISO = timeFormat('iso');
const TAI64 = timeFormat('tai64');

/**
 * Returns true if the text after a container's time is a line of a trace, whatever else it looks like
 * (`Caused by: …`), or a pod's. A tab there is the line's own indentation.
 */
export const isTrace = (text: ByteString, at: number, end: number): boolean =>
  text.charCodeAt(at) === TAB ||
  (!beginsInCapitals(text, at, end) &&
    (joinsAtMargin(text, at, end) ||
      crashHead(text, at, end).trace !== 'none' ||
      (OTHERS_BEGIN[text.charCodeAt(at)] === 1 &&
        STARTS_OF_OTHERS.some(start => text.startsWith(start, at)))));

const STARTS_OF_OTHERS = ['PHP ', 'Next ', '[pod/'];
const OTHERS_BEGIN = tableOf('PN[');

/**
 * Returns where the text after a timestamp starts that a container runtime, supervisor or build server added to each line; -1
 * if the line has none. It is RFC 3339 in UTC, or to the nanosecond, also in brackets (Jenkins); with an underscore (svlogd),
 * before a colon (pm2), or TAI64N (multilog).
 */
export const stampEnd = (
  text: ByteString,
  from: number,
  { time, timeFrom, timeTo, moment }: LineHead,
  depth: number,
): number => {
  if (time !== ISO && time !== TAI64) return -1;
  const next = text.charCodeAt(timeTo);
  const isDated = text.charCodeAt(from + 10) === 84;
  // Inside other wrappers, such times are usually those of records, whose further lines have none.
  if (timeFrom !== from) return depth === 0 && isBracketed(text, from, timeFrom, timeTo) ? timeTo + 2 : -1;
  if (next === COLON)
    return (depth === 0 || isDated) && text.charCodeAt(timeTo + 1) === BLANK ? timeTo + 2 : -1;
  if (next !== BLANK) return -1;
  const isStamp =
    time === TAI64 ||
    text.charCodeAt(from + 10) === UNDERSCORE ||
    (isDated && (text.charCodeAt(timeTo - 1) === 90 || moment.digits === 9));
  return isStamp ? timeTo + 1 : -1;
};

/** Returns true if a time in UTC stands alone in brackets at the start of a line. */
const isBracketed = (text: ByteString, from: number, timeFrom: number, timeTo: number): boolean =>
  timeFrom === from + 1 &&
  text.charCodeAt(from) === BRACKET &&
  text.charCodeAt(timeTo - 1) === 90 &&
  text.startsWith('] ', timeTo);
