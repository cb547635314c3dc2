import { KeyList } from './keyList.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const FIRST_PRINTABLE = 0x20;
const NO = -1;

/** More is left to a parser: longer or deeper objects, more digits than a double certainly represents. */
const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 16;
const MAX_DIGITS = 15;
/** `JSON.stringify` writes smaller numbers with an exponent. */
const MAX_LEADING_ZEROS = 5;

const codes = (text: string): readonly number[] => Array.from(text, character => character.charCodeAt(0));
const WORDS: readonly (readonly number[])[] = ['true', 'false', 'null'].map(codes);
/** By byte: 1 if it may follow a backslash. */
const ESCAPED = new Uint8Array(256);
for (const code of codes('"\\bfnrt')) ESCAPED[code] = 1;
const LOG = codes('log');

/** Reads JSON as long as it is exactly as `JSON.stringify` writes what `JSON.parse` reads. */
class CanonicalReader {
  bytes: Uint8Array = new Uint8Array();
  end = 0;
  readonly keys = new KeyList();
  /** True if the outermost object has a text as `log`. */
  hasLog = false;

  /** Each method takes where something starts, and returns where it ends; -1: it is anything else. */
  object(from: number, depth: number): number {
    const { bytes } = this;
    if (depth > MAX_DEPTH) return NO;
    let at = from + 1;
    if (bytes[at] === CLOSE) return at + 1;
    const firstKey = this.keys.size;
    let seen = 0;
    for (;;) {
      const key = at + 1;
      at = bytes[at] === QUOTE ? this.#text(key) : NO;
      if (at < 0 || bytes[at] !== COLON) return NO;
      const keyTo = at - 1;
      seen = this.keys.add(bytes, key, keyTo, firstKey, seen);
      if (seen < 0) return NO;
      if (depth === 0 && bytes[at + 1] === QUOTE && this.#isLog(key, keyTo)) this.hasLog = true;
      at = this.#value(at + 1, depth);
      if (at < 0) return NO;
      const next = bytes[at++];
      if (next === CLOSE) break;
      if (next !== COMMA) return NO;
    }
    this.keys.size = firstKey;
    return at;
  }

  #list(from: number, depth: number): number {
    const { bytes } = this;
    if (depth > MAX_DEPTH) return NO;
    let at = from + 1;
    if (bytes[at] === CLOSE_LIST) return at + 1;
    for (;;) {
      at = this.#value(at, depth);
      if (at < 0) return NO;
      const next = bytes[at++];
      if (next === CLOSE_LIST) return at;
      if (next !== COMMA) return NO;
    }
  }

  #value(at: number, depth: number): number {
    switch (this.bytes[at]) {
      case QUOTE:
        return this.#text(at + 1);
      case OPEN:
        return this.object(at, depth + 1);
      case OPEN_LIST:
        return this.#list(at, depth + 1);
      case WORDS[0]![0]:
        return this.#word(at, WORDS[0]!);
      case WORDS[1]![0]:
        return this.#word(at, WORDS[1]!);
      case WORDS[2]![0]:
        return this.#word(at, WORDS[2]!);
      default:
        return this.#number(at);
    }
  }

  /** Reads a text from the first character after its quote on. */
  #text(from: number): number {
    const { bytes, end } = this;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at + 1;
      if (byte < FIRST_PRINTABLE) return NO;
      if (byte === BACKSLASH && ESCAPED[bytes[++at]!] === 0) return NO;
    }
    return NO;
  }

  #word(from: number, word: readonly number[]): number {
    for (let index = 1; index < word.length; index++) if (this.bytes[from + index] !== word[index]) return NO;
    return from + word.length;
  }

  /** Doubles represent so few digits exactly, so the same are written again, unless they end in zeros after the point. */
  #number(from: number): number {
    const { bytes } = this;
    const whole = bytes[from] === MINUS ? from + 1 : from;
    const point = this.#digits(whole);
    if (point === whole || (bytes[whole] === ZERO && point > whole + 1)) return NO;
    const isZero = bytes[whole] === ZERO;
    // A zero loses its sign.
    if (bytes[point] !== DOT) return point - whole > MAX_DIGITS || (isZero && whole > from) ? NO : point;
    const end = this.#digits(point + 1);
    if (end === point + 1 || end - whole - 1 > MAX_DIGITS || bytes[end - 1] === ZERO) return NO;
    if (isZero) {
      let digit = point + 1;
      while (bytes[digit] === ZERO) digit++;
      if (digit - point - 1 > MAX_LEADING_ZEROS) return NO;
    }
    return end;
  }

  #digits(from: number): number {
    let at = from;
    while (this.bytes[at]! >= ZERO && this.bytes[at]! <= NINE) at++;
    return at;
  }

  #isLog(from: number, to: number): boolean {
    return to - from === LOG.length && LOG.every((code, index) => this.bytes[from + index] === code);
  }
}

const reader = new CanonicalReader();

/**
 * Returns where the JSON object at a place ends if `JSON.stringify` would write what it contains in the same way, as far as its bytes are
 * UTF-8, and nothing but blanks follows before `to`; -1: that is not certain. A container runtime's object, whose `log` is another program's line, is not one.
 */
export const canonicalEnd = (bytes: Uint8Array, from: number, to: number): number => {
  if (bytes[from] !== OPEN || to - from > MAX_BYTES) return NO;
  reader.bytes = bytes;
  reader.end = to;
  reader.keys.size = 0;
  reader.hasLog = false;
  const end = reader.object(from, 0);
  if (end < 0 || end > to || reader.hasLog) return NO;
  for (let at = end; at < to; at++) if (!BLANKS.has(bytes[at]!)) return NO;
  return end;
};

const BLANKS: ReadonlySet<number> = new Set(codes(' \t\r\n'));
