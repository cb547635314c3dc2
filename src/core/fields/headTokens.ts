import { isBlank, isDigit, isLetter, isUpper, isWord } from '../understand/compile/steps.ts';

/** Classifies the tokens of a head byte by byte: trying a dozen RegExps on each would be slow. */

const tableOf = (fits: (code: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(fits(code)));

const among = (characters: string): ((code: number) => boolean) => {
  const codes = new Set(Array.from(characters, character => character.charCodeAt(0)));
  return code => codes.has(code);
};

const DASH = 45;
const BAR = 124;
const COLON = 58;
const SLASH = 47;
const DOT = 46;

/** Tokens are separated by brackets and spaces. */
const ENDS_WORD = among(' \t[]()<>|');
const IS_NAME_MARK = among('.$-');
const IS_PART_MARK = among('$-');
const OPENS = among('[(-');

const IN_WORD = tableOf(code => !ENDS_WORD(code));
const IN_NAME = tableOf(code => isWord(code) || IS_NAME_MARK(code));
const IN_PART = tableOf(code => isWord(code) || IS_PART_MARK(code));
const LETTERS = tableOf(isLetter);
const CAPITALS = tableOf(isUpper);
const DIGITS = tableOf(isDigit);
/** What may follow the first name in a logger's line without a level so far. */
const AFTER_NAME = tableOf(code => isUpper(code) || OPENS(code));

const DELIMITS = tableOf(among('-:|'));

const runEnd = (table: Uint8Array, bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  while (at < end && table[bytes[at]!] === 1) at++;
  return at;
};

const blanksEnd = (bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  while (at < end && isBlank(bytes[at]!)) at++;
  return at;
};

/** Where the separator between two tokens ended, and whether it contained Spring's `---`. */
export const separator = { to: 0, isSpring: false };

/** Skips spaces, and `-`, `|`, `:` and `---` followed by a space. */
export const readSeparator = (bytes: Uint8Array, from: number, end: number): void => {
  let at = from;
  separator.isSpring = false;
  for (;;) {
    const code = at < end ? bytes[at]! : 0;
    const apart = at + 1 >= end || isBlank(bytes[at + 1]!);
    if (isBlank(code) || (apart && (code === DASH || code === BAR || code === COLON))) at++;
    else if (code === DASH && isThreeDashes(bytes, at, end)) {
      separator.isSpring = true;
      at += 3;
    } else break;
  }
  separator.to = at;
};

const isThreeDashes = (bytes: Uint8Array, at: number, end: number): boolean =>
  at + 3 < end && bytes[at + 1] === DASH && bytes[at + 2] === DASH && isBlank(bytes[at + 3]!);

/** Maps an opening bracket to its closing one; 0 for any other byte. */
const CLOSERS = new Uint8Array(256);
for (const pair of ['[]', '()', '<>']) CLOSERS[pair.charCodeAt(0)] = pair.charCodeAt(1);
const SQUARE = 91;

export const isOpener = (code: number): boolean => CLOSERS[code] !== 0;

/**
 * Returns where a bracketed token starting at `from` ends; -1 if there is none. Square brackets may be
 * nested.
 */
export const bracketEnd = (bytes: Uint8Array, from: number, end: number): number => {
  const open = bytes[from]!;
  const close = CLOSERS[open]!;
  if (close === 0 || from >= end) return -1;
  const deepest = open === SQUARE ? 2 : 1;
  let depth = 1;
  for (let at = from + 1; at < end; at++) {
    const code = bytes[at]!;
    if (code === close) {
      depth--;
      if (depth === 0) return at + 1;
    } else if (code === open) {
      if (depth === deepest) return -1;
      depth++;
    }
  }
  return -1;
};

export const wordEnd = (bytes: Uint8Array, from: number, end: number): number =>
  runEnd(IN_WORD, bytes, from, end);

const isRun = (table: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean =>
  runEnd(table, bytes, from, to) === to;

/** Maximum length of words for levels. */
const isLevelLong = (from: number, to: number): boolean => to - from >= 3 && to - from <= 9;

export const mayBeLevel = (bytes: Uint8Array, from: number, to: number): boolean =>
  isLevelLong(from, to) && isRun(LETTERS, bytes, from, to);

export const mayBeCapitalLevel = (bytes: Uint8Array, from: number, to: number): boolean =>
  isLevelLong(from, to) && isRun(CAPITALS, bytes, from, to);

/** Matches a number that a double represents exactly. */
export const isNumber = (bytes: Uint8Array, from: number, to: number): boolean =>
  to > from && to - from <= 15 && isRun(DIGITS, bytes, from, to);

/** Matches a name, with or without several parts. */
export const isName = (bytes: Uint8Array, from: number, to: number): boolean =>
  to > from && (isLetter(bytes[from]!) || bytes[from] === 95) && isRun(IN_NAME, bytes, from, to);

/** Matches a name of several parts joined by `.`, `::` or `/`. */
export const isQualified = (bytes: Uint8Array, from: number, to: number): boolean => {
  const first = bytes[from]!;
  if (from >= to || !(isLetter(first) || first === 95 || first === 36)) return false;
  let at = runEnd(IN_PART, bytes, from, to);
  if (at === to) return false;
  while (at < to) {
    const code = bytes[at]!;
    if (code === DOT || code === SLASH) at++;
    else if (code === COLON && at + 1 < to && bytes[at + 1] === COLON) at += 2;
    else return false;
    const part = runEnd(IN_PART, bytes, at, to);
    if (part === at) return false;
    at = part;
  }
  return true;
};

/** Returns true if a byte occurs between two places. */
export const holds = (bytes: Uint8Array, from: number, to: number, code: number): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] === code) return true;
  return false;
};

/** The longest text that the functions below recognise after spaces. */
const MAX_MARK = 3;

/** Returns how far the functions below have to look: to the first byte after spaces, or further if that is a dash, a colon or a bar. */
export const lookedTo = (bytes: Uint8Array, from: number, end: number): number => {
  const at = blanksEnd(bytes, from, end);
  return at < end ? at + (DELIMITS[bytes[at]!] === 1 ? MAX_MARK : 1) : end;
};

/** Returns true if spaces and then `---` or a bracket follow. */
export const leadsOn = (bytes: Uint8Array, from: number, end: number): boolean => {
  const at = blanksEnd(bytes, from, end);
  if (at === from || at >= end) return false;
  if (bytes[at] === SQUARE) return true;
  return at + 2 < end && bytes[at] === DASH && bytes[at + 1] === DASH && bytes[at + 2] === DASH;
};

/** Returns true if a dash between spaces follows. */
export const dashFollows = (bytes: Uint8Array, from: number, end: number): boolean => {
  const at = blanksEnd(bytes, from, end);
  return at > from && at + 1 < end && bytes[at] === DASH && isBlank(bytes[at + 1]!);
};

/** Returns true if only spaces follow, or spaces and then a dash, a colon or a bar and a space. */
export const endsName = (bytes: Uint8Array, from: number, end: number): boolean => {
  const at = blanksEnd(bytes, from, end);
  if (at >= end) return true;
  return DELIMITS[bytes[at]!] === 1 && at + 1 < end && isBlank(bytes[at + 1]!);
};

/** Returns true if spaces and then the possible start of a level or a thread follow. */
export const levelMayFollow = (bytes: Uint8Array, from: number, end: number): boolean => {
  const at = blanksEnd(bytes, from, end);
  return at > from && at < end && AFTER_NAME[bytes[at]!] === 1;
};
