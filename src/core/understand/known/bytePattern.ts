import { isDigit } from '../compile/steps.ts';

/** Bytes of which each digit stands for any digit, as numbers that compare four at a time. */
export interface BytePattern {
  /** For every four bytes: what they are, which of their bits count, and two numbers that test their digits. */
  readonly words: Int32Array;
  readonly length: number;
}

const PER_WORD = 4;

/**
 * Returns the pattern of some bytes, in which digits between two places stand for any digit; by default all. Digits differ only in their lower four bits, and adding six to more than 9 reaches
 * 16.
 */
export const patternOf = (
  bytes: Uint8Array,
  from: number,
  to: number,
  digitsFrom = from,
  digitsTo = to,
): BytePattern => {
  const length = to - from;
  const words = new Int32Array(Math.ceil(length / 4) * PER_WORD);
  for (let place = 0; place < length; place++) {
    const byte = bytes[from + place]!;
    const digit = isDigit(byte) && from + place >= digitsFrom && from + place < digitsTo;
    const word = (place >> 2) * PER_WORD;
    const shift = (place & 3) * 8;
    words[word]! |= (digit ? 48 : byte) << shift;
    words[word + 1]! |= (digit ? 0xf0 : 0xff) << shift;
    words[word + 2]! |= (digit ? 6 : 0) << shift;
    words[word + 3]! |= (digit ? 0x10 : 0) << shift;
  }
  return { words, length };
};

/** Returns what a pattern says about one byte: its value, or that any digit may be there, in which case it is that of `0`. */
export const elementOf = (
  { words }: BytePattern,
  place: number,
): { readonly byte: number; readonly isDigit: boolean } => {
  const word = (place >> 2) * PER_WORD;
  const shift = (place & 3) * 8;
  return {
    byte: (words[word]! >> shift) & 0xff,
    isDigit: ((words[word + 3]! >> shift) & 0x10) !== 0,
  };
};

/**
 * Returns true if the bytes at `from` match; the caller checks that there are enough. `first`: the number of bytes, a multiple
 * of four, that are already known to match.
 */
export const matchesAt = ({ words }: BytePattern, view: DataView, from: number, first = 0): boolean => {
  let at = from + first;
  for (let word = first; word < words.length; word += PER_WORD, at += 4) {
    const difference = view.getInt32(at, true) ^ words[word]!;
    if ((difference & words[word + 1]!) !== 0) return false;
    if (((difference + words[word + 2]!) & words[word + 3]!) !== 0) return false;
  }
  return true;
};
