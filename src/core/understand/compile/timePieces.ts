import type { ByteString } from '../../bytes.ts';
import type { LineHead } from '../lineHead.ts';
import { daysFromCivil, Moment, UNSAID } from '../moment.ts';
import {
  ANY_TIME_FORMATS,
  type CompiledTimeFormat,
  LIKE_ANY_TIME,
  TIME_FORMATS_BY_FIRST,
  timeFormat,
} from '../tables/timeFormats.ts';
import { isUpper, NO_MATCH, type Piece, type StepCode } from './steps.ts';
import { bytesOf, type TextBytes } from './textBytes.ts';
import { firstTimeFormat } from './timeAutomaton.ts';

const packed = (text: ByteString, at: number): number =>
  (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);

/** Reads a time in this format into a LineHead; returns where it ends, or -1. */
export const readAs = (
  format: CompiledTimeFormat,
  text: ByteString,
  of: TextBytes,
  at: number,
  end: number,
  reading: LineHead,
): number => {
  reading.moment.clear();
  const to = format.compiled.readIn(text, of, at, end, reading.moment);
  if (to === NO_MATCH) return NO_MATCH;
  reading.time = format;
  reading.timeFrom = at;
  reading.timeTo = to;
  return to;
};

/** The names that times may start with, each packed into one number. */
const NAMES = new Set(
  [...'JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun'.matchAll(/.../g)].map(([name]) =>
    packed(name, 0),
  ),
);

/** Returns true if a text starts with a month's or a weekday's name, like some times. */
export const beginsLikeTime = (text: ByteString, at: number): boolean => NAMES.has(packed(text, at));

const readAny = (text: ByteString, of: TextBytes, at: number, end: number, reading: LineHead): number => {
  const code = of.bytes[at]!;
  // Messages often start with the same letter as a month's name.
  if (isUpper(code) && !beginsLikeTime(text, at)) return NO_MATCH;
  const last = reading.lastTime;
  if (last?.compiled.begins[code] === 1) {
    const to = readAs(last, text, of, at, end, reading);
    if (to !== NO_MATCH) {
      reading.freeTime = last;
      return to;
    }
  }
  const first = firstTimeFormat(text, at, end);
  if (first === NO_MATCH) return NO_MATCH;
  for (let index = first; index < ANY_TIME_FORMATS.length; index++) {
    const format = ANY_TIME_FORMATS[index]!;
    if (format === last || format.compiled.begins[code] !== 1) continue;
    const to = readAs(format, text, of, at, end, reading);
    if (to === NO_MATCH) continue;
    reading.freeTime = format;
    return to;
  }
  return NO_MATCH;
};

/** Generates source that calls a function with the text's bytes. */
const timeCode =
  (read: typeof readAny): StepCode =>
  code => {
    const to = code.local();
    return `const ${to}=${code.value(read)}(text,of,at,end,into);if(${to}<0)${code.fail}at=${to};`;
  };

/** A time in any format; the source's previous format is tried first. */
export const anyTime: Piece<LineHead> = {
  step: (text, at, end, reading) => readAny(text, bytesOf(text), at, end, reading),
  code: timeCode(readAny),
  ere: '.{8,}',
  look: LIKE_ANY_TIME,
  first: code => (TIME_FORMATS_BY_FIRST[code]?.length ?? 0) > 0,
};

/** Creates a piece for a time in the format with this name. */
export const namedTime = (name: string): Piece<LineHead> => {
  const format = timeFormat(name);
  const { ere, look, first } = format.compiled;
  const read: typeof readAny = (text, of, at, end, reading) => readAs(format, text, of, at, end, reading);
  return {
    step: (text, at, end, reading) => read(text, bytesOf(text), at, end, reading),
    code: timeCode(read),
    ere,
    look,
    first,
  };
};

const repeated = new Moment();

/**
 * The record's time repeated in local time with more digits, next to the seconds since the epoch (Blue Gene/L): if it
 * is the same time in some zone, its fraction is used.
 */
export const repeatedTime: Piece<LineHead> = {
  step: (text, at, end, reading) => {
    const formats = TIME_FORMATS_BY_FIRST[text.charCodeAt(at)] ?? [];
    for (let index = 0; index < formats.length; index++) {
      repeated.clear();
      const to = formats[index]!.compiled.read(text, at, end, repeated);
      if (to === NO_MATCH) continue;
      if (isSameTime(repeated, reading.moment.epochSeconds)) {
        reading.moment.nanos = repeated.nanos;
        reading.moment.digits = repeated.digits;
      }
      return to;
    }
    return NO_MATCH;
  },
  ere: '.{8,}',
  look: LIKE_ANY_TIME,
  first: anyTime.first,
};

/** The maximum distance of a zone from UTC. All are whole quarters of an hour (the last exception ended in 1972). */
const FARTHEST_ZONE_S = 14 * 3600;
const QUARTER_S = 900;

const isSameTime = (local: Moment, epochSeconds: number): boolean => {
  const clock = (local.hour * 60 + local.minute) * 60 + local.second;
  if (local.epochSeconds !== UNSAID) return local.epochSeconds === epochSeconds;
  if (local.day === UNSAID || local.year === UNSAID) return (clock - epochSeconds) % QUARTER_S === 0;
  const ahead = daysFromCivil(local.year, local.month, local.day) * 86_400 + clock - epochSeconds;
  return local.offset === UNSAID
    ? ahead % QUARTER_S === 0 && Math.abs(ahead) <= FARTHEST_ZONE_S
    : ahead === local.offset * 60;
};
