import type { ByteString } from '../bytes.ts';

/** An entry as `journalctl -o export` prints it: its fields by name; if one is repeated, its first value. */
export type ExportedEntry = Readonly<Record<string, ByteString>>;

/** The length of a binary field takes this many bytes, little-endian. */
const LENGTH_BYTES = 8;

/** No field of a journal is longer. */
const MAX_LENGTH = 1 << 30;

const NAME = /^[A-Z_][A-Z0-9_]*$/;

/** The start of each entry. */
const FIRST = '__CURSOR';

/**
 * Reads the journal's export format from a stream: `NAME=VALUE` lines or, for binary and multi-line values,
 * `NAME`, a line end, the value's length and the value itself; an empty line ends an entry. If a file is
 * removed while it is read, `journalctl` prints NULs in the middle of an entry; such an entry is skipped and
 * counted.
 */
export class ExportReader {
  #rest: ByteString = '';
  /** Bytes of `#rest` needed to continue; 0: a newline. */
  #needed = 0;
  #entry: Record<string, ByteString> = {};
  #isEmpty = true;
  #isDamaged = false;
  #damaged = 0;

  /** Takes bytes as they arrive; returns the entries that they complete. */
  push(chunk: ByteString): ExportedEntry[] {
    // Flattening is deferred until there is something to find: ropes are cheap.
    this.#rest += chunk;
    const isShort = this.#needed > 0 ? this.#rest.length < this.#needed : !chunk.includes('\n');
    return isShort ? [] : this.#read();
  }

  #read(): ExportedEntry[] {
    const text = this.#rest;
    const entries: ExportedEntry[] = [];
    const hasNul = text.includes('\0');
    let at = 0;
    this.#needed = 0;
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      if (end === at) {
        this.#end(entries);
        at = end + 1;
        continue;
      }
      const equals = text.indexOf('=', at);
      if (equals > 0 && equals < end) {
        const name = text.slice(at, equals);
        if (name === FIRST && !this.#isEmpty) {
          this.#isDamaged = true;
          this.#end(entries);
        }
        this.#set(name, text, equals + 1, end);
        // For a value that may contain NULs, the length is given.
        this.#isDamaged ||= hasNul && text.slice(at, end).includes('\0');
        at = end + 1;
      } else if (text[at] === '-') {
        // `-- No entries --`
        at = end + 1;
      } else if (!NAME.test(text.slice(at, end))) {
        this.#isEmpty = false;
        this.#isDamaged = true;
        at = end + 1;
      } else {
        const from = end + 1 + LENGTH_BYTES;
        const length = text.length < from ? 0 : lengthAt(text, end + 1);
        if (length > MAX_LENGTH) {
          this.#isDamaged = true;
          at = end + 1;
          continue;
        }
        const to = from + length;
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

  #end(entries: ExportedEntry[]): void {
    if (this.#isEmpty) return;
    if (this.#isDamaged) this.#damaged++;
    else entries.push(this.#entry);
    this.#entry = {};
    this.#isEmpty = true;
    this.#isDamaged = false;
  }

  /** Returns the number of damaged entries since the last call. */
  takeDamaged(): number {
    const damaged = this.#damaged;
    this.#damaged = 0;
    return damaged;
  }
}

const lengthAt = (text: ByteString, at: number): number => {
  let length = 0;
  for (let index = LENGTH_BYTES - 1; index >= 0; index--) length = length * 256 + text.charCodeAt(at + index);
  return length;
};
