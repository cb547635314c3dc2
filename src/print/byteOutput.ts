import type { ByteString } from '../core/bytes.ts';

/** Buffers that are lent. */
export interface Spares {
  /** Returns a buffer with room for a number of bytes; undefined: there is none. */
  take(bytes: number): Buffer | undefined;
  /** Takes a buffer back; returns false if it is none of these. */
  giveBack(buffer: Buffer): boolean;
}

/**
 * A growing byte buffer that is handed over whole. Returned buffers are reused, because unused ones would remain
 * allocated until the next garbage collection.
 */
export class ByteOutput {
  readonly #spares: Buffer[] = [];
  readonly #lent: Spares | null;
  #bytes: Buffer = NONE;
  #view = viewOf(NONE);
  #at = 0;

  /** `lent`: buffers to be used as long as there are any. */
  constructor(lent: Spares | null = null) {
    this.#lent = lent;
  }

  /**
   * Reserves this many more bytes. Returns the buffer, to be written to from `length` on; call `advance` afterwards.
   */
  reserve(count: number): Buffer {
    const needed = this.#at + count;
    if (needed > this.#bytes.length) {
      const larger = this.#lent?.take(needed) ?? this.#spare(needed);
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#lent?.giveBack(this.#bytes);
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    return this.#bytes;
  }

  #spare(needed: number): Buffer {
    const spare = this.#spares.pop();
    return spare !== undefined && spare.length >= needed
      ? spare
      : Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
  }

  /** The same buffer, for writing several bytes at a time; valid until the next reservation. */
  get view(): DataView {
    return this.#view;
  }

  get length(): number {
    return this.#at;
  }

  /** Sets the end of the written bytes; a smaller `end` drops the rest. */
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
    // For so few bytes, a native call costs more.
    else for (let index = 0; index < length; index++) out[at++] = bytes[index]!;
    this.#at += length;
  }

  /** Writes a constant, four bytes at a time. */
  constant({ words, length }: Constant): void {
    this.reserve(words.byteLength);
    const view = this.#view;
    const at = this.#at;
    for (let index = 0; index < length; index += 4)
      view.setInt32(at + index, words.getInt32(index, true), true);
    this.#at = at + length;
  }

  /** Writes again what was written between two positions. */
  repeat(from: number, to: number): void {
    this.reserve(to - from).copyWithin(this.#at, from, to);
    this.#at += to - from;
  }

  /** Writes some of the bytes. */
  range(bytes: Buffer, from: number, to: number): void {
    bytes.copy(this.reserve(to - from), this.#at, from, to);
    this.#at += to - from;
  }

  /** Writes some of the bytes, and a line end. */
  line(bytes: Buffer, from: number, to: number): void {
    const out = this.reserve(to - from + 1);
    bytes.copy(out, this.#at, from, to);
    this.#at += to - from;
    out[this.#at++] = NEWLINE;
  }

  /** Writes a short ASCII text. */
  ascii(text: string): void {
    const { length } = text;
    const out = this.reserve(length);
    let at = this.#at;
    for (let index = 0; index < length; index++) out[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  /**
   * Writes a text unchanged if JSON needs no escapes for it and it is ASCII. Otherwise writes part of it and returns
   * false.
   */
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

  /** Returns a copy of the bytes written from a position on. */
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

  /** Writes a non-negative integer, padded with zeros to `digits`. */
  number(value: number, digits = 1): void {
    // Small numbers are divided several times as fast.
    if (value <= MAX_INT) this.#int(value | 0, digits);
    else this.ascii(value.toString().padStart(digits, '0'));
  }

  #int(value: number, digits: number): void {
    let count = 1;
    for (let limit = 10; limit <= value; limit *= 10) count++;
    if (count < digits) count = digits;
    const out = this.reserve(count);
    let rest = value;
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const tens = (rest / 10) | 0;
      out[at] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    this.#at += count;
  }

  /** The buffer with the written bytes, to be returned for reuse once they have been output. */
  get whole(): Buffer {
    return this.#bytes;
  }

  giveBack(whole: Buffer): void {
    if (this.#lent?.giveBack(whole)) return;
    if (whole.length <= MAX_SPARE && this.#spares.length < MAX_SPARES) this.#spares.push(whole);
  }

  /** Returns the written bytes, which then belong to the caller. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#at);
    this.#bytes = NONE;
    this.#view = viewOf(NONE);
    this.#at = 0;
    return bytes;
  }
}

/** Bytes that are written often, followed by as many as complete the last four. */
export interface Constant {
  readonly words: DataView;
  readonly length: number;
}

export const constantOf = (text: string): Constant => {
  const bytes = Buffer.from(text);
  const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  words.set(bytes);
  return { words: viewOf(words), length: bytes.length };
};

const MAX_INT = 2 ** 31 - 1;
const NEWLINE = 0x0a;
const SHORT = 32;
/** Larger buffers, and more of them, are not kept for reuse. */
const MAX_SPARE = 1024 * 1024;
const MAX_SPARES = 8;
const NONE = Buffer.alloc(0);

/** Returns a view for reading and writing several bytes at a time. */
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
