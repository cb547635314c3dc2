import type { ByteOutput } from '../byteOutput.ts';
import { KeyList } from './keyList.ts';

const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** `,"a":""` for `a=`. */
const MAX_GROWTH = 4;

const tableOf = (characters: RegExp): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(characters.test(String.fromCharCode(code))));
const FIRST = tableOf(/[A-Za-z_@]/);
const IN_KEY = tableOf(/[\w.@/-]/);
/** What JSON writes unchanged. */
const PLAIN = tableOf(/[ !#-[\]-~]/);
const ESCAPED = tableOf(/["\\bfnrt]/);

const keys = new KeyList();

/**
 * Writes the pairs of a line in logfmt as a JSON object, as `JSON.stringify` would write what `parseLogfmt` returns. Returns false
 * without having written anything if that takes more than copying them.
 */
export const writeLogfmt = (bytes: Uint8Array, from: number, to: number, out: ByteOutput): boolean => {
  if (FIRST[bytes[from]!] === 0) return false;
  const target = out.reserve(MAX_GROWTH * (to - from) + 2);
  let end = out.length;
  let seen = 0;
  let before = OPEN;
  keys.size = 0;
  for (let at = from; ; before = COMMA) {
    while (at < to && bytes[at] === BLANK) at++;
    if (at >= to) break;
    const key = at;
    target[end++] = before;
    target[end++] = QUOTE;
    while (at < to && IN_KEY[bytes[at]!] === 1) target[end++] = bytes[at++]!;
    if (at === key || at >= to || bytes[at] !== EQUALS) return false;
    seen = keys.add(bytes, key, at, 0, seen);
    if (seen < 0) return false;
    target[end++] = QUOTE;
    target[end++] = COLON;
    target[end++] = QUOTE;
    at++;
    if (at < to && bytes[at] === QUOTE) {
      let place = at + 1;
      at = textEnd(bytes, place, to);
      if (at < 0) return false;
      while (place < at - 1) target[end++] = bytes[place++]!;
    } else {
      for (; at < to && bytes[at] !== BLANK; at++) {
        if (PLAIN[bytes[at]!] === 0) return false;
        target[end++] = bytes[at]!;
      }
    }
    target[end++] = QUOTE;
  }
  target[end++] = CLOSE;
  out.advance(end);
  return true;
};

/** Returns where a text ends that starts behind a quote, with its last quote; -1: JSON would write it differently. */
const textEnd = (bytes: Uint8Array, from: number, to: number): number => {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) {
      if (++at >= to || ESCAPED[bytes[at]!] === 0) return -1;
    } else if (PLAIN[byte] === 0) return -1;
  }
  return -1;
};
