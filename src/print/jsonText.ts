import { isUtf8 } from 'node:buffer';
import type { ByteOutput } from './byteOutput.ts';

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

/** Room is made for so many bytes at a time: each may become six. */
const PIECE = 1 << 16;

/**
 * Writes `"text":"…"`: the bytes from `from` to `to` as JSON. Where they are not UTF-8 the text has U+FFFD, and `,"bytes":"…"`
 * follows with the exact ones in base64.
 */
export const writeTextJson = (bytes: Uint8Array, from: number, to: number, out: ByteOutput): void => {
  const start = out.length;
  out.copy(TEXT);
  if (writeEscaped(bytes, from, to, out) < 0x80 || isUtf8(bytes.subarray(from, to))) {
    out.copy(QUOTE);
    return;
  }
  out.advance(start);
  const exact = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  out.text(`"text":${JSON.stringify(exact.toString('utf8'))},"bytes":"${exact.toString('base64')}"`);
};

const TEXT = Buffer.from('"text":"');
const QUOTE = Buffer.from('"');

/** Returns the bytes' bits put together: at least 0x80 where one is not ASCII. */
const writeEscaped = (bytes: Uint8Array, from: number, to: number, out: ByteOutput): number => {
  let bits = 0;
  for (let piece = from; piece < to; piece += PIECE) {
    const end = Math.min(to, piece + PIECE);
    const target = out.reserve(6 * (end - piece));
    let at = out.length;
    for (let index = piece; index < end; index++) {
      const byte = bytes[index]!;
      const letter = ESCAPES[byte]!;
      bits |= byte;
      // Written before it is looked at: twice as fast as either branch writing its own.
      target[at] = byte;
      if (letter !== 0) {
        target[at] = BACKSLASH;
        target[++at] = letter;
        if (letter === UNICODE) at = writeHex(byte, target, at);
      }
      at++;
    }
    out.advance(at);
  }
  return bits;
};

/** Returns where the last digit is. */
const writeHex = (byte: number, target: Buffer, at: number): number => {
  target[at + 1] = ZERO;
  target[at + 2] = ZERO;
  target[at + 3] = HEX[byte >> 4]!;
  target[at + 4] = HEX[byte & 15]!;
  return at + 4;
};
