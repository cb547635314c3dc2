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

/** No word is longer. */
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

const find = (text: ByteString, at: number, end: number): Word | undefined => {
  const letter = (text.charCodeAt(at) | 32) - 97;
  if (!(letter >= 0 && letter < 26)) return undefined;
  const { bytes } = bytesOf(text);
  const last = Math.min(end, at + MAX_WORD_LENGTH + 1);
  let to = at + 1;
  while (to < last && IS_WORD[bytes[to]!] === 1) to++;
  const length = to - at;
  const words = length > MAX_WORD_LENGTH ? undefined : BY_SHAPE[length * 26 + letter];
  if (words === undefined) return undefined;
  search: for (let index = 0; index < words.length; index++) {
    const { codes } = words[index]!;
    for (let place = 1; place < length; place++) {
      // Digits have the bit set that makes letters small, so one comparison does for both.
      if ((bytes[at + place]! | 32) !== codes[place]) continue search;
    }
    return words[index];
  }
  return undefined;
};

/** Whether some word for a level is so long and begins with this letter, of either case. */
export const mayBeLevelWord = (first: number, length: number): boolean =>
  length <= MAX_WORD_LENGTH && BY_SHAPE[length * 26 + (first | 32) - 97] !== undefined;

/** A level word that was found: where it ends, and its severity (an index of LEVELS). */
export interface FoundLevel {
  to: number;
  level: number;
}

/** Finds a whole word that names a level at `at`, of any case. Writes into `found`; gives whether there is one. */
export const findLevelWord = (text: ByteString, at: number, end: number, found: FoundLevel): boolean => {
  const word = find(text, at, end);
  if (word === undefined) return false;
  found.to = at + word.codes.length;
  found.level = word.level;
  return true;
};

/**
 * The same for a word that stands unmarked: one of those nobody writes so otherwise, and all in capitals, or all in small
 * letters. Mixed case is a sentence's or a title's.
 */
export const findBareLevel = (
  text: ByteString,
  at: number,
  end: number,
  capitals: boolean,
  found: FoundLevel,
): boolean => {
  const isOfCase = capitals ? isUpper : isLower;
  if (!isOfCase(text.charCodeAt(at)) || !isOfCase(text.charCodeAt(at + 1))) return false;
  const word = find(text, at, end);
  if (!word?.bare) return false;
  const to = at + word.codes.length;
  for (let place = at + 2; place < to; place++) {
    const code = text.charCodeAt(place);
    if (!isOfCase(code) && !isDigit(code)) return false;
  }
  found.to = to;
  found.level = word.level;
  return true;
};

/** The same for a word of which only the first letter is a capital: as what a colon follows. */
export const findCapitalised = (text: ByteString, at: number, end: number, found: FoundLevel): boolean => {
  if (!isUpper(text.charCodeAt(at)) || !isLower(text.charCodeAt(at + 1))) return false;
  const word = find(text, at, end);
  if (!word?.bare) return false;
  const to = at + word.codes.length;
  for (let place = at + 2; place < to; place++) if (!isLower(text.charCodeAt(place))) return false;
  found.to = to;
  found.level = word.level;
  return true;
};

/** Words that sentences in capitals begin with, too. */
const TITLES: ReadonlySet<string> = new Set([
  'ALERT',
  'EMERGENCY',
  'FINE',
  'FINER',
  'PANIC',
  'INFORMATION',
  'VERBOSE',
]);

/** Whether a bare word is one that more than a blank must set apart, where nothing went before it. */
export const isTitle = (text: ByteString, at: number, to: number): boolean => TITLES.has(text.slice(at, to));

/** An ERE of the words that may stand unmarked, in small letters, and one of all words in any case. */
export const BARE_WORDS = `(${WORDS.filter(([, use]) => use === 'bare')
  .map(([, , words]) => words.replaceAll(' ', '|'))
  .join('|')})`;
export const MARKED_WORDS = `(${WORDS.map(([, , words]) =>
  words.replaceAll(' ', '|').replace(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`),
).join('|')})`;

const scratch: FoundLevel = { to: 0, level: 0 };

/** The level that a field's value names (`WARN`, `warning`, slog's `INFO+2`), or null. */
export const levelOfWord = (value: string): Level | null => {
  const word = value.trim();
  if (!findLevelWord(word, 0, word.length, scratch)) return null;
  const rest = word.slice(scratch.to);
  return rest === '' || /^[+-]\d+$/.test(rest) ? LEVELS[scratch.level]! : null;
};

/** Every word in the vocabulary that names this level or a worse one, for filtering on the host. */
export const levelWordsFrom = (level: Level): string[] =>
  WORDS.filter(([named]) => LEVELS.indexOf(named) >= LEVELS.indexOf(level)).flatMap(([, , words]) =>
    words.split(' '),
  );
