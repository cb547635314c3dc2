import type { ByteString } from '../bytes.ts';
import { isDelimiter } from './compile/lineMatcher.ts';
import { isDigit, NO_MATCH } from './compile/steps.ts';
import { bytesOf } from './compile/textBytes.ts';
import { readAs } from './compile/timePieces.ts';
import { type LineHead, NO_LEVEL } from './lineHead.ts';
import { UNSAID } from './moment.ts';
import { LEVEL_WORDS } from './tables/levelWords.ts';
import type { LineFormat } from './tables/lineFormats.ts';

/** Longer texts are not remembered. */
const MAX_WORDS = 32;
const PLACES = 1024;

/** Level words that differ from other words only in their digit. */
const NUMBERED = new RegExp(
  `(?:${[...new Set(LEVEL_WORDS.flatMap(([, , words]) => words.match(/[a-z]+(?=[0-9])/g) ?? []))].join('|')})[0-9]`,
  'i',
);

/**
 * Texts after a time in which nothing else is known, without the values of their digits: four bytes are one number. It
 * is shared by all logs, because what a text contains does not depend on its log.
 */
class Texts {
  readonly #words = new Int32Array(PLACES * MAX_WORDS);
  readonly #lengths = new Uint8Array(PLACES);
  /** The last text that was looked up. */
  readonly #sought = new Int32Array(MAX_WORDS);
  #length = 0;
  #place = 0;

  has(view: DataView, from: number, end: number): boolean {
    this.#length = end - from;
    if (this.#length > 4 * MAX_WORDS) return false;
    const sought = this.#sought;
    let hash = this.#length;
    let count = 0;
    for (let at = from; at < end; at += 4) {
      const bytes = view.getInt32(at, true);
      const word = withoutDigits(end - at >= 4 ? bytes : bytes & ((1 << (8 * (end - at))) - 1));
      sought[count++] = word;
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    this.#place = hash & (PLACES - 1);
    if (this.#lengths[this.#place] !== this.#length) return false;
    const words = this.#words;
    const first = this.#place * MAX_WORDS;
    for (let index = 0; index < count; index++) if (words[first + index] !== sought[index]) return false;
    return true;
  }

  /** Remembers the last text that was looked up. */
  add(): void {
    this.#lengths[this.#place] = this.#length;
    this.#words.set(this.#sought, this.#place * MAX_WORDS);
  }
}

/** Replaces the digits among four bytes by zeros. A byte is a digit if it differs from 0 by less than ten. */
const withoutDigits = (bytes: number): number => {
  const difference = bytes ^ 0x30303030;
  const others = ((difference & 0x7f7f7f7f) + 0x76767676) | difference;
  return bytes & ~Math.imul((~others & HIGH_BITS) >>> 7, 15);
};

const HIGH_BITS = 0x80808080 | 0;

let texts: Texts | null = null;

/** If this many more lookups fail than succeed, a log's texts are too different to be remembered. */
const MAX_CREDIT = 512;

/**
 * Recognises lines with a time and a delimiter in which nothing else was found before, as in logs without levels: all
 * rows with a time and up to eight tokens have to be examined for each. Numbers differ from line to line, but what is
 * found does not depend on their digits, because only rows that treat all digits alike are tried after such a delimiter.
 */
export class DelimitedLines {
  #credit = MAX_CREDIT;
  /** True if the last such line had a delimiter; otherwise, a lookup is not worthwhile. */
  #isLikely = false;

  /** Reads the line if it is known; returns false if it has to be examined. */
  read(text: ByteString, from: number, end: number, reading: LineHead, format: LineFormat): boolean {
    if (!this.#isLikely || texts === null || !isDigit(text.charCodeAt(from))) return false;
    const last = reading.lastTime;
    if (last === null) return false;
    const of = bytesOf(text);
    const { bytes, view } = of;
    const to = readAs(last, text, of, from, end, reading);
    if (to === NO_MATCH || to >= end || !isDelimiter(bytes[to]!) || !texts.has(view, to, end)) {
      if (--this.#credit <= 0) this.#isLikely = false;
      reading.time = null;
      return false;
    }
    if (this.#credit < MAX_CREDIT) this.#credit++;
    reading.freeTime = last;
    reading.payload = to;
    reading.format = format;
    return true;
  }

  /** Remembers a line with a time and nothing else, if that was certain. */
  learn(text: ByteString, from: number, end: number, reading: LineHead): void {
    const { timeTo, level, structure, moment } = reading;
    if (
      this.#credit <= 0 ||
      !isDigit(text.charCodeAt(from)) ||
      reading.timeFrom !== from ||
      timeTo >= end ||
      reading.payload !== timeTo
    )
      return;
    const { bytes, view } = bytesOf(text);
    this.#isLikely = isDelimiter(bytes[timeTo]!) && reading.freeTime !== null;
    if (!this.#isLikely || level !== NO_LEVEL || structure !== null) return;
    if (moment.epochSeconds !== UNSAID || NUMBERED.test(text.slice(timeTo, end))) return;
    texts ??= new Texts();
    if (end - timeTo <= 4 * MAX_WORDS && !texts.has(view, timeTo, end)) texts.add();
  }
}
