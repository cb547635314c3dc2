import type { ByteString } from '../../bytes.ts';
import type { LineHead } from '../lineHead.ts';
import { LEVEL_WORDS } from '../tables/levelWords.ts';
import type { LineFormat } from '../tables/lineFormats.ts';
import type { CompiledTimeFormat } from '../tables/timeFormats.ts';
import { withoutDigits } from './digits.ts';
import { lengthOfProof } from './headProof.ts';
import { NO_MATCH } from './steps.ts';
import { bytesOf, type TextBytes } from './textBytes.ts';
import { readAs } from './timePieces.ts';

/** A head: everything about it that does not depend on the values of its digits. */
interface KnownHead {
  /** Its bytes from the start of the line, four at a time, with zeros for digits. */
  readonly words: Int32Array;
  readonly length: number;
  /** The bytes of the last word that belong to it. */
  readonly lastBytes: number;
  /** The number of bytes after the time by which it is looked up. */
  readonly width: number;
  readonly time: CompiledTimeFormat;
  /** Where its time starts and ends. */
  readonly timeFrom: number;
  readonly timeTo: number;
  /** True if the row accepts times in any format. */
  readonly isFree: boolean;
  readonly format: LineFormat;
  readonly level: number;
  /** Where the wrapped text starts, or -1. */
  readonly payload: number;
}

/** Longer heads are not remembered. */
const MAX_BYTES = 96;
const PLACES = 4096;
/** How many heads with the same hash are remembered. */
const WAYS = 4;
/** A head is looked up by so many bytes after its time: as many whole words as it has, up to four. */
const WIDTHS = [4, 8, 12, 16] as const;
const MIN_WIDTH = 4;
const MAX_WIDTH = 16;

/** By the hash of the bytes after the time. It is shared by all logs, because what a head contains depends on no log. */
let heads: (KnownHead | undefined)[] | null = null;

const hashOf = (view: DataView, from: number, at: number, width: number): number => {
  let hash = withoutDigits(view.getInt32(from, true)) ^ (at - from);
  for (let place = at; place < at + width; place += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(place, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash & (PLACES - WAYS);
};

const isAt = ({ words, lastBytes }: KnownHead, view: DataView, from: number): boolean => {
  const last = words.length - 1;
  for (let index = 0; index < last; index++)
    if (withoutDigits(view.getInt32(from + 4 * index, true)) !== words[index]) return false;
  return withoutDigits(view.getInt32(from + 4 * last, true) & lastBytes) === words[last];
};

const wordsOf = (view: DataView, from: number, length: number): Pick<KnownHead, 'words' | 'lastBytes'> => {
  const lastBytes = length % 4 === 0 ? -1 : (1 << (8 * (length % 4))) - 1;
  const words = Int32Array.from({ length: Math.ceil(length / 4) }, (_, index) =>
    view.getInt32(from + 4 * index, true),
  );
  words[words.length - 1]! &= lastBytes;
  return { words: words.map(withoutDigits), lastBytes };
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
    let head = find(heads, view, from, end, reading, this.#width);
    if (head === undefined) {
      for (let index = 0; index < WIDTHS.length && head === undefined; index++)
        head = find(heads, view, from, end, reading, WIDTHS[index]!);
      if (head === undefined) {
        this.#luck--;
        return false;
      }
      this.#width = head.width;
    }
    if (this.#luck < MAX_LUCK) this.#luck++;
    if (this.#credit < MAX_CREDIT) this.#credit++;
    reading.format = head.format;
    reading.level = head.level;
    if (head.payload >= 0) reading.payload = from + head.payload;
    if (head.isFree) reading.freeTime = head.time;
    return true;
  }

  /** Remembers the head of a line that a row of the table has just matched. */
  learn(text: ByteString, from: number, end: number, reading: LineHead): void {
    const { time, timeFrom } = reading;
    if (time === null || timeFrom < from || timeFrom > from + 1) return;
    this.#time = time;
    this.#timeFrom = timeFrom - from;
    if (this.#luck <= 0 && --this.#luck < -PAUSE) this.#luck = MAX_LUCK;
    if (this.#credit < COST || ++seen < READ_WITHOUT) return;
    this.#credit -= COST;
    heads ??= new Array(PLACES).fill(undefined);
    const head = headOf(text, from, end, reading, time);
    if (head !== null) insert(heads, bytesOf(text).view, from, head);
  }
}

const find = (
  known: readonly (KnownHead | undefined)[],
  view: DataView,
  from: number,
  end: number,
  { timeFrom, timeTo, time, lastTime }: LineHead,
  width: number,
): KnownHead | undefined => {
  const first = hashOf(view, from, timeTo, width);
  for (let place = first; place < first + WAYS; place++) {
    const head = known[place];
    if (head === undefined) return undefined;
    if (
      head.time === time &&
      head.timeTo === timeTo - from &&
      head.timeFrom === timeFrom - from &&
      head.length <= end - from &&
      (lastTime === time || !head.isFree) &&
      isAt(head, view, from)
    )
      return head;
  }
  return undefined;
};

/** Puts a head before the others with its hash; the last of them is forgotten. */
const insert = (known: (KnownHead | undefined)[], view: DataView, from: number, head: KnownHead): void => {
  const first = hashOf(view, from, from + head.timeTo, head.width);
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
  const { timeFrom, timeTo, payload } = reading;
  const proof = lengthOfProof(text, from, end, reading);
  const length = Math.max(proof, timeTo + MIN_WIDTH - from);
  if (proof === 0 || length > Math.min(MAX_BYTES, end - from)) return null;
  if (NUMBERED.test(text.slice(timeTo, from + length))) return null;
  return {
    ...wordsOf(bytesOf(text).view, from, length),
    length,
    width: Math.min(MAX_WIDTH, (from + length - timeTo) & ~3),
    time,
    timeFrom: timeFrom - from,
    timeTo: timeTo - from,
    isFree: reading.freeTime !== null,
    format: reading.format!,
    level: reading.level,
    payload: payload < 0 ? -1 : payload - from,
  };
};
