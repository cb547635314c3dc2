import type { ByteString } from '../../bytes.ts';
import { isBlank, isDigit, isLetter, isLower, isUpper, isWord } from '../compile/steps.ts';

const COLON = 58;
const EQUALS = 61;

/** No token of a head is longer. */
const MAX_NAME = 400;

/** Names of threads and program parts that are plain words. */
const PLAIN_NAMES = new Set(
  'main root app web api worker server master scheduler system agent daemon core http default local async'.split(
    ' ',
  ),
);

/** By length: 1 if one of those has it. */
const PLAIN_SHAPES = new Uint8Array(MAX_NAME + 1);
for (const name of PLAIN_NAMES) PLAIN_SHAPES[name.length] = 1;

/** The characters in a token. */
export interface Token {
  to: number;
  /** Where its leading letters end. */
  lettersTo: number;
  /** Position of its first `=`; -1: none. */
  equals: number;
  /** The kinds of all its bytes. */
  kinds: number;
  /** True if a capital follows a lower-case letter. */
  isCamel: boolean;
  /** True if a word that no name is stands before it, in a column of its own. */
  isPastColumn: boolean;
}

const LOWER = 1;
const UPPER = 2;
const MARK = 4;
const IS_EQUALS = 8;
/** The bit of a colon in `kinds`. */
export const IS_COLON = 16;
/** An apostrophe or non-ASCII character, which names do not contain. */
const PROSE = 32;
const END = 64;

/** The kind of each byte. A token ends at a space, a bracket or a bar. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  if (isLower(code)) return LOWER;
  if (isUpper(code)) return UPPER;
  if (code === EQUALS) return MARK | IS_EQUALS;
  if (code === COLON) return MARK | IS_COLON;
  if (code === 39 || code >= 128) return PROSE;
  return ' \t\r|['.includes(String.fromCharCode(code)) ? END : MARK;
});

/** Reads the token at a position. */
export const readToken = (bytes: Uint8Array, from: number, end: number, token: Token): void => {
  let at = from;
  let kinds = 0;
  let last = 0;
  let equals = -1;
  let lettersTo = -1;
  let isCamel = false;
  for (; at < end; at++) {
    const kind = KINDS[bytes[at]!]!;
    if (kind <= UPPER) {
      if (kind > last && last === LOWER) isCamel = true;
      kinds |= kind;
      last = kind;
      continue;
    }
    if (kind === END) break;
    if (lettersTo < 0) lettersTo = at;
    if (kind & IS_EQUALS && equals < 0) equals = at;
    if (kind & IS_COLON && bytes[at + 1] === COLON) break;
    kinds |= kind;
    last = 0;
  }
  token.to = at;
  token.lettersTo = lettersTo < 0 ? at : lettersTo;
  token.equals = equals;
  token.kinds = kinds;
  token.isCamel = isCamel;
};

/** Returns true if a process's number in brackets follows a program's name. */
export const isTagged = (bytes: Uint8Array, to: number): boolean =>
  bytes[to] === 91 && isDigit(bytes[to + 1]!);

/** Returns true if a column ends here: words in sentences are one blank apart. */
export const isColumn = (bytes: Uint8Array, to: number, end: number): boolean =>
  to + 2 < end && isBlank(bytes[to]!) && isBlank(bytes[to + 1]!) && isWord(bytes[to - 1]!);

/** Returns true if a token is a name, number or similar that does not start a sentence. */
export const isName = (
  text: ByteString,
  from: number,
  { to, kinds, isCamel }: Token,
  first: number,
): boolean => {
  if (!isLetter(first)) return isDigit(first) || first === 47 || first === 36 || first === 64 || first === 35;
  if ((kinds & PROSE) !== 0) return false;
  const last = text.charCodeAt(to - 1);
  // The tag of a program or logger.
  if (last === COLON) return true;
  // A trailing comma or full stop belongs to a sentence.
  if (last === 44 || last === 46 || last === 33 || last === 63) return false;
  if ((kinds & MARK) !== 0) return true;
  return isCamel || (PLAIN_SHAPES[to - from] === 1 && PLAIN_NAMES.has(text.slice(from, to)));
};
