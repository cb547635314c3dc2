import { isUtf8 } from 'node:buffer';
import { type ByteOutput, constantOf, viewOf } from '../byteOutput.ts';

/** The JSON escape of each byte: 0 for none; `u` for `\u00…`; otherwise the character after the backslash. */
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

/** Space is reserved for this many bytes at a time: each may become six. */
const PIECE = 1 << 16;

/**
 * Writes `"text":"…"`: the bytes from `from` to `to` as JSON. Bytes that are not UTF-8 become U+FFFD, and
 * `,"bytes":"…"` follows with the exact bytes in base64. Returns where the output of the bytes from `restAt` on starts, which
 * ends before the closing quote; -1 if they would be written differently by themselves.
 */
export const writeTextJson = (
  bytes: Uint8Array,
  from: number,
  to: number,
  out: ByteOutput,
  restAt = to,
): number => {
  const start = out.length;
  out.constant(TEXT);
  const bits = writeEscaped(bytes, from, restAt, out);
  const rest = out.length;
  const all = restAt < to ? bits | writeEscaped(bytes, restAt, to, out) : bits;
  if (all === 0 || isUtf8(bytes.subarray(from, to))) {
    out.byte(QUOTE);
    const isInside = restAt < to && (bytes[restAt]! & CONTINUES_MASK) === CONTINUES;
    return isInside ? -1 : rest;
  }
  out.advance(start);
  const exact = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  out.text(`"text":${JSON.stringify(exact.toString('utf8'))},"bytes":"${exact.toString('base64')}"`);
  return -1;
};

const TEXT = constantOf('"text":"');
const QUOTE = 0x22;
/** Further bytes of a character in UTF-8. */
const CONTINUES_MASK = 0xc0;
const CONTINUES = 0x80;

/** The last bytes that were read, and a view of them as four-byte numbers: many records share one buffer. */
let viewed: Uint8Array = new Uint8Array();
let view = viewOf(viewed);

/** Writes bytes as the content of a JSON string. Returns 0 if all are ASCII. */
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
      // Processes four bytes at a time, as long as none of them needs an escape.
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
 * Returns true if one of four bytes is a control character, a quote or a backslash: a subtraction sets the high bit of
 * any byte that is too small (Anderson, "Bit Twiddling Hacks": "Determine if a word has a byte less than n").
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

/** Writes two hexadecimal digits; returns the position of the last. */
const writeHex = (byte: number, target: Buffer, at: number): number => {
  target[at + 1] = ZERO;
  target[at + 2] = ZERO;
  target[at + 3] = HEX[byte >> 4]!;
  target[at + 4] = HEX[byte & 15]!;
  return at + 4;
};
