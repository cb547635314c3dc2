import type { ByteString } from '../../bytes.ts';
import { isDelimiter } from '../compile/lineMatcher.ts';
import { bytesOf, type TextBytes } from '../compile/textBytes.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';
import { withoutDigits } from './digits.ts';
import { NUMBERED } from './knownHeads.ts';

/** Longer texts are not remembered. */
const MAX_WORDS = 32;
const PLACES = 1024;

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

let texts: Texts | null = null;

/** Digits whose values may matter: those of severities in mnemonics (`%SYS-3-…`), and of a second date. */
const VALUED = /%[%A-Z0-9]|(?<![A-Za-z0-9_])[A-Z][A-Za-z]{2,8}[ \t,./-]{1,2}[0-9]/;

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
  isLikely = false;

  /**
   * Completes the head of a line whose time ends at `to`, in the log's time format, if the text after it is known; returns
   * false if it has to be examined.
   */
  read({ bytes, view }: TextBytes, to: number, end: number, reading: LineHead, format: LineFormat): boolean {
    if (!this.isLikely || texts === null || to >= end) return false;
    if (!isDelimiter(bytes[to]!) || !texts.has(view, to, end)) {
      if (--this.#credit <= 0) this.isLikely = false;
      return false;
    }
    if (this.#credit < MAX_CREDIT) this.#credit++;
    reading.freeTime = reading.time;
    reading.payload = to;
    reading.format = format;
    return true;
  }

  /** Remembers a line with a time and nothing else, if that was certain. */
  learn(text: ByteString, end: number, reading: LineHead): void {
    const { timeTo, level } = reading;
    if (this.#credit <= 0) return;
    const { bytes, view } = bytesOf(text);
    this.isLikely = isDelimiter(bytes[timeTo]!);
    if (!this.isLikely || level !== NO_LEVEL) return;
    const rest = text.slice(timeTo, end);
    if (NUMBERED.test(rest) || VALUED.test(rest)) return;
    texts ??= new Texts();
    if (end - timeTo <= 4 * MAX_WORDS && !texts.has(view, timeTo, end)) texts.add();
  }
}
