import { type ByteString, toByteString } from '../bytes.ts';
import { bytesOf } from './compile/textBytes.ts';
import type { LineHead } from './lineHead.ts';
import { type StreamMarks, streamHash } from './streamMarks.ts';

/** Streams with longer keys do not wait. */
const MAX_KEY = 64;

/**
 * The latest streams of a log that have only one line so far, with a level: their keys, levels and records, in arrays. Keys
 * are copied, because a part of a chunk would keep the whole chunk in memory.
 */
export class WaitingStreams {
  count = 0;
  readonly #capacity: number;
  readonly #marks: StreamMarks;
  /** Created at the first stream: most logs have none. */
  #keys = new Uint8Array(0);
  readonly #lengths: Uint8Array;
  readonly #levels: Int8Array;
  readonly #records: Float64Array;
  readonly #hashes: Uint16Array;
  #next = 0;

  /**
   * If there are more than `capacity`, the oldest is forgotten, as it would be among streams with a state. `marks` are kept
   * up to date.
   */
  constructor(capacity: number, marks: StreamMarks) {
    this.#capacity = capacity;
    this.#marks = marks;
    this.#hashes = new Uint16Array(capacity);
    this.#lengths = new Uint8Array(capacity);
    this.#levels = new Int8Array(capacity);
    this.#records = new Float64Array(capacity);
  }

  /** Adds a line's stream with the number of the line's record; returns false if its key is too long. */
  add({ streamText, streamFrom, streamTo, level }: LineHead, record: number): boolean {
    const length = streamTo - streamFrom;
    if (length < 0 || length > MAX_KEY) return false;
    if (this.#keys.length === 0) this.#keys = new Uint8Array(this.#capacity * MAX_KEY);
    const { bytes } = bytesOf(streamText);
    const place = this.#next;
    const at = place * MAX_KEY;
    const hash = streamHash(streamText, streamFrom, streamTo);
    if (this.count === this.#capacity) this.#marks.remove(this.#hashes[place]!);
    this.#hashes[place] = hash;
    this.#marks.add(hash);
    for (let index = 0; index < length; index++) this.#keys[at + index] = bytes[streamFrom + index]!;
    this.#lengths[place] = length;
    this.#levels[place] = level;
    this.#records[place] = record;
    this.#next = (place + 1) % this.#capacity;
    if (this.count < this.#capacity) this.count++;
    return true;
  }

  /** Forgets all streams; the caller clears the marks. */
  clear(): void {
    this.count = 0;
  }

  /** Passes on all streams, the oldest first, and forgets them. */
  passOn(take: (key: ByteString, level: number, record: number) => void): void {
    for (let back = this.count; back > 0; back--) {
      const place = (this.#next - back + this.#capacity) % this.#capacity;
      const at = place * MAX_KEY;
      const key = toByteString(this.#keys.subarray(at, at + this.#lengths[place]!));
      this.#marks.remove(this.#hashes[place]!);
      take(key, this.#levels[place]!, this.#records[place]!);
    }
    this.count = 0;
  }
}
