import { isUtf8 } from 'node:buffer';
import { type ByteOutput, viewOf } from './byteOutput.ts';

/** What JSON writes for each byte: 0, the byte itself; `u`, a `\u00…`; else a backslash and this. */
const ESCAPES = new Uint8Array(256);
const UNICODE = 0x75;
ESCAPES.fill(UNICODE, 0, 0x20);
for (const [char, letter] of [
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['"', '"'],
  ['\\', '\\'],
] as const) {
  ESCAPES[char.charCodeAt(0)] = letter.charCodeAt(0);
}

const BACKSLASH = 0x5c;
const ZERO = 0x30;
const HEX = Buffer.from('0123456789abcdef');

/** Room is made for this many bytes at a time: each may become six. */
const PIECE = 1 << 16;

/**
 * Writes `"text":"…"`: the bytes from `from` to `to` as JSON. Where they are not UTF-8 the text has U+FFFD, and `,"bytes":"…"`
 * follows with the exact ones in base64.
 */
export const writeTextJson = (bytes: Uint8Array, from: number, to: number, out: ByteOutput): void => {
  const start = out.length;
  out.copy(TEXT);
  if (writeEscaped(bytes, from, to, out) === 0 || isUtf8(bytes.subarray(from, to))) {
    out.copy(QUOTE);
    return;
  }
  out.advance(start);
  const exact = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  out.text(`"text":${JSON.stringify(exact.toString('utf8'))},"bytes":"${exact.toString('base64')}"`);
};

const TEXT = Buffer.from('"text":"');
const QUOTE = Buffer.from('"');

/** The bytes that were read last, and the same as numbers of four bytes: the texts of many records stand in the same. */
let viewed: Uint8Array = new Uint8Array();
let view = viewOf(viewed);

/** Writes bytes as JSON has them within quotes. Returns 0 where all are ASCII. */
export const writeEscaped = (bytes: Uint8Array, from: number, to: number, out: ByteOutput): number => {
  if (bytes !== viewed) {
    viewed = bytes;
    view = viewOf(bytes);
  }
  const source = view;
  let bits = 0;
  for (let piece = from; piece < to; piece += PIECE) {
    const end = Math.min(to, piece + PIECE);
    const target = out.reserve(6 * (end - piece));
    const { view: words } = out;
    let at = out.length;
    let index = piece;
    for (;;) {
      // Four bytes at a time, as long as none of them is to be escaped.
      while (index + 4 <= end) {
        const word = source.getInt32(index, true);
        if (holdsEscaped(word)) break;
        words.setInt32(at, word, true);
        bits |= word;
        at += 4;
        index += 4;
      }
      if (index >= end) break;
      const stop = Math.min(end, index + 4);
      for (; index < stop; index++) {
        const byte = bytes[index]!;
        const letter = ESCAPES[byte]!;
        bits |= byte;
        if (letter === 0) target[at++] = byte;
        else {
          target[at++] = BACKSLASH;
          target[at] = letter;
          if (letter === UNICODE) at = writeHex(byte, target, at);
          at++;
        }
      }
    }
    out.advance(at);
  }
  return (bits & HIGH_BITS) === 0 ? 0 : 0x80;
};

const HIGH_BITS = 0x80808080 | 0;

/**
 * Whether one of four bytes is a control character, a quote or a backslash: subtracting from a byte that is less sets its high bit
 * (Anderson, "Bit Twiddling Hacks": "Determine if a word has a byte less than n").
 */
const holdsEscaped = (word: number): boolean => {
  const quote = word ^ 0x22222222;
  const slash = word ^ 0x5c5c5c5c;
  return (
    ((((word - 0x20202020) & ~word) | ((quote - 0x01010101) & ~quote) | ((slash - 0x01010101) & ~slash)) &
      HIGH_BITS) !==
    0
  );
};

/** Returns where the last digit is. */
const writeHex = (byte: number, target: Buffer, at: number): number => {
  target[at + 1] = ZERO;
  target[at + 2] = ZERO;
  target[at + 3] = HEX[byte >> 4]!;
  target[at + 4] = HEX[byte & 15]!;
  return at + 4;
};
