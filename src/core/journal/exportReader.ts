import type { ByteString } from '../bytes.ts';

/** An entry as `journalctl -o export` prints it: its fields by name, of a repeated one the first. */
export type ExportedEntry = Readonly<Record<string, ByteString>>;

/** A binary field states its length in so many bytes, the lowest first. */
const LENGTH_BYTES = 8;

/**
 * Reads the journal's export format from a stream: `NAME=VALUE` lines, or `NAME`, a line end, the value's length and the value itself where
 * it is binary or has several lines; an empty line ends an entry.
 */
export class ExportReader {
  #rest: ByteString = '';
  /** Bytes of `#rest` that are needed to go on; 0: a line end. */
  #needed = 0;
  #entry: Record<string, ByteString> = {};
  #isEmpty = true;

  /** Takes bytes as they come; returns the entries that they complete. */
  push(chunk: ByteString): ExportedEntry[] {
    // Joining is put off until there is something to find: a rope costs nothing.
    this.#rest += chunk;
    const isShort = this.#needed > 0 ? this.#rest.length < this.#needed : !chunk.includes('\n');
    return isShort ? [] : this.#read();
  }

  #read(): ExportedEntry[] {
    const text = this.#rest;
    const entries: ExportedEntry[] = [];
    let at = 0;
    this.#needed = 0;
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      if (end === at) {
        if (!this.#isEmpty) entries.push(this.#take());
        at = end + 1;
        continue;
      }
      const equals = text.indexOf('=', at);
      if (equals > 0 && equals < end) {
        this.#set(text.slice(at, equals), text, equals + 1, end);
        at = end + 1;
      } else if (text[at] === '-') {
        // `-- No entries --`
        at = end + 1;
      } else {
        const from = end + 1 + LENGTH_BYTES;
        const to = text.length < from ? from : from + lengthAt(text, end + 1);
        if (to >= text.length) {
          this.#needed = to + 1 - at;
          break;
        }
        this.#set(text.slice(at, end), text, from, to);
        at = to + 1;
      }
    }
    this.#rest = text.slice(at);
    return entries;
  }

  #set(name: string, text: ByteString, from: number, to: number): void {
    this.#isEmpty = false;
    if (!(name in this.#entry)) this.#entry[name] = text.slice(from, to);
  }

  #take(): ExportedEntry {
    const entry = this.#entry;
    this.#entry = {};
    this.#isEmpty = true;
    return entry;
  }
}

const lengthAt = (text: ByteString, at: number): number => {
  let length = 0;
  for (let index = LENGTH_BYTES - 1; index >= 0; index--) length = length * 256 + text.charCodeAt(at + index);
  return length;
};
