import type { ByteString } from '../bytes.ts';
import { isLetter } from './compile/steps.ts';
import { WEEKDAYS } from './compile/timePattern.ts';
import { CONTINUATION_STARTS } from './tables/continuationShapes.ts';
import { findLevelWord } from './tables/levelWords.ts';

/** First words that the tables know, each of them followed by another word. */
const KNOWN_WORDS = new Set([
  'npm',
  'PHP',
  ...WEEKDAYS,
  ...CONTINUATION_STARTS.map(start => start.split(' ')[0]!),
]);

/** By first letter, those words. */
const knownBy: string[][] = Array.from({ length: 128 }, () => []);
for (const word of KNOWN_WORDS) knownBy[word.charCodeAt(0)]?.push(word);

const scratch = { to: 0, level: 0 };

/**
 * Whether a message begins as a sentence does: with a word, one space and another word, or with a word and a parenthesis, and
 * neither a level nor anything else that the tables know. Most messages of other programs do, and need not be looked at any
 * further: they have no head, and neither end nor continue anything.
 */
export const beginsAsProse = (text: ByteString, from: number, end: number): boolean => {
  let at = from;
  let code = text.charCodeAt(at);
  while (at < end && (isLetter(code) || code === 95)) code = text.charCodeAt(++at);
  if (at - from < 2 || at + 1 >= end || !isLetter(text.charCodeAt(from))) return false;
  if (code !== 40 && (code !== 32 || !isLetter(text.charCodeAt(at + 1)))) return false;
  for (const word of knownBy[text.charCodeAt(from)]!) {
    if (word.length === at - from && text.startsWith(word, from)) return false;
  }
  return !findLevelWord(text, from, end, scratch);
};
