import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import { isDigit, isLower, isUpper, isWord } from './compile/steps.ts';
import { bytesOf } from './compile/textBytes.ts';
import { LEVEL_WORDS as WORDS } from './tables/levelWords.ts';

interface Word {
  readonly codes: readonly number[];
  readonly level: number;
  readonly bare: boolean;
}

/** By byte: 1 for letters, digits and the underscore. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, code) => Number(isWord(code)));

/** The maximum length of a level word. */
const MAX_WORD_LENGTH = 13;

/** The words by their length and first letter (a = 0). */
const BY_SHAPE: (Word[] | undefined)[] = new Array((MAX_WORD_LENGTH + 1) * 26);

for (const [level, use, words] of WORDS) {
  for (const word of words.split(' ')) {
    const shape = word.length * 26 + word.charCodeAt(0) - 97;
    BY_SHAPE[shape] ??= [];
    BY_SHAPE[shape].push({
      codes: [...word].map(letter => letter.charCodeAt(0)),
      level: LEVELS.indexOf(level),
      bare: use === 'bare',
    });
  }
}

const find = (bytes: Uint8Array, at: number, end: number): Word | undefined => {
  const letter = (bytes[at]! | 32) - 97;
  if (!(letter >= 0 && letter < 26)) return undefined;
  const last = Math.min(end, at + MAX_WORD_LENGTH + 1);
  let to = at + 1;
  while (to < last && IS_WORD[bytes[to]!] === 1) to++;
  const length = to - at;
  const words = length > MAX_WORD_LENGTH ? undefined : BY_SHAPE[length * 26 + letter];
  if (words === undefined) return undefined;
  search: for (let index = 0; index < words.length; index++) {
    const { codes } = words[index]!;
    for (let place = 1; place < length; place++) {
      // Digits already have the bit that makes letters lower case, so one comparison handles both.
      if ((bytes[at + place]! | 32) !== codes[place]) continue search;
    }
    return words[index];
  }
  return undefined;
};

/** Returns true if some level word has this length and starts with this letter, in either case. */
export const mayBeLevelWord = (first: number, length: number): boolean =>
  length <= MAX_WORD_LENGTH && BY_SHAPE[length * 26 + (first | 32) - 97] !== undefined;

/** A level word that was found: where it ends, and its severity (an index of LEVELS). */
export interface FoundLevel {
  to: number;
  level: number;
}

/** Finds a whole level word in any case at `at`. Stores it in `found`; returns whether there is one. */
export const findLevelWord = (text: ByteString, at: number, end: number, found: FoundLevel): boolean =>
  findLevelWordIn(bytesOf(text).bytes, at, end, found);

/** The same in a text's bytes. */
export const findLevelWordIn = (bytes: Uint8Array, at: number, end: number, found: FoundLevel): boolean => {
  const word = find(bytes, at, end);
  if (word === undefined) return false;
  found.to = at + word.codes.length;
  found.level = word.level;
  return true;
};

/**
 * Finds an unmarked level word: one that is rarely used otherwise, all in capitals or all in lower case. Mixed case
 * belongs to a sentence or a title.
 */
export const findBareLevel = (
  text: ByteString,
  at: number,
  end: number,
  capitals: boolean,
  found: FoundLevel,
): boolean => findBareLevelIn(bytesOf(text).bytes, at, end, capitals, found);

/** The same in a text's bytes. */
export const findBareLevelIn = (
  bytes: Uint8Array,
  at: number,
  end: number,
  capitals: boolean,
  found: FoundLevel,
): boolean => {
  const isOfCase = capitals ? isUpper : isLower;
  if (!isOfCase(bytes[at]!) || !isOfCase(bytes[at + 1]!)) return false;
  const word = find(bytes, at, end);
  if (!word?.bare) return false;
  const to = at + word.codes.length;
  for (let place = at + 2; place < to; place++) {
    const code = bytes[place]!;
    if (!isOfCase(code) && !isDigit(code)) return false;
  }
  found.to = to;
  found.level = word.level;
  return true;
};

/** Finds a capitalised level word, as before a colon. */
export const findCapitalised = (text: ByteString, at: number, end: number, found: FoundLevel): boolean =>
  findCapitalisedIn(bytesOf(text).bytes, at, end, found);

/** The same in a text's bytes. */
export const findCapitalisedIn = (bytes: Uint8Array, at: number, end: number, found: FoundLevel): boolean => {
  if (!isUpper(bytes[at]!) || !isLower(bytes[at + 1]!)) return false;
  const word = find(bytes, at, end);
  if (!word?.bare) return false;
  const to = at + word.codes.length;
  for (let place = at + 2; place < to; place++) if (!isLower(bytes[place]!)) return false;
  found.to = to;
  found.level = word.level;
  return true;
};

/** Words that also start sentences in capitals. */
const TITLES: ReadonlySet<string> = new Set([
  'ALERT',
  'EMERGENCY',
  'FINE',
  'FINER',
  'PANIC',
  'INFORMATION',
  'VERBOSE',
]);

/** Returns true if a leading unmarked word needs more than one blank after it to count as a level. */
export const isTitle = (text: ByteString, at: number, to: number): boolean => TITLES.has(text.slice(at, to));

/** EREs: for unmarked words in lower case, and for all words in any case. */
export const BARE_WORDS = `(${WORDS.filter(([, use]) => use === 'bare')
  .map(([, , words]) => words.replaceAll(' ', '|'))
  .join('|')})`;
export const MARKED_WORDS = `(${WORDS.map(([, , words]) =>
  words.replaceAll(' ', '|').replace(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`),
).join('|')})`;

const scratch: FoundLevel = { to: 0, level: 0 };

/** Returns the level named by a field's value (`WARN`, `warning`, slog's `INFO+2`), or null. */
export const levelOfWord = (value: string): Level | null => {
  const word = value.trim();
  if (!findLevelWord(word, 0, word.length, scratch)) return null;
  const rest = word.slice(scratch.to);
  return rest === '' || /^[+-]\d+$/.test(rest) ? LEVELS[scratch.level]! : null;
};

/** Returns every word for this level or a worse one, for filtering on the host. */
export const levelWordsFrom = (level: Level): string[] =>
  WORDS.filter(([named]) => LEVELS.indexOf(named) >= LEVELS.indexOf(level)).flatMap(([, , words]) =>
    words.split(' '),
  );
