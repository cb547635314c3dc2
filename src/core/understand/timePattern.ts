import type { ByteString } from '../bytes.ts';
import type { Moment } from './moment.ts';
import { isBlank, isDigit, isLetter, literal, NO_MATCH, type Piece, type Step } from './steps.ts';
import { zonePiece } from './timeZoneText.ts';

/** A way of writing times, compiled from its pattern. */
export interface TimePattern {
  readonly pattern: string;
  /** Reads a time that starts at `at` into a cleared Moment; gives where it ends, or -1. */
  readonly read: Step<Moment>;
  /** What such a time looks like. */
  readonly ere: string;
  /** Whether a time may begin with this character code. */
  readonly first: (code: number) => boolean;
}

type TimePiece = Piece<Moment>;

const digitAt = (text: ByteString, at: number): number => {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : NO_MATCH;
};

const twoDigits = (text: ByteString, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_MATCH;
};

/** A number of two digits between two bounds. */
const padded = (
  lowest: number,
  highest: number,
  store: (moment: Moment, value: number) => void,
): TimePiece => ({
  step: (text, at, _end, moment) => {
    const value = twoDigits(text, at);
    if (value < lowest || value > highest) return NO_MATCH;
    store(moment, value);
    return at + 2;
  },
  ere: '[0-9][0-9]',
  first: isDigit,
});

/** A number of one or two digits; `blank` allows a space in place of the tens. */
const unpadded = (
  lowest: number,
  highest: number,
  store: (moment: Moment, value: number) => void,
  blank = false,
): TimePiece => ({
  step: (text, at, _end, moment) => {
    const from = blank && text.charCodeAt(at) === 32 ? at + 1 : at;
    let value = digitAt(text, from);
    if (value < 0) return NO_MATCH;
    let to = from + 1;
    const ones = digitAt(text, to);
    if (ones >= 0) {
      value = value * 10 + ones;
      to++;
    }
    if (value < lowest || value > highest) return NO_MATCH;
    store(moment, value);
    return to;
  },
  ere: blank ? ' ?[0-9][0-9]?' : '[0-9][0-9]?',
  first: blank ? code => code === 32 || isDigit(code) : isDigit,
});

const setYear = (moment: Moment, value: number): void => {
  moment.year = value;
};
const setMonth = (moment: Moment, value: number): void => {
  moment.month = value;
};
const setDay = (moment: Moment, value: number): void => {
  moment.day = value;
};
const setHour = (moment: Moment, value: number): void => {
  moment.hour = value;
};
const setMinute = (moment: Moment, value: number): void => {
  moment.minute = value;
};
const setSecond = (moment: Moment, value: number): void => {
  moment.second = value;
};

/** Years 1900–2099: any other number of four digits is more likely no year. */
const fullYear: TimePiece = {
  step: (text, at, _end, moment) => {
    const century = twoDigits(text, at);
    const year = twoDigits(text, at + 2);
    if ((century !== 19 && century !== 20) || year < 0) return NO_MATCH;
    moment.year = century * 100 + year;
    return at + 4;
  },
  ere: '(19|20)[0-9][0-9]',
  first: code => code === 49 || code === 50,
};

/** POSIX `strptime` %y: 69–99 are of the last century. */
const shortYear = padded(0, 99, (moment, value) => setYear(moment, value < 69 ? 2000 + value : 1900 + value));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The first three letters, capitalised, as one number. */
const nameKey = (name: string): number =>
  (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);

const named = (names: readonly string[], store: (moment: Moment, index: number) => void): TimePiece => {
  const keys = new Map(names.map((name, index) => [nameKey(name), index]));
  const initials = new Set(names.map(name => name.charCodeAt(0)));
  return {
    step: (text, at, end, moment) => {
      if (end - at < 3) return NO_MATCH;
      const key = (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
      const index = keys.get(key);
      if (index === undefined) return NO_MATCH;
      store(moment, index);
      return at + 3;
    },
    ere: `(${names.join('|')})`,
    first: code => initials.has(code),
  };
};

const fractionOf = (text: ByteString, from: number, end: number, moment: Moment): number => {
  let at = from;
  let nanos = 0;
  let digits = 0;
  for (; at < end; at++) {
    const digit = digitAt(text, at);
    if (digit < 0) break;
    if (digits === 9) continue;
    nanos = nanos * 10 + digit;
    digits++;
  }
  if (digits === 0) return NO_MATCH;
  moment.digits = digits;
  moment.nanos = nanos * 10 ** (9 - digits);
  return at;
};

/** The second's fraction after one of `marks`; what is finer than a nanosecond is passed over. */
const fraction = (marks: string, optional: boolean): TimePiece => ({
  step: (text, at, end, moment) => {
    if (at < end && marks.includes(text[at]!)) {
      const to = fractionOf(text, at + 1, end, moment);
      if (to !== NO_MATCH) return to;
    }
    return optional ? at : NO_MATCH;
  },
  ere: optional ? `([${marks}][0-9]+)?` : `[${marks}][0-9]+`,
  first: optional ? undefined : code => marks.includes(String.fromCharCode(code)),
});

/** Makes the hour already read an hour of the day. */
const meridiem: TimePiece = {
  step: (text, at, _end, moment) => {
    const half = text.charCodeAt(at) | 32;
    if ((half !== 97 && half !== 112) || (text.charCodeAt(at + 1) | 32) !== 109) return NO_MATCH;
    if (moment.hour > 12 || moment.hour === 0) return NO_MATCH;
    moment.hour = (moment.hour % 12) + (half === 112 ? 12 : 0);
    return at + 2;
  },
  ere: '[AaPp][Mm]',
  first: code => 'AaPp'.includes(String.fromCharCode(code)),
};

/** Seconds since the epoch have ten digits from 2001 on, milliseconds 13, and so on; a number after 2039 is no time. */
const LAST_EPOCH_SECOND = 2_200_000_000;

const epoch = (digits: 10 | 13 | 16 | 19): TimePiece => ({
  step: (text, at, end, moment) => {
    let seconds = 0;
    for (let place = 0; place < 10; place++) {
      const digit = digitAt(text, at + place);
      if (digit < 0) return NO_MATCH;
      seconds = seconds * 10 + digit;
    }
    const to = at + digits;
    if (seconds < 1_000_000_000 || seconds > LAST_EPOCH_SECOND) return NO_MATCH;
    if (to > end || isDigit(text.charCodeAt(to))) return NO_MATCH;
    if (digits > 10 && fractionOf(text, at + 10, to, moment) !== to) return NO_MATCH;
    moment.epochSeconds = seconds;
    return to;
  },
  ere: `[12][0-9]{${digits - 1}}`,
  first: code => code === 49 || code === 50,
});

const blanks: TimePiece = {
  step: (text, from, end) => {
    let at = from;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    return at === from ? NO_MATCH : at;
  },
  ere: '[ \t]+',
  first: isBlank,
};

const oneOf = (characters: string): TimePiece => ({
  step: (text, at, end) => (at < end && characters.includes(text[at]!) ? at + 1 : NO_MATCH),
  ere: `[${characters}]`,
  first: code => characters.includes(String.fromCharCode(code)),
});

/** `HH:mm:ss`, which is in nearly every time, in one go. */
const clock: TimePiece = {
  step: (text, at, _end, moment) => {
    const hour = twoDigits(text, at);
    const minute = twoDigits(text, at + 3);
    const second = twoDigits(text, at + 6);
    if (hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 60) return NO_MATCH;
    if (text.charCodeAt(at + 2) !== 58 || text.charCodeAt(at + 5) !== 58) return NO_MATCH;
    moment.hour = hour;
    moment.minute = minute;
    moment.second = second;
    return at + 8;
  },
  ere: '[0-9][0-9]:[0-9][0-9]:[0-9][0-9]',
  first: isDigit,
};

/** What stands in a time pattern for what; all else in a pattern stands for itself. The longest name wins. */
const PIECES: Readonly<Record<string, TimePiece>> = {
  'HH:mm:ss': clock,
  yyyy: fullYear,
  yy: shortYear,
  MMM: named(MONTHS, (moment, index) => setMonth(moment, index + 1)),
  MM: padded(1, 12, setMonth),
  M: unpadded(1, 12, setMonth),
  dd: padded(1, 31, setDay),
  d: unpadded(1, 31, setDay),
  _d: unpadded(1, 31, setDay, true),
  EEE: named(WEEKDAYS, () => {}),
  HH: padded(0, 23, setHour),
  H: unpadded(0, 23, setHour),
  _H: unpadded(0, 23, setHour, true),
  h: unpadded(1, 12, setHour),
  mm: padded(0, 59, setMinute),
  m: unpadded(0, 59, setMinute),
  // 60 is a leap second.
  ss: padded(0, 60, setSecond),
  s: unpadded(0, 60, setSecond),
  // A fraction that may be there, one that must be, and one after a colon.
  f: fraction('.,', true),
  F: fraction('.,', false),
  ':F': fraction(':', false),
  a: meridiem,
  z: zonePiece,
  SECONDS: epoch(10),
  MILLIS: epoch(13),
  MICROS: epoch(16),
  NANOS: epoch(19),
  '~': oneOf('Tt_ '),
  ' ': blanks,
};

const NAMES = Object.keys(PIECES).sort((a, b) => b.length - a.length);

const compilePieces = (pattern: string): TimePiece[] => {
  const pieces: TimePiece[] = [];
  for (let at = 0; at < pattern.length; ) {
    const name = NAMES.find(candidate => pattern.startsWith(candidate, at));
    const piece = name === undefined ? undefined : PIECES[name];
    pieces.push(piece ?? literal(pattern[at]!));
    at += name?.length ?? 1;
  }
  return pieces;
};

/** Whether what was read is but the beginning of a longer number, word or time: `10:00:001`, `14:02` of `14:02:11`. */
const goesOn = (text: ByteString, at: number, end: number, moment: Moment): boolean => {
  if (at >= end) return false;
  const next = text.charCodeAt(at);
  if (isDigit(next) || isLetter(next)) return true;
  if (moment.digits !== 0 || !isDigit(text.charCodeAt(at - 1))) return false;
  return (next === 58 || next === 46 || next === 44) && digitAt(text, at + 1) >= 0;
};

/** Compiles a time pattern, such as `yyyy-MM-dd~HH:mm:ssfz`. */
export const compileTimePattern = (pattern: string): TimePattern => {
  const pieces = compilePieces(pattern);
  const steps = pieces.map(piece => piece.step);
  const count = steps.length;
  return {
    pattern,
    read: (text, from, end, moment) => {
      let at = from;
      for (let index = 0; index < count; index++) {
        at = steps[index]!(text, at, end, moment);
        if (at === NO_MATCH) return NO_MATCH;
      }
      return goesOn(text, at, end, moment) ? NO_MATCH : at;
    },
    ere: pieces.map(piece => piece.ere).join(''),
    first: pieces[0]!.first!,
  };
};
