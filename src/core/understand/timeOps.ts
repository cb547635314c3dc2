import type { ByteString } from '../bytes.ts';
import type { Moment } from './moment.ts';
import { isBlank, NO_MATCH, type Step } from './steps.ts';
import { bytesOf } from './textBytes.ts';

/** What one piece of a time pattern reads. */
const FIXED = 0;
export const UNPADDED = 1;
export const NAME = 2;
export const BLANKS = 3;
export const FRACTION = 4;
export const BY_STEP = 5;

/** The numbers of a Moment. */
export const MONTH = 0;
export const DAY = 1;
export const HOUR = 2;
export const MINUTE = 3;
export const SECOND = 4;
/** In four digits, and in two. */
export const YEAR = 5;
export const SHORT_YEAR = 6;
export const NO_PART = 7;

const NO_TABLE = new Uint8Array(256);

/**
 * One piece of a time pattern, ready to be read. They all have one shape and are gone through in one loop (`readTime`),
 * as calling a function for each takes several times as long, for every line.
 */
export interface TimeOp {
  readonly op: number;
  /** UNPADDED, one digit or two: the bounds, and which number of the Moment it is. */
  readonly low: number;
  readonly high: number;
  readonly part: number;
  /** UNPADDED: a space may stand in place of the tens. FRACTION: it may be missing. */
  readonly loose: boolean;
  /** FRACTION: 1 for the marks before it. */
  readonly table: Uint8Array;
  /** BY_STEP. */
  readonly step: Step<Moment>;
  /** NAME. */
  readonly names: Names;
  /** FIXED: what has the same width whatever it says, as one. */
  readonly width: number;
  /** By four places at a time, as one number each: see `readFixed`. */
  readonly words: readonly FixedWord[];
  /** Where one of several characters may stand. */
  readonly choices: readonly FixedChoice[];
  /** By part of the Moment, where in it that stands; NO_MATCH where it does not. */
  readonly numbers: FixedNumbers;
}

interface FixedNumbers {
  readonly year: number;
  readonly shortYear: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Names of three letters: by their second and third letter, and as numbers. */
interface Names {
  readonly byLetters: Int8Array;
  readonly keys: Int32Array;
}

const NO_NUMBERS: FixedNumbers = {
  year: NO_MATCH,
  shortYear: NO_MATCH,
  month: NO_MATCH,
  day: NO_MATCH,
  hour: NO_MATCH,
  minute: NO_MATCH,
  second: NO_MATCH,
};

const PLAIN: TimeOp = {
  op: BLANKS,
  low: 0,
  high: 0,
  part: MONTH,
  loose: false,
  table: NO_TABLE,
  step: () => NO_MATCH,
  names: { byLetters: new Int8Array(0), keys: new Int32Array(0) },
  width: 0,
  words: [],
  choices: [],
  numbers: NO_NUMBERS,
};

/** Four places: what they are compared with, which of them must be equal or digits, what makes a digit beyond 9 overflow. */
interface FixedWord {
  readonly pattern: number;
  readonly mask: number;
  readonly beyond: number;
  readonly overflow: number;
}

interface FixedChoice {
  readonly offset: number;
  readonly table: Uint8Array;
}

/** What has a fixed width: what may stand at each place, and the number that it is. */
export interface FixedPart {
  readonly places: readonly Uint8Array[];
  readonly part: number;
}

const placesOf = (parts: readonly FixedPart[]): FixedNumbers => {
  const offset = (wanted: number): number => {
    const index = parts.findLastIndex(({ part }) => part === wanted);
    return index < 0 ? NO_MATCH : parts.slice(0, index).reduce((sum, { places }) => sum + places.length, 0);
  };
  return {
    year: offset(YEAR),
    shortYear: offset(SHORT_YEAR),
    month: offset(MONTH),
    day: offset(DAY),
    hour: offset(HOUR),
    minute: offset(MINUTE),
    second: offset(SECOND),
  };
};

/** Fixed parts, one after the other, as one op. */
export const fixedOp = (parts: readonly FixedPart[]): TimeOp => {
  const places = parts.flatMap(part => part.places);
  return timeOp(FIXED, {
    width: places.length,
    words: wordsOf(places),
    choices: places.flatMap((table, at) =>
      onlyOf(table) === null && !isDigits(table) ? [{ offset: at, table }] : [],
    ),
    numbers: placesOf(parts),
  });
};

/** The only character that may stand there; null where there are several. */
const onlyOf = (table: Uint8Array): number | null => {
  const first = table.indexOf(1);
  return table.indexOf(1, first + 1) < 0 ? first : null;
};

const isDigits = (table: Uint8Array): boolean =>
  table.indexOf(1) === 48 && table.lastIndexOf(1) === 57 && table.subarray(48, 58).indexOf(0) < 0;

const wordsOf = (places: readonly Uint8Array[]): FixedWord[] =>
  Array.from({ length: Math.ceil(places.length / 4) }, (_, index) => {
    const word = { pattern: 0, mask: 0, beyond: 0, overflow: 0 };
    for (const [place, table] of places.slice(index * 4, index * 4 + 4).entries()) {
      const only = onlyOf(table);
      const digits = isDigits(table);
      const shift = place * 8;
      word.pattern |= (digits ? 48 : (only ?? 0)) << shift;
      word.mask |= (digits ? 0xf0 : only === null ? 0 : 0xff) << shift;
      word.beyond |= (digits ? 6 : 0) << shift;
      word.overflow |= (digits ? 0x10 : 0) << shift;
    }
    return word;
  });

export const timeOp = (op: number, changes: Partial<TimeOp> = {}): TimeOp => ({ ...PLAIN, ...changes, op });

export const digitAt = (text: ByteString, at: number): number => {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : NO_MATCH;
};

const store = (moment: Moment, part: number, value: number): void => {
  if (part === MONTH) moment.month = value;
  else if (part === DAY) moment.day = value;
  else if (part === HOUR) moment.hour = value;
  else if (part === MINUTE) moment.minute = value;
  else if (part === SECOND) moment.second = value;
};

/** Three letters as one number. */
const nameKey = (text: ByteString, at: number): number =>
  (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);

const lettersOf = (key: number): number => ((key >> 3) & 0x3e0) | (key & 31);

/** Names of three letters that no two share their second and third of. */
export const namesOf = (names: readonly string[]): Names => {
  const keys = Int32Array.from(names, name => nameKey(name, 0));
  const byLetters = new Int8Array(1 << 10).fill(-1);
  for (const [index, key] of keys.entries()) byLetters[lettersOf(key)] = index;
  return { byLetters, keys };
};

const readName = (op: TimeOp, text: ByteString, at: number, end: number, moment: Moment): number => {
  if (end - at < 3) return NO_MATCH;
  const key = nameKey(text, at);
  const index = op.names.byLetters[lettersOf(key)]!;
  if (index < 0 || op.names.keys[index] !== key) return NO_MATCH;
  store(moment, op.part, index + 1);
  return at + 3;
};

const readFixed = (op: TimeOp, text: ByteString, at: number, end: number, moment: Moment): number => {
  const { width, words, choices, numbers } = op;
  if (end - at < width) return NO_MATCH;
  const { bytes, view } = bytesOf(text);
  // A digit differs from 0 in its lower four bits only, and six more than 9 is 16.
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const difference = view.getInt32(at + index * 4, true) ^ word.pattern;
    if ((difference & word.mask) !== 0 || ((difference + word.beyond) & word.overflow) !== 0) return NO_MATCH;
  }
  for (let index = 0; index < choices.length; index++) {
    const choice = choices[index]!;
    if (choice.table[bytes[at + choice.offset]!] !== 1) return NO_MATCH;
  }
  return readNumbers(numbers, bytes, at, moment) ? at + width : NO_MATCH;
};

/** A number of two digits: 528 is eleven times the code of 0. */
const twoDigits = (bytes: Uint8Array, at: number): number => bytes[at]! * 10 + bytes[at + 1]! - 528;

/** Gives false where a number is out of its bounds. 60 is a leap second; years are 1900–2099: any other number of four digits is more likely none. */
const readNumbers = (numbers: FixedNumbers, bytes: Uint8Array, at: number, moment: Moment): boolean => {
  const { year, shortYear, month, day, hour, minute, second } = numbers;
  if (year >= 0) {
    const century = twoDigits(bytes, at + year);
    if (century !== 19 && century !== 20) return false;
    moment.year = century * 100 + twoDigits(bytes, at + year + 2);
  }
  if (shortYear >= 0) {
    // POSIX `strptime` %y: 69–99 are of the last century.
    const value = twoDigits(bytes, at + shortYear);
    moment.year = value < 69 ? 2000 + value : 1900 + value;
  }
  if (month >= 0) {
    moment.month = twoDigits(bytes, at + month);
    if (moment.month < 1 || moment.month > 12) return false;
  }
  if (day >= 0) {
    moment.day = twoDigits(bytes, at + day);
    if (moment.day < 1 || moment.day > 31) return false;
  }
  if (hour >= 0) {
    moment.hour = twoDigits(bytes, at + hour);
    if (moment.hour > 23) return false;
  }
  if (minute >= 0) {
    moment.minute = twoDigits(bytes, at + minute);
    if (moment.minute > 59) return false;
  }
  if (second >= 0) {
    moment.second = twoDigits(bytes, at + second);
    if (moment.second > 60) return false;
  }
  return true;
};

const readUnpadded = (op: TimeOp, text: ByteString, at: number, moment: Moment): number => {
  const from = op.loose && text.charCodeAt(at) === 32 ? at + 1 : at;
  let value = digitAt(text, from);
  if (value < 0) return NO_MATCH;
  let to = from + 1;
  const ones = digitAt(text, to);
  if (ones >= 0) {
    value = value * 10 + ones;
    to++;
  }
  if (value < op.low || value > op.high) return NO_MATCH;
  store(moment, op.part, value);
  return to;
};

const readBlanks = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at === from ? NO_MATCH : at;
};

/** What one unit of so many digits is in nanoseconds. */
const NANOS_PER_UNIT = Array.from({ length: 10 }, (_, digits) => 10 ** (9 - digits));

/** The digits of a second's fraction; what is finer than a nanosecond is passed over. */
export const readFraction = (text: ByteString, from: number, end: number, moment: Moment): number => {
  const { bytes } = bytesOf(text);
  let at = from;
  let nanos = 0;
  let digits = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    if (digits === 9) continue;
    nanos = nanos * 10 + digit;
    digits++;
  }
  if (digits === 0) return NO_MATCH;
  moment.digits = digits;
  moment.nanos = nanos * NANOS_PER_UNIT[digits]!;
  return at;
};

const readMarkedFraction = (
  op: TimeOp,
  text: ByteString,
  at: number,
  end: number,
  moment: Moment,
): number => {
  if (at < end && op.table[text.charCodeAt(at)] === 1) {
    const to = readFraction(text, at + 1, end, moment);
    if (to !== NO_MATCH) return to;
  }
  return op.loose ? at : NO_MATCH;
};

const readOp = (op: TimeOp, text: ByteString, at: number, end: number, moment: Moment): number => {
  switch (op.op) {
    case UNPADDED:
      return readUnpadded(op, text, at, moment);
    case BLANKS:
      return readBlanks(text, at, end);
    case FIXED:
      return readFixed(op, text, at, end, moment);
    case NAME:
      return readName(op, text, at, end, moment);
    case FRACTION:
      return readMarkedFraction(op, text, at, end, moment);
    default:
      return op.step(text, at, end, moment);
  }
};

/** Reads the pieces of a time one after the other; gives where the last ends, or -1. */
export const readTime = (
  ops: readonly TimeOp[],
  text: ByteString,
  from: number,
  end: number,
  moment: Moment,
): number => {
  let at = from;
  for (let index = 0; index < ops.length; index++) {
    at = readOp(ops[index]!, text, at, end, moment);
    if (at === NO_MATCH) return NO_MATCH;
  }
  return at;
};

/** 1 for each of these characters. */
export const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;
  return table;
};
