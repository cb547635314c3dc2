import type { ByteString } from '../../bytes.ts';
import { NO_MATCH } from '../compile/steps.ts';
import { bytesOf, type TextBytes } from '../compile/textBytes.ts';
import { readAs } from '../compile/timePieces.ts';
import type { LineHead } from '../lineHead.ts';
import { LEVEL_WORDS } from '../tables/levelWords.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';
import type { CompiledTimeFormat } from '../tables/timeFormats.ts';
import { type BytePattern, matchesAt, patternOf } from './bytePattern.ts';
import { withoutDigits } from './digits.ts';
import { proofOf } from './headProof.ts';

/** A head: everything about it that does not depend on the values of its digits. */
interface KnownHead {
  /** The start of the line, as far as it rules out other rows, and the text after the time. */
  readonly start: BytePattern;
  readonly rest: BytePattern;
  /** The number of bytes after the time by which it is looked up. */
  readonly width: number;
  readonly time: CompiledTimeFormat;
  /** Where the time starts: at the start of the line, or after a bracket. */
  readonly timeFrom: number;
  /** True if the row accepts times in any format. */
  readonly isFree: boolean;
  readonly format: LineFormat;
  readonly level: number;
  /** Where the wrapped text starts, counted from the end of the time, or -1. */
  readonly payload: number;
}

/** Longer heads are not remembered. */
const MAX_BYTES = 96;
const PLACES = 8192;
/** How many heads with the same hash are remembered. */
const WAYS = 8;
/** A head is looked up by so many bytes after its time: as many whole words as it has, up to four. */
const WIDTHS = [4, 8, 12, 16] as const;
const MIN_WIDTH = 4;
const MAX_WIDTH = 16;

/** By the hash of the bytes after the time. It is shared by all logs, because what a head contains depends on no log. */
let heads: (KnownHead | undefined)[] | null = null;

const hashOf = (view: DataView, at: number, width: number): number => {
  let hash = width;
  for (let place = at; place < at + width; place += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(place, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash & (PLACES - WAYS);
};

let seen = 0;
/** The number of lines for which trying each row is cheaper than building the automaton. */
const READ_WITHOUT = 200;

/** Level words that differ from other words only in their digit. */
export const NUMBERED = new RegExp(
  `(?:${[...new Set(LEVEL_WORDS.flatMap(([, , words]) => words.match(/[a-z]+(?=[0-9])/g) ?? []))].join('|')})[0-9]`,
  'i',
);

/** What it costs to learn a head, in recognised lines. */
const COST = 256;
const MAX_CREDIT = 256 * COST;

/** After this many more misses than hits, a log's heads are not looked up for a while. */
const MAX_LUCK = 256;
const PAUSE = 4096;

/**
 * Recognises heads that differ from earlier ones only in the values of digits. The rows of the table treat all digits
 * alike, except in times, so only the time has to be read again.
 */
export class KnownHeads {
  /** The format and place of the last head's time. */
  #time: CompiledTimeFormat | null = null;
  #timeFrom = 0;
  #last: KnownHead | undefined;
  #width = MAX_WIDTH;
  #credit = MAX_CREDIT;
  #luck = MAX_LUCK;

  /** True if nearly all heads of this log are new. */
  get isPaused(): boolean {
    return this.#luck <= 0;
  }

  /**
   * Reads a time as in the log's last head; returns where it ends, or -1. It may be followed by a known head: see `read`.
   */
  readTime(text: ByteString, of: TextBytes, from: number, end: number, reading: LineHead): number {
    if (this.#time === null) return NO_MATCH;
    return readAs(this.#time, text, of, from + this.#timeFrom, end, reading);
  }

  /** Completes a head of which only the time has been read, as its row would; returns false if it is unknown. */
  read({ view }: TextBytes, from: number, end: number, reading: LineHead): boolean {
    if (heads === null || this.isPaused) return false;
    let head = this.#last;
    if (head === undefined || !isAt(head, view, from, end, reading))
      head = find(heads, view, from, end, reading, this.#width);
    if (head === undefined) {
      for (let index = 0; index < WIDTHS.length && head === undefined; index++)
        head = find(heads, view, from, end, reading, WIDTHS[index]!);
      if (head === undefined) {
        this.#luck--;
        return false;
      }
      this.#width = head.width;
    }
    if (this.#last !== head) this.#last = head;
    if (this.#luck < MAX_LUCK) this.#luck++;
    if (this.#credit < MAX_CREDIT) this.#credit++;
    reading.format = head.format;
    reading.level = head.level;
    if (head.payload >= 0) reading.payload = reading.timeTo + head.payload;
    if (head.isFree) reading.freeTime = head.time;
    reading.provenTo = Math.max(from + head.start.length, reading.timeTo + head.rest.length);
    return true;
  }

  /** Remembers the head of a line that a row of the table has just matched. */
  learn(text: ByteString, from: number, end: number, reading: LineHead): void {
    const { time, timeFrom } = reading;
    if (time === null || timeFrom > from + 1) return;
    this.#time = time;
    this.#timeFrom = timeFrom - from;
    if (this.#luck <= 0 && --this.#luck < -PAUSE) this.#luck = MAX_LUCK;
    if (this.#credit < COST || ++seen < READ_WITHOUT) return;
    this.#credit -= COST;
    heads ??= new Array(PLACES).fill(undefined);
    const head = headOf(text, from, end, reading, time);
    if (head !== null) insert(heads, bytesOf(text).view, reading.timeTo, head);
  }
}

const isAt = (head: KnownHead, view: DataView, from: number, end: number, reading: LineHead): boolean =>
  head.time === reading.time &&
  head.timeFrom === reading.timeFrom - from &&
  head.rest.length <= end - reading.timeTo &&
  (reading.lastTime === head.time || !head.isFree) &&
  matchesAt(head.rest, view, reading.timeTo) &&
  matchesAt(head.start, view, from);

const find = (
  known: readonly (KnownHead | undefined)[],
  view: DataView,
  from: number,
  end: number,
  reading: LineHead,
  width: number,
): KnownHead | undefined => {
  const first = hashOf(view, reading.timeTo, width);
  for (let place = first; place < first + WAYS; place++) {
    const head = known[place];
    if (head === undefined || isAt(head, view, from, end, reading)) return head;
  }
  return undefined;
};

/** Puts a head before the others with its hash; the last of them is forgotten. */
const insert = (known: (KnownHead | undefined)[], view: DataView, timeTo: number, head: KnownHead): void => {
  const first = hashOf(view, timeTo, head.width);
  known.copyWithin(first + 1, first, first + WAYS - 1);
  known[first] = head;
};

const headOf = (
  text: ByteString,
  from: number,
  end: number,
  reading: LineHead,
  time: CompiledTimeFormat,
): KnownHead | null => {
  const { timeTo, payload } = reading;
  const proof = proofOf(text, from, end, reading);
  if (proof === null) return null;
  const to = Math.max(proof.to, timeTo + MIN_WIDTH);
  if (to - from > MAX_BYTES || Math.max(to, proof.startTo) > end) return null;
  if (NUMBERED.test(text.slice(timeTo, to))) return null;
  const { bytes } = bytesOf(text);
  return {
    start: patternOf(bytes, from, proof.startTo),
    rest: patternOf(bytes, timeTo, to),
    width: Math.min(MAX_WIDTH, (to - timeTo) & ~3),
    time,
    timeFrom: reading.timeFrom - from,
    isFree: reading.freeTime !== null,
    format: reading.format!,
    level: reading.level,
    payload: payload < 0 ? -1 : payload - timeTo,
  };
};
