import { type ByteString, encodeText } from '../bytes.ts';
import { LEVELS, type Level, severity } from '../level.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { parsePattern, patternRegExp } from '../pattern/pattern.ts';
import type { LevelRule } from '../target.ts';
import { LETTER_LEVELS } from './compile/levelPieces.ts';
import { levelOfWord, levelWordsFrom } from './findLevelWord.ts';
import { NO_LEVEL } from './lineHead.ts';

/** Returns the level of the line between two places: an index of LEVELS, or NO_LEVEL. */
export type LineLevel = (text: ByteString, from: number, end: number) => number;

/**
 * Returns the rule for `level:` of a log in the inventory, which overrides detection; null if there is none, or its
 * pattern is invalid (the configuration has already reported that). The token is the first participating group of the
 * pattern's first match, or the whole match; `names` are case-sensitive, level words are not.
 */
export const lineLevel = (rule: LevelRule | null | undefined): LineLevel | null => {
  if (!rule) return null;
  if (rule.kind === 'fixed') {
    const level = severity(rule.level);
    return () => level;
  }
  const parsed = parsePattern(rule.pattern, { fixed: false, ignoreCase: false, captures: true });
  if (!parsed.ok) return null;
  const matcher = patternMatcher(parsed.pattern);
  const pattern = patternRegExp(parsed.pattern);
  const names = new Map(Object.entries(rule.names).map(([name, level]) => [encodeText(name), level]));
  const known = new Map<ByteString, number>();
  return (text, from, end) => {
    const line = text.slice(from, end);
    // Only the RegExp can extract groups, but it is slowest on lines without a match.
    const match = matcher.test(line) ? pattern.exec(line) : null;
    if (match === null) return NO_LEVEL;
    const [whole, ...groups] = match;
    const token = (groups.find(group => group !== undefined) ?? whole).replace(OUTER_BLANKS, '');
    const level = known.get(token) ?? tokenLevel(token, names);
    // A pattern may match anything as a token, so the cache is bounded.
    if (known.size < MAX_TOKENS) known.set(token, level);
    return level;
  };
};

const OUTER_BLANKS = /^[ \t\r]+|[ \t\r]+$/g;
const WORD = /^[A-Za-z0-9+-]+$/;
const MAX_TOKENS = 1000;

const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

const tokenLevel = (token: ByteString, names: ReadonlyMap<ByteString, Level>): number => {
  const letter = token.length === 1 ? LETTERS[token] : undefined;
  const level = names.get(token) ?? letter ?? (WORD.test(token) ? levelOfWord(token) : null);
  return level === null ? NO_LEVEL : LEVELS.indexOf(level);
};

/** Tokens for a level and all worse ones. */
export interface LevelTokens {
  readonly exact: readonly string[];
  /** Compared case-insensitively; a token may continue after the word (slog's `WARN+2`). */
  readonly words: readonly string[];
}

/**
 * Returns every token by which a rule's pattern can indicate this level or worse; some may mean another
 * level.
 */
export const levelTokens = (names: Readonly<Record<string, Level>>, level: Level): LevelTokens => {
  const from = (table: Readonly<Record<string, Level>>): string[] =>
    Object.keys(table).filter(token => severity(table[token]!) >= severity(level));
  return { exact: [...new Set([...from(names), ...from(LETTERS)])], words: levelWordsFrom(level) };
};
