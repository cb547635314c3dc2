import type { ByteString } from '../../bytes.ts';

/** Finds a text in ranges of a chunk, each after the last: the chunk is searched once. */
export class NextPlace {
  readonly #text: string;
  #chunk = '';
  #from = 0;
  #next = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns true if the text is between two places of a chunk. */
  isIn(chunk: ByteString, from: number, to: number): boolean {
    if (chunk !== this.#chunk || from < this.#from || this.#next < from) {
      const found = chunk.indexOf(this.#text, from);
      this.#chunk = chunk;
      this.#from = from;
      this.#next = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next + this.#text.length <= to;
  }
}
