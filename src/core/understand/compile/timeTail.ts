import type { ByteString } from '../../bytes.ts';
import type { Moment } from '../moment.ts';
import { UNSAID } from '../moment.ts';
import {
  BEGINS_HALF,
  FIRST_UNBROKEN,
  isOtherMeridiem,
  MERIDIEM_ERE,
  MERIDIEM_LOOK,
  mayBeMeridiem,
  readMeridiem,
} from './meridiem.ts';
import { isBlank, isDigit, isLetter, isUpper, NO_MATCH, type Step, type StepCode } from './steps.ts';
import { digitAt } from './timeCode.ts';
import { beginsOtherCapitals, mayBeZone, readZone, ZONE_ERE, ZONE_LOOK } from './timeZoneText.ts';

const BLANK = 32;
const PLUS = 43;
const MINUS = 45;
const LESS = 60;
const UPPER_Z = 90;

const mayBeMicros = (first: number, second: number): boolean => first === 117 && second === 115;

const MICROS = / us=(\d{1,6})(?!\S)/y;

/** Reads the microseconds that OpenVPN writes after a time without a fraction; returns where they end. */
const readMicros = (text: ByteString, at: number, end: number, moment: Moment): number => {
  MICROS.lastIndex = at;
  const found = MICROS.exec(text);
  if (found === null || MICROS.lastIndex > end) return at;
  moment.nanos = Number(found[1]) * 1000;
  moment.digits = 6;
  return MICROS.lastIndex;
};

/**
 * Reads the suffixes of a clock: AM or PM, and the zone. Returns where they end, or -1 if the time must be rejected.
 */
export const readClockTail: Step<Moment> = (text, at, end, moment) => {
  if (at >= end) return at;
  const to = readMeridiem(text, at, end, moment);
  return to === NO_MATCH ? NO_MATCH : readZone(text, to, end, moment);
};

const MICROS_ERE = '( us=[0-9]+)?';
export const TAIL_ERE = `${MERIDIEM_ERE}?${ZONE_ERE}${MICROS_ERE}`;
export const TAIL_LOOK = `${MERIDIEM_LOOK}?${ZONE_LOOK}${MICROS_ERE}`;

/** Characters that a suffix may start with; letters may also start a word. */
const MAY_FOLLOW = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(
    isLetter(code) ||
      isDigit(code) ||
      isBlank(code) ||
      '+-[.,:\xc2\xe2'.includes(String.fromCharCode(code)) ||
      BEGINS_HALF[code] === 1,
  ),
);
const LETTER = 1;
const SIGN = 2;
const OPENER = 3;
const NUMBERED = 4;
/** The kinds of characters that a suffix after a blank may start with; 0: none. */
const MAY_FOLLOW_BLANK = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isLetter(code)) return LETTER;
  if (code === PLUS || code === MINUS) return SIGN;
  if (code === LESS) return NUMBERED;
  return '[('.includes(String.fromCharCode(code)) ? OPENER : 0;
});

/** Returns true if no suffix may start with a blank and these two characters. */
const isBareBeforeBlank = (first: number, second: number): boolean => {
  switch (MAY_FOLLOW_BLANK[first]) {
    case LETTER:
      return !mayBeMeridiem(first, second) && !mayBeZone(first, second) && !mayBeMicros(first, second);
    case SIGN:
      return !isDigit(second);
    case OPENER:
      return !isUpper(second) && second !== PLUS && second !== MINUS;
    case NUMBERED:
      return second !== PLUS && second !== MINUS;
    default:
      return first < FIRST_UNBROKEN;
  }
};

/** Returns true if a time that ends here certainly has no suffix: the next three characters rule it out. */
export const endsBare = (text: ByteString, from: number, end: number): boolean => {
  const code = text.charCodeAt(from);
  // Most often a bracket follows, or a blank and no suffix.
  if (MAY_FOLLOW[code] === 0) return true;
  if (!isBlank(code) || from + 1 >= end) return false;
  const first = text.charCodeAt(from + 1);
  const second = text.charCodeAt(from + 2);
  return (
    isBareBeforeBlank(first, second) ||
    (from + 3 < end && beginsOtherCapitals(first, second, text.charCodeAt(from + 3)))
  );
};

const ASCII = 128;
const IS_BARE = 1;
const HAS_SUFFIX = 2;
/** By the two characters after a blank: whether no suffix may start with them; 0: not determined yet. */
const bareBefore = new Uint8Array(ASCII * ASCII);

const determine = (first: number, second: number): boolean => {
  const isBare = isBareBeforeBlank(first, second);
  bareBefore[first * ASCII + second] = isBare ? IS_BARE : HAS_SUFFIX;
  return isBare;
};

/** Generates source that returns the end of a time, at `at`, if what follows is clearly no suffix: nearly always. */
export const bareEndCode: StepCode = code => {
  const [byte, first, second, known] = [code.local(), code.local(), code.local(), code.local()];
  return (
    `if(at>=end)return at;const ${byte}=bytes[at];if(${code.value(MAY_FOLLOW)}[${byte}]===0)return at;` +
    `if((${byte}===32||${byte}===9)&&at+1<end){const ${first}=bytes[at+1],${second}=bytes[at+2];` +
    `if(${first}<128&&${second}<128){const ${known}=${code.value(bareBefore)}[${first}<<7|${second}];` +
    `if(${known}===${IS_BARE}||(${known}===0&&${code.value(determine)}(${first},${second}))` +
    `||(at+3<end&&${code.value(beginsOtherCapitals)}(${first},${second},bytes[at+3])))return at;}}`
  );
};

/** Returns true if an offset follows whose sign is Unicode's minus (ISO 8601 allows it). */
const isOtherMinus = (text: ByteString, at: number): boolean =>
  text.charCodeAt(at) === 0xe2 && text.startsWith('\x88\x92', at + 1) && isDigit(text.charCodeAt(at + 3));

/**
 * Returns where a time with its suffixes ends; -1 if the text is only the start of a longer number, word or time
 * (`10:00:001`, `14:02` of `14:02:11`), or if a suffix is unreadable: part of a time is a wrong time.
 */
export const endOfTime: Step<Moment> = (text, from, end, moment) => {
  if (from >= end) return from;
  if (endsBare(text, from, end)) return from;
  const code = text.charCodeAt(from);
  const isClock = moment.epochSeconds === UNSAID;
  if (isClock && text.charCodeAt(from + 1) >= FIRST_UNBROKEN && isOtherMeridiem(text, from)) return NO_MATCH;
  // UTC without further text, as in most times with a zone.
  if (code === UPPER_Z && isClock && moment.offset === UNSAID && isBlank(text.charCodeAt(from + 1))) {
    moment.offset = 0;
    return from + 1;
  }
  let at = isClock && moment.offset === UNSAID ? readClockTail(text, from, end, moment) : from;
  if (at === NO_MATCH || at >= end) return at;
  if (isClock && moment.digits === 0 && text.startsWith(' us=', at)) at = readMicros(text, at, end, moment);
  const next = text.charCodeAt(at);
  if (isDigit(next) || isLetter(next)) return NO_MATCH;
  if (isClock && isOtherMinus(text, next === BLANK ? at + 1 : at)) return NO_MATCH;
  if (moment.digits !== 0 || !isDigit(text.charCodeAt(at - 1))) return at;
  if (next !== 58 && next !== 46 && next !== 44) return at;
  // A fraction without digits may have an offset behind it.
  const isSigned = text.charCodeAt(at + 1) === PLUS || text.charCodeAt(at + 1) === MINUS;
  return digitAt(text, at + (isSigned ? 2 : 1)) >= 0 ? NO_MATCH : at;
};
