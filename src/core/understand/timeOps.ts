import type { ByteString } from '../bytes.ts';
import type { Moment } from './moment.ts';
import { isBlank, NO_MATCH, type Step } from './steps.ts';

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
export const WHOLE_YEAR = 5;
export const CENTURY = 6;
export const YEAR_OF_CENTURY = 7;
export const NO_PART = 8;

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
  /** By place and then by byte: 1 for what may stand there. */
  readonly places: Uint8Array;
  /** The numbers of two digits in it. */
  readonly numbers: readonly FixedNumber[];
}

/** Names of three letters: by their second and third letter, and as numbers. */
interface Names {
  readonly byLetters: Int8Array;
  readonly keys: Int32Array;
}

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
  places: NO_TABLE,
  numbers: [],
};

/** A number of two digits within a FIXED op. */
export interface FixedNumber {
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  readonly part: number;
}

/** What has a fixed width: what may stand at each place, and the numbers in it. */
export interface FixedPart {
  readonly places: readonly Uint8Array[];
  readonly numbers: readonly FixedNumber[];
}

/** Fixed parts, one after the other, as one op. */
export const fixedOp = (parts: readonly FixedPart[]): TimeOp => {
  const places = parts.flatMap(part => part.places);
  const table = new Uint8Array(places.length * 256);
  for (const [place, bytes] of places.entries()) table.set(bytes, place * 256);
  let offset = 0;
  const numbers: FixedNumber[] = [];
  for (const part of parts) {
    for (const number of part.numbers) numbers.push({ ...number, offset: offset + number.offset });
    offset += part.places.length;
  }
  return timeOp(FIXED, { width: places.length, places: table, numbers });
};

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
  // POSIX `strptime` %y: 69–99 are of the last century.
  else if (part === WHOLE_YEAR) moment.year = value < 69 ? 2000 + value : 1900 + value;
  else if (part === CENTURY) moment.year = value * 100;
  else if (part === YEAR_OF_CENTURY) moment.year += value;
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
  const { width, places, numbers } = op;
  if (end - at < width) return NO_MATCH;
  for (let place = 0; place < width; place++) {
    if (places[(place << 8) | text.charCodeAt(at + place)] !== 1) return NO_MATCH;
  }
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!;
    const from = at + number.offset;
    // Twice the code of 0, one of them ten times.
    const value = text.charCodeAt(from) * 10 + text.charCodeAt(from + 1) - 528;
    if (value < number.low || value > number.high) return NO_MATCH;
    store(moment, number.part, value);
  }
  return at + width;
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
export const tableOf = (characters: string): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(characters.includes(String.fromCharCode(code))));
