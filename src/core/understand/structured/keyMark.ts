import { isLetter, isWord } from '../compile/steps.ts';

const EQUALS = 61;
const COLON = 58;
const UNDERSCORE = 95;
const AT = 64;

/** By byte: 1 if it may start a logfmt key, 2 if it may only follow. */
const KEY_BYTES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isLetter(code) || code === UNDERSCORE || code === AT) return 1;
  return isWord(code) || code === 46 || code === 45 ? 2 : 0;
});

/**
 * Returns the mark after a key at the start of a text, `=` or `:`; 0: none. Stops there, so that other lines cost next
 * to nothing.
 */
export const markBehindKey = (bytes: Uint8Array, from: number, end: number): number => {
  if (KEY_BYTES[bytes[from]!] !== 1) return 0;
  let at = from + 1;
  while (at < end && KEY_BYTES[bytes[at]!]! > 0) at++;
  const mark = at < end ? bytes[at]! : 0;
  return mark === EQUALS || mark === COLON ? mark : 0;
};
