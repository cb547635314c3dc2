import type { ByteString } from '../bytes.ts';
import { type Begun, Grouping } from './grouping.ts';
import type { LineHead } from './lineHead.ts';

/** A record cannot continue after this many lines of other records. */
export const MAX_QUIET = 100;

/** How much of two keys is compared before all of it is. */
const MAX_COMPARED = 8;

/** The state of one stream, and the record of its last line. */
export class StreamGrouping extends Grouping {
  record = 0;
  /** How that record started for lines without a wrapper; null: as its lines do. */
  outside: Begun | null = null;

  begin(record: number, outside: Begun): void {
    this.record = record;
    this.outside = outside;
  }
}

/** The last single-line records: their streams' keys, which may never be needed. */
export class SimpleLines {
  readonly #texts: ByteString[] = [];
  readonly #from = new Int32Array(MAX_QUIET);
  /** -1: the key is the text itself. */
  readonly #to = new Int32Array(MAX_QUIET);
  readonly #levels = new Int8Array(MAX_QUIET);
  readonly #records = new Float64Array(MAX_QUIET);
  #next = 0;
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  forget(): void {
    if (this.#count === 0) return;
    this.#texts.length = 0;
    this.#next = 0;
    this.#count = 0;
  }

  add(reading: LineHead, record: number): void {
    const { streamTo, streamFrom, level } = reading;
    this.addKey(streamTo < 0 ? reading.stream! : reading.streamText, streamFrom, streamTo, level, record);
  }

  /** The same for a key between two places of a text. */
  addKey(text: ByteString, from: number, to: number, level: number, record: number): void {
    const at = this.#next;
    this.#to[at] = to;
    // Storing a new string in an old array costs more than comparing two pointers.
    if (this.#texts[at] !== text) this.#texts[at] = text;
    this.#from[at] = from;
    this.#levels[at] = level;
    this.#records[at] = record;
    this.#next = at + 1 === MAX_QUIET ? 0 : at + 1;
    if (this.#count < MAX_QUIET) this.#count++;
  }

  /** Passes the stream's last line among them to its grouping. */
  follow(key: ByteString, grouping: StreamGrouping): void {
    for (let back = 1; back <= this.#count; back++) {
      const at = (this.#next - back + MAX_QUIET) % MAX_QUIET;
      if (!this.#isOf(key, at)) continue;
      grouping.follow('plain', this.#levels[at]!);
      grouping.record = this.#records[at]!;
      return;
    }
  }

  #isOf(key: ByteString, at: number): boolean {
    const text = this.#texts[at]!;
    const to = this.#to[at]!;
    if (to < 0) return key === text;
    const from = this.#from[at]!;
    if (key.length !== to - from) return false;
    // Most keys differ near their end, in the number of a process.
    for (let place = key.length - 1; place >= 0 && place >= key.length - MAX_COMPARED; place--)
      if (key.charCodeAt(place) !== text.charCodeAt(from + place)) return false;
    return text.startsWith(key, from);
  }
}
