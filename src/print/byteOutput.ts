import type { ByteString } from '../core/bytes.ts';

/** Bytes being put together: a buffer that grows, given away whole. */
export class ByteOutput {
  #bytes: Buffer = NONE;
  #at = 0;

  /** Makes room for so many bytes more. Returns the buffer, to be written to from `length` on; say with `advance` how far. */
  reserve(count: number): Buffer {
    const needed = this.#at + count;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  get length(): number {
    return this.#at;
  }

  /** What was written reaches up to `end`; with a lesser one, what comes behind it is dropped. */
  advance(end: number): void {
    this.#at = end;
  }

  byte(value: number): void {
    this.reserve(1)[this.#at++] = value;
  }

  copy(bytes: Uint8Array): void {
    const { length } = bytes;
    const out = this.reserve(length);
    // For so few, a call to the runtime costs more.
    let at = this.#at;
    for (let index = 0; index < length; index++) out[at++] = bytes[index]!;
    this.#at = at;
  }

  /** Writes a part of some bytes, and a line end. */
  line(bytes: Buffer, from: number, to: number): void {
    const out = this.reserve(to - from + 1);
    bytes.copy(out, this.#at, from, to);
    this.#at += to - from;
    out[this.#at++] = NEWLINE;
  }

  /** Writes a short text of ASCII characters. */
  ascii(text: string): void {
    const { length } = text;
    const out = this.reserve(length);
    let at = this.#at;
    for (let index = 0; index < length; index++) out[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  /** Writes a ByteString. */
  latin1(bytes: ByteString): void {
    const out = this.reserve(bytes.length);
    this.#at += out.write(bytes, this.#at, 'latin1');
  }

  text(text: string): void {
    const out = this.reserve(3 * text.length);
    this.#at += out.write(text, this.#at, 'utf8');
  }

  /** Writes a whole number that is not negative, with leading zeros if it has fewer digits. */
  number(value: number, digits = 1): void {
    let rest = value;
    let count = 1;
    for (let limit = 10; limit <= value; limit *= 10) count++;
    if (count < digits) count = digits;
    const out = this.reserve(count);
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const digit = rest % 10;
      out[at] = 0x30 + digit;
      rest = (rest - digit) / 10;
    }
    this.#at += count;
  }

  /** Returns what was written, which is the caller's from then on. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#at);
    this.#bytes = NONE;
    this.#at = 0;
    return bytes;
  }
}

const NEWLINE = 0x0a;
const NONE = Buffer.alloc(0);
