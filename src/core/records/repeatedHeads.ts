import type { ByteString } from '../bytes.ts';
import { MAX_START, START, START_BLOCK, START_BYTES, STARTS } from '../kernels/merging/layout.ts';
import type { MergeSlot } from '../kernels/merging/mergeMemory.ts';
import type { Timestamp } from '../record.ts';
import { isBlank, isDigit, isUpper } from '../understand/compile/steps.ts';
import { endsBare } from '../understand/compile/timeTail.ts';
import { type BytePattern, elementOf, matchesAt, patternOf } from '../understand/known/bytePattern.ts';
import { withoutDigits } from '../understand/known/digits.ts';
import type { LineHead } from '../understand/lineHead.ts';
import { UNSAID } from '../understand/moment.ts';
import { blanksEnd } from '../understand/skipped.ts';
import { beginsInCapitals } from '../understand/tables/continuationShapes.ts';
import { type CompiledTimeFormat, timeFormat } from '../understand/tables/timeFormats.ts';
import type { RecordHeads } from './heads.ts';

/** `2026-11-20 14:02:11`, with any separators, and its parts. */
const CLOCK_AT = 11;
const MINUTE_AT = 14;
const SECOND_AT = 17;
const CLOCK_END = 19;
/** The number of bytes after a time that show that it has no suffix. */
const LOOK_AHEAD = 3;
const UPPER_Z = 90;
const FRACTION_MARKS = ['.', ','];
const MAX_FRACTION = 9;
/** By the number of a fraction's digits. */
const MS_PER_UNIT = [1000, 100, 10, 1];
const UNITS_PER_MS = Array.from({ length: MAX_FRACTION + 1 }, (_, digits) => 10 ** (digits - 3));
const NANOS_PER_UNIT = Array.from({ length: MAX_FRACTION + 1 }, (_, digits) => 10 ** (9 - digits));

/** The start of a line whose clock may have other values. */
interface Start {
  /** Up to the bytes after the time: its date is part of it. */
  readonly dated: BytePattern;
  /** The text after that. */
  readonly rest: BytePattern;
  readonly restAt: number;
  readonly length: number;
  /** Where the clock starts and its fraction ends, from the start of the line. */
  readonly clockAt: number;
  readonly fractionEnd: number;
  /** Where the time with its zone ends. */
  readonly timeEnd: number;
  /** Number of digits of the fraction: 0–9. */
  readonly digits: number;
  readonly time: CompiledTimeFormat;
  readonly isStamped: boolean;
  /** Midnight, as milliseconds since the epoch; in a zone that is not fixed, as far as this minute is concerned. */
  readonly baseMs: number;
}

const PLACES = STARTS;
/** What it costs to learn a start, in recognised lines. */
const COST = 16;
const MAX_CREDIT = 64 * COST;

/**
 * Recognises lines of one source that start like an earlier one, except for the time of day: they need no examination, and
 * their times are the earlier one's plus the difference between the clocks.
 */
export class RepeatedHeads {
  /** The time of the last recognised line. */
  ms = 0;
  nanos = 0;
  readonly #slot: MergeSlot | null;
  readonly #starts: (Start | undefined)[] = new Array(PLACES).fill(undefined);
  #last: Start | undefined;
  /** Where the time of the last learned start ends, and the format of the log's times. */
  #timeEnd = 0;
  #time: CompiledTimeFormat | null = null;
  #isStamped = false;
  #isReady = false;
  #credit = MAX_CREDIT;

  /** `slot`: where starts are stored as well, for its kernel. */
  constructor(slot: MergeSlot | null = null) {
    this.#slot = slot;
  }

  /** True if the next line may be recognised. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The kind of the starts that are recognised at present. */
  get kind(): number {
    return kindOf(this.#time, this.#isStamped);
  }

  /** Takes the number of lines that a slot's kernel recognised. */
  recognised(lines: number): void {
    this.#credit = Math.min(MAX_CREDIT, this.#credit + lines);
  }

  /**
   * Takes a line that was examined, and its time. Only if it started a record in the usual way, nothing before the next
   * line matters to that.
   */
  examined(heads: RecordHeads, text: ByteString, from: number, end: number, time: Timestamp | null): void {
    const { reading } = heads;
    const proven = heads.provenBytes(from);
    this.#isReady =
      proven > 0 && time !== null && TIMES.has(reading.time!) && reading.lastTime === reading.time;
    this.#time = reading.time;
    this.#isStamped = reading.stamped;
    if (!this.#isReady || this.#credit < COST) return;
    this.#credit -= COST;
    const start = startOf(heads, text, from, end, proven, time!);
    if (start === null) return;
    this.#last = start;
    this.#timeEnd = start.timeEnd;
    const place = placeOf(bytesView(text, from, start.length), start.timeEnd);
    this.#starts[place] = start;
    if (this.#slot === null) return;
    this.#slot.timeEnd = start.timeEnd;
    storeStart(this.#slot.starts, place * START_BYTES, start);
  }

  /**
   * Recognises a line by its start and reads its time; returns how many bytes that start has, or 0 if the line has to be
   * examined.
   */
  read(bytes: Uint8Array, view: DataView, from: number): number {
    if (!this.#isReady) return 0;
    let start = this.#last;
    if (start === undefined || !isAt(start, view, from)) {
      const at = from + this.#timeEnd;
      if (at + 8 > view.byteLength) return 0;
      start = this.#starts[placeOf(view, at)];
      if (start === undefined || !isAt(start, view, from)) return 0;
      this.#last = start;
    }
    if (start.isStamped !== this.#isStamped || start.time !== this.#time) return 0;
    if (!this.#readClock(start, bytes, from)) return 0;
    if (this.#credit < MAX_CREDIT) this.#credit++;
    return start.length;
  }

  #readClock({ clockAt, fractionEnd, digits, baseMs }: Start, bytes: Uint8Array, from: number): boolean {
    let at = from + clockAt;
    const hour = bytes[at]! * 10 + bytes[at + 1]! - 528;
    const minute = bytes[at + 3]! * 10 + bytes[at + 4]! - 528;
    const second = bytes[at + 6]! * 10 + bytes[at + 7]! - 528;
    if (hour > 23 || minute > 59 || second > 59) return false;
    at += 9;
    let fraction = 0;
    for (const to = from + fractionEnd; at < to; at++) fraction = fraction * 10 + bytes[at]! - 48;
    const millis =
      digits <= 3 ? fraction * MS_PER_UNIT[digits]! : Math.floor(fraction / UNITS_PER_MS[digits]!);
    this.ms = baseMs + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
    this.nanos = digits <= 3 ? 0 : (fraction - millis * UNITS_PER_MS[digits]!) * NANOS_PER_UNIT[digits]!;
    return true;
  }
}

const TIMES: ReadonlySet<CompiledTimeFormat> = new Set([timeFormat('iso'), timeFormat('slashes')]);

const KNOWN_TIMES: readonly (CompiledTimeFormat | null)[] = [...TIMES];
const kindOf = (time: CompiledTimeFormat | null, isStamped: boolean): number =>
  2 * KNOWN_TIMES.indexOf(time) + (isStamped ? 1 : 0);

/** Returns the place of a start by what follows its time. */
const placeOf = (view: DataView, at: number): number => {
  const hash =
    Math.imul(withoutDigits(view.getInt32(at, true)), 0x9e3779b1) ^
    Math.imul(withoutDigits(view.getInt32(at + 4, true)), 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
};

const isAt = (start: Start, view: DataView, from: number): boolean =>
  // Patterns are compared four bytes at a time; they do not match a line end.
  from + start.length + 4 <= view.byteLength &&
  matchesAt(start.rest, view, from + start.restAt) &&
  matchesAt(start.dated, view, from);

/** Returns the start of an examined line; null if others with the same start may have to be examined. */
const startOf = (
  heads: RecordHeads,
  text: ByteString,
  from: number,
  end: number,
  proven: number,
  time: Timestamp,
): Start | null => {
  const { reading } = heads;
  const { timeFrom, timeTo, stamped } = reading;
  const fractionEnd = clockEnd(text, timeFrom, timeTo);
  if (fractionEnd < 0 || time.ms < 0 || !isAsWritten(text, timeFrom, fractionEnd, reading)) return null;
  if (!isWholeTime(text, fractionEnd, timeTo, end)) return null;
  const word = blanksEnd(text, timeTo, end);
  // Capitals after the time, also if they are indented, rule out that the text continues or starts a trace.
  if (stamped && !beginsInCapitals(text, word, end)) return null;
  const to = Math.max(from + proven, timeTo + LOOK_AHEAD, wordEnd(text, word) + 1);
  if (to > end) return null;
  const { hour, minute, second, digits } = reading.moment;
  const bytes = Buffer.from(text.slice(from, to), 'latin1');
  const clockAt = timeFrom - from + CLOCK_AT;
  const restAt = timeTo - from + LOOK_AHEAD;
  const millis = time.ms % 1000;
  // In another zone, the distance from UTC may change at any minute.
  const digitsAt = timeFrom - from + (heads.isFixedZone ? CLOCK_AT : SECOND_AT);
  return {
    dated: patternOf(bytes, 0, restAt, digitsAt, fractionEnd - from),
    rest: patternOf(bytes, restAt, to - from),
    restAt,
    length: to - from,
    clockAt,
    fractionEnd: fractionEnd - from,
    timeEnd: timeTo - from,
    digits,
    time: reading.time!,
    isStamped: stamped,
    baseMs: time.ms - millis - ((hour * 60 + minute) * 60 + second) * 1000,
  };
};

/** Stores a start in a slot's table, in which one that is too long is none. */
const storeStart = (table: DataView, at: number, start: Start): void => {
  const { digits, dated, rest, restAt } = start;
  const set = (offset: number, value: number): void => table.setInt32(at + offset, value, true);
  set(START.length, start.length > MAX_START ? 0 : start.length);
  if (start.length > MAX_START) return;
  set(START.clockAt, start.clockAt);
  set(START.fractionEnd, start.fractionEnd);
  set(START.kind, kindOf(start.time, start.isStamped));
  set(START.blocks, Math.ceil(start.length / 16) * START_BLOCK);
  set(START.factor, digits <= 3 ? MS_PER_UNIT[digits]! : 1);
  set(START.divisor, digits <= 3 ? 1 : UNITS_PER_MS[digits]!);
  set(START.nanosFactor, digits <= 3 ? 0 : NANOS_PER_UNIT[digits]!);
  table.setFloat64(at + START.baseMs, start.baseMs, true);
  for (let place = 0; place < MAX_START; place++) {
    const { byte, isDigit: anyDigit } =
      place < restAt ? elementOf(dated, place) : elementOf(rest, place - restAt);
    const block = at + START.bytes + (place >> 4) * START_BLOCK + (place & 15);
    table.setUint8(block, byte);
    table.setUint8(block + 16, anyDigit ? 0xff : 0);
    table.setUint8(block + 32, place < start.length ? 0xff : 0);
  }
};

/** Returns where the clock with its fraction ends, if it has this layout; otherwise -1. */
const clockEnd = (text: ByteString, timeFrom: number, timeTo: number): number => {
  let at = timeFrom + CLOCK_END;
  if (at > timeTo) return -1;
  if (!FRACTION_MARKS.includes(text[at] ?? '') || !isDigit(text.charCodeAt(at + 1))) return at;
  const first = ++at;
  while (at < timeTo && isDigit(text.charCodeAt(at))) at++;
  return at - first > MAX_FRACTION ? -1 : at;
};

/** Returns true if a time's clock has the values of its digits. */
const isAsWritten = (
  text: ByteString,
  timeFrom: number,
  fractionEnd: number,
  { moment }: LineHead,
): boolean => {
  const two = (at: number): number => Number(text.slice(timeFrom + at, timeFrom + at + 2));
  const fraction = text.slice(timeFrom + CLOCK_END + 1, fractionEnd);
  return (
    moment.digits === fraction.length &&
    moment.nanos === Number(fraction.padEnd(MAX_FRACTION, '0')) &&
    moment.epochSeconds === UNSAID &&
    moment.first === UNSAID &&
    moment.year !== UNSAID &&
    moment.hour === two(CLOCK_AT) &&
    moment.minute === two(MINUTE_AT) &&
    moment.second === two(SECOND_AT) &&
    moment.second < 60
  );
};

/** Returns true if the time ends with its clock, a `Z` or an offset, whatever follows the bytes that are compared. */
const isWholeTime = (text: ByteString, clockEnd: number, timeTo: number, end: number): boolean => {
  if (timeTo === clockEnd) return clockEnd < end && endsBare(text, clockEnd, end);
  if (!isBlank(text.charCodeAt(timeTo))) return false;
  if (timeTo === clockEnd + 1 && text.charCodeAt(clockEnd) === UPPER_Z) return true;
  // The name of the zone may follow its offset.
  return OFFSET.test(text.slice(clockEnd, timeTo)) && AFTER_OFFSET.test(text[timeTo + 1] ?? '');
};

const OFFSET = /^[+-]\d\d:?\d\d$/;
const AFTER_OFFSET = /[ [A-Z]/;

/** Returns where the capitals from a position on end. */
const wordEnd = (text: ByteString, from: number): number => {
  let at = from;
  while (isUpper(text.charCodeAt(at))) at++;
  return at;
};

/** Returns a view of a text's bytes from a position on, with some more for the hash. */
const bytesView = (text: ByteString, from: number, length: number): DataView => {
  const bytes = new Uint8Array(length + 16);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(from + at);
  return new DataView(bytes.buffer);
};
