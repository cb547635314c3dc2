import type { ByteString } from '../bytes.ts';
import { isLetter, isUpper } from './compile/steps.ts';
import { WEEKDAYS } from './compile/timePattern.ts';
import { findLevelWord, findLevelWordIn, mayBeLevelWord } from './findLevelWord.ts';
import { CONTINUATION_STARTS } from './tables/continuationShapes.ts';
import { LEVEL_WORDS } from './tables/levelWords.ts';

/** First words in the tables that are followed by another word. */
const KNOWN_WORDS = new Set([
  'npm',
  'lerna',
  'Java',
  'PHP',
  ...WEEKDAYS,
  ...CONTINUATION_STARTS.map(start => start.split(' ')[0]!),
]);

/** First words, in any case, after which a text may be something else than a message: these, and all levels. */
export const PROSE_EXCEPTIONS: readonly string[] = [
  ...new Set(
    [...KNOWN_WORDS, ...LEVEL_WORDS.flatMap(([, , words]) => words.split(' '))]
      .map(word => word.toLowerCase())
      .filter(word => /^[a-z_]+$/.test(word)),
  ),
];

/** Longer words are none of the tables. */
const MAX_LENGTH = 64;
const KNOWN = 1;
const LEVEL = 2;

/** By first letter and length: which tables contain such words. */
const TABLES = new Uint8Array(256 * MAX_LENGTH);
for (const word of KNOWN_WORDS) {
  if (word.length < MAX_LENGTH && word.charCodeAt(0) < 256)
    TABLES[word.charCodeAt(0) * MAX_LENGTH + word.length]! |= KNOWN;
}
for (let first = 0; first < 128; first++) {
  if (!isLetter(first)) continue;
  for (let length = 2; length < MAX_LENGTH; length++)
    if (mayBeLevelWord(first, length)) TABLES[first * MAX_LENGTH + length]! |= LEVEL;
}

const IN_WORD = Uint8Array.from({ length: 256 }, (_, code) => Number(isLetter(code) || code === 95));

const scratch = { to: 0, level: 0 };

/**
 * Returns true if a parenthesis ends a tag before a level: `imap(ann): Error: `, `imap(ann)<871><x>: Error:
 * `.
 */
const isTagged = (text: ByteString, at: number, end: number): boolean => {
  const close = text.indexOf(')', at);
  if (close < 0 || close >= end) return false;
  const next = text.charCodeAt(close + 1);
  if (next === 60) return true;
  const level = close + 3;
  return next === 58 && level < end && findLevelWord(text, level, end, scratch);
};

/**
 * Returns true if a message starts like a sentence: with a word, one space and another word, or with a word and a
 * parenthesis, without a level or anything else in the tables. Most messages of other programs do, and need no further
 * examination: they have no head, and neither end nor continue a record.
 */
export const beginsAsProse = (text: ByteString, bytes: Uint8Array, from: number, end: number): boolean => {
  let at = from;
  while (at < end && IN_WORD[bytes[at]!] === 1) at++;
  const length = at - from;
  const first = bytes[from]!;
  if (length < 2 || at + 1 >= end || !isLetter(first)) return false;
  const code = bytes[at]!;
  if (code === 40) return !isTagged(text, at, end);
  if (code !== 32 || !isLetter(bytes[at + 1]!)) return false;
  // A subsystem's name in capitals: `BTRFS error (device sda1)`.
  if (isUpper(first) && isUpper(bytes[from + 1]!) && findLevelWordIn(bytes, at + 1, end, scratch))
    return false;
  // Most words have a length that no word in the tables with the same first letter has.
  const tables = length < MAX_LENGTH ? TABLES[first * MAX_LENGTH + length]! : 0;
  if (tables === 0) return true;
  if ((tables & KNOWN) !== 0 && KNOWN_WORDS.has(text.slice(from, at))) return false;
  return (tables & LEVEL) === 0 || !findLevelWordIn(bytes, from, end, scratch);
};
