import type { ByteString } from '../bytes.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { MAX_QUIET } from '../understand/simpleLines.ts';
import type { Verdict } from './step.ts';

/** More than the messages that may still be continued; a power of two. */
const PLACES = 128;

/** The last messages of a log's streams, each a record of one line that waits for nothing but a level, in arrays: hardly any is continued. */
export class RecentMessages {
  readonly #texts: ByteString[] = [];
  readonly #from = new Int32Array(PLACES);
  readonly #to = new Int32Array(PLACES);
  /** The numbers of their records; 0: it became an ordinary record. */
  readonly #numbers = new Float64Array(PLACES);
  /** The numbers of their lines. */
  readonly #lines = new Float64Array(PLACES);
  readonly #levels = new Int8Array(PLACES);
  readonly #passed = new Uint8Array(PLACES);
  /** The last line without a level. */
  #unknown = 0;
  #count = 0;
  /** The last line of which it is certain that no level follows. */
  #closed = 0;

  add(number: number, text: ByteString, from: number, to: number, line: number, level: number): void {
    const place = this.#place(number, line, level);
    if (this.#texts[place] !== text) this.#texts[place] = text;
    this.#from[place] = from;
    this.#to[place] = to;
    if (level === NO_LEVEL) this.#unknown = line;
  }

  /** Adds one that was passed on or dropped: it matters only if it is continued. */
  addDecided(number: number, passed: boolean, line: number, level: number): void {
    const place = this.#place(number, line, level);
    this.#passed[place] = Number(passed);
    this.#closed = line;
  }

  #place(number: number, line: number, level: number): number {
    const place = this.#count++ % PLACES;
    this.#numbers[place] = number;
    this.#lines[place] = line;
    this.#levels[place] = level;
    return place;
  }

  /** Returns the place of a record's message, unless it is too old after so many lines: then -1. */
  find(number: number, lines: number): number {
    for (let count = this.#count - 1; this.#isRecent(count, lines); count--)
      if (this.#numbers[count % PLACES] === number) return count % PLACES;
    return -1;
  }

  /** True if a message may still get a level. */
  waits(lines: number): boolean {
    if (this.#unknown <= this.#closed) return false;
    for (let count = this.#count - 1; this.#isRecent(count, lines); count--)
      if (this.#numbers[count % PLACES] !== 0 && this.isOpen(count % PLACES)) return true;
    return false;
  }

  /** The bytes of all messages that may still get a level. */
  bytes(lines: number): number {
    let bytes = 0;
    for (let count = this.#count - 1; this.#isRecent(count, lines); count--) {
      const place = count % PLACES;
      if (this.#numbers[place] !== 0 && this.isOpen(place)) bytes += this.#to[place]! - this.#from[place]!;
    }
    return bytes;
  }

  isOpen(place: number): boolean {
    return this.#levels[place] === NO_LEVEL && this.#lines[place]! > this.#closed;
  }

  /** The verdict on its line, which holds for those that continue it, unless it is open. */
  verdictOf(place: number): Verdict {
    if (this.isOpen(place)) return 'open';
    return this.#passed[place] === 1 ? 'match' : 'miss';
  }

  levelOf(place: number): number {
    return this.#levels[place]!;
  }

  textOf(place: number): ByteString {
    return this.#texts[place]!.slice(this.#from[place], this.#to[place]);
  }

  lineOf(place: number): number {
    return this.#lines[place]!;
  }

  /** Removes a message that has become an ordinary record. */
  take(place: number): void {
    this.#numbers[place] = 0;
  }

  /** Records that none of the messages up to this line gets a level. */
  close(line: number): void {
    this.#closed = line;
  }

  #isRecent(count: number, lines: number): boolean {
    return count >= 0 && this.#count - count <= PLACES && lines - this.#lines[count % PLACES]! <= MAX_QUIET;
  }
}
