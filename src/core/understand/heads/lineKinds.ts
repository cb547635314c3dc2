import type { ByteString } from '../../bytes.ts';
import { isBlank, isDigit, isUpper } from '../compile/steps.ts';
import { bytesOf } from '../compile/textBytes.ts';
import { tableOf } from '../compile/timeCode.ts';
import { beginsLikeTime } from '../compile/timePieces.ts';
import { markBehindKey } from '../structured/keyMark.ts';

const BRACKET = 91;
const BRACE = 123;

/**
 * Maximum length of a head in bytes. Heads are matched word by word, and a line of megabytes without a space
 * is one word, which every layout would scan.
 */
const MAX_HEAD_BYTES = 64 * 1024;

/** Returns the end of the text that may belong to a line's head. */
export const headEnd = (from: number, end: number): number => Math.min(end, from + MAX_HEAD_BYTES);

/** By byte: 1 for digits, 2 for capitals and an opening bracket. */
const ROW_BYTES = Uint8Array.from({ length: 256 }, (_, code) =>
  isDigit(code) ? 1 : isUpper(code) || code === BRACKET ? 2 : 0,
);

/** Returns true if only rows of the table may match a line: it is neither JSON nor fields, and nothing in it is skipped. */
export const isRowsLine = (bytes: Uint8Array, from: number, end: number): boolean => {
  if (from >= end) return false;
  const first = bytes[from]!;
  const kind = ROW_BYTES[first];
  if (kind !== 2) return kind === 1;
  return first === BRACKET ? bytes[from + 1] !== BRACE : markBehindKey(bytes, from, headEnd(from, end)) === 0;
};

/** By byte: 1 for those that open brackets or quotes. */
export const IS_BRACKET = tableOf('[(<"');

/** Characters that may be between a line's first word and a date, or replace that word. */
const IS_MARK = tableOf("-#|*~=>+:{'.");
const MAX_FIRST_WORD = 64;

/**
 * Returns true if a date with its year or its month's name follows a line's first word or marks (`app: 2026-…`,
 * `### 2026-…`, `web-1 Nov 20 …`).
 */
export const isDateNext = (text: ByteString, from: number, end: number): boolean => {
  const { bytes } = bytesOf(text);
  const last = Math.min(end, from + MAX_FIRST_WORD);
  let at = from;
  if (IS_MARK[bytes[at]!] === 1) while (at < last && IS_MARK[bytes[at]!] === 1) at++;
  else while (at < last && bytes[at]! > 32) at++;
  while (at < last && isBlank(bytes[at]!)) at++;
  if (at > from && isUpper(bytes[at]!) && isBlank(bytes[at + 3]!) && beginsLikeTime(text, at)) return true;
  const mark = bytes[at + 4];
  if (at === from || at + 10 > end || (mark !== 45 && mark !== 47 && mark !== 46)) return false;
  return bytes[at]! < 51 && isDigit(bytes[at]!) && isDigit(bytes[at + 3]!) && isDigit(bytes[at + 5]!);
};

/** Returns where the word at a place ends. */
export const wordEnd = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && text.charCodeAt(at) > 32) at++;
  return at;
};

/** Returns the number of characters that close the brackets around a time or a level. */
export const closers = (text: ByteString, from: number): number => {
  let at = Math.max(from, 0);
  while (CLOSERS.has(text.charCodeAt(at))) at++;
  return at - Math.max(from, 0);
};
const CLOSERS = new Set([...'])}>"'].map(char => char.charCodeAt(0)));
