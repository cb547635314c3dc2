import type { ByteString } from '../core/bytes.ts';

/**
 * Bytes being put together: a buffer that grows, given away whole. What is given back is used again: buffers that are left to the
 * collector stay until it is requested other reasons.
 */
export class ByteOutput {
  #spare: Buffer | null = null;
  #bytes: Buffer = NONE;
  #view = viewOf(NONE);
  #at = 0;

  /** Makes room for this many bytes more. Returns the buffer, to be written to from `length` on; say with `advance` how far. */
  reserve(count: number): Buffer {
    const needed = this.#at + count;
    if (needed > this.#bytes.length) {
      const spare = this.#spare;
      const larger =
        spare !== null && spare.length >= needed
          ? spare
          : Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
      if (larger === spare) this.#spare = null;
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    return this.#bytes;
  }

  /** The same buffer, for several bytes at a time: until more room is made. */
  get view(): DataView {
    return this.#view;
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
    let at = this.#at;
    if (length > SHORT) out.set(bytes, at);
    // For so few, a call to the runtime costs more.
    else for (let index = 0; index < length; index++) out[at++] = bytes[index]!;
    this.#at += length;
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

  /** Writes a text as it stands if JSON has it so: ASCII with nothing to escape. Else writes a part of it and returns false. */
  plain(text: ByteString): boolean {
    const { length } = text;
    const out = this.reserve(length);
    let at = this.#at;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code >= 0x80 || code === 0x22 || code === 0x5c) return false;
      out[at++] = code;
    }
    this.#at = at;
    return true;
  }

  /** A copy of what was written from a place on. */
  since(start: number): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#at));
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

  /** The buffer that holds what was written, to be given back when that has left. */
  get whole(): Buffer {
    return this.#bytes;
  }

  giveBack(whole: Buffer): void {
    if (whole.length <= MAX_SPARE && whole.length > (this.#spare?.length ?? 0)) this.#spare = whole;
  }

  /** Returns what was written, which is the caller's from then on. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#at);
    this.#bytes = NONE;
    this.#view = viewOf(NONE);
    this.#at = 0;
    return bytes;
  }
}

const NEWLINE = 0x0a;
const SHORT = 32;
/** Larger buffers are not kept. */
const MAX_SPARE = 4 * 1024 * 1024;
const NONE = Buffer.alloc(0);

/** Bytes as numbers of several bytes. */
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
