import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import { LETTER_LEVELS } from './compile/levelPieces.ts';
import { isBlank, isDigit, isLetter, isLower, isUpper, isWord, NO_MATCH } from './compile/steps.ts';
import { tableOf } from './compile/timeCode.ts';
import { anyTime } from './compile/timePieces.ts';
import { UNSAID } from './moment.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import { isLevelKey } from './structured/fieldKeys.ts';
import { findBareLevel, findLevelWord, levelOfWord } from './tables/levelWords.ts';

/** A head has no more tokens, and is no longer. */
const MAX_TOKENS = 8;
const MAX_HEAD = 300;
const MAX_GROUP = 160;

const OPENERS = '[({<"';
const CLOSERS = '])}>"';
const SEPARATORS = '-|:;,*=>~';
const DASH = 45;
const COLON = 58;
const EQUALS = 61;

const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

/** Threads and parts of programs whose names are plain words. */
const PLAIN_NAMES = new Set(
  'main root app web api worker server master scheduler system agent daemon core http default local async'.split(
    ' ',
  ),
);

/** What may be sought, and how much is left to look at. */
export interface Sought {
  time: boolean;
  level: boolean;
  /** Whether what is not marked off counts: `ERROR`, where a time or a bracket went before. */
  bare: boolean;
}

/**
 * Looks through the first tokens of a line, where no layout of the table says where level and time stand: brackets,
 * names that no sentence would hold, numbers, `key=value`. The first word of prose ends the head, so that nothing is read
 * out of messages. Returns whether anything was found.
 */
export const scanHead = (
  text: ByteString,
  from: number,
  lineEnd: number,
  sought: Sought,
  reading: Reading,
): boolean => {
  const end = Math.min(lineEnd, from + MAX_HEAD);
  let at = from;
  let found = false;
  for (let token = 0; token < MAX_TOKENS && (sought.time || sought.level); token++) {
    at = skipSeparators(text, at, end);
    if (at >= end) break;
    const code = text.charCodeAt(at);
    if (sought.time) {
      const to = timeAt(text, at, end, reading);
      if (to !== NO_MATCH) {
        sought.time = false;
        sought.bare = true;
        found = true;
        at = to;
        continue;
      }
    }
    const opener = OPENER_OF[code] ?? -1;
    if (opener >= 0) {
      const close = closerOf(text, at, end, opener);
      if (close < 0) break;
      if (lookInto(text, at + 1, close, opener, sought, reading)) found = true;
      sought.bare = true;
      at = close + 1;
      continue;
    }
    const to = tokenEnd(text, at, end);
    if (sought.level) {
      const level = levelOfToken(text, at, to, end, sought.bare, reading);
      if (level !== NO_LEVEL) {
        reading.level = level;
        sought.level = false;
        found = true;
        at = Math.max(reading.to, at + 1);
        continue;
      }
    }
    if (!isName(text, at, to, code)) break;
    at = to;
  }
  return found;
};

const IS_SEPARATOR = tableOf(` \t${SEPARATORS}`);
const OPENER_OF = new Int8Array(256).fill(-1);
for (const [index, char] of [...OPENERS].entries()) OPENER_OF[char.charCodeAt(0)] = index;

const skipSeparators = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && IS_SEPARATOR[text.charCodeAt(at)] === 1) at++;
  return at;
};

/** Reads a time that is more than a clock or a number, unless it is the first thing in a line or in brackets. */
const timeAt = (text: ByteString, at: number, end: number, reading: Reading): number => {
  const code = text.charCodeAt(at);
  if (!isDigit(code) && !isUpper(code)) return NO_MATCH;
  const to = anyTime.step(text, at, end, reading);
  if (to === NO_MATCH) return NO_MATCH;
  const { day, epochSeconds } = reading.moment;
  if (epochSeconds === UNSAID && day !== UNSAID) return to;
  reading.time = null;
  reading.freeTime = null;
  return NO_MATCH;
};

/** Where the bracket that opens at `at` is closed, others within it closed before; -1 where it is not. */
const closerOf = (text: ByteString, at: number, end: number, opener: number): number => {
  const open = OPENERS.charCodeAt(opener);
  const close = CLOSERS.charCodeAt(opener);
  const last = Math.min(end, at + MAX_GROUP);
  let depth = 0;
  for (let place = at + 1; place < last; place++) {
    const code = text.charCodeAt(place);
    if (code === close) {
      if (depth === 0) return place;
      depth--;
    } else if (code === open) depth++;
  }
  return -1;
};

/** Looks for level and time in brackets. */
const lookInto = (
  text: ByteString,
  start: number,
  close: number,
  opener: number,
  sought: Sought,
  reading: Reading,
): boolean => {
  let from = start;
  let to = close;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  if (from === to) return false;
  let found = false;
  if (sought.level && opener !== QUOTE) {
    const level = levelInside(text, from, to, reading);
    if (level !== NO_LEVEL) {
      reading.level = level;
      sought.level = false;
      found = true;
    }
  }
  if (sought.time && timeInside(text, from, to, reading)) {
    sought.time = false;
    found = true;
  }
  return found;
};

const QUOTE = 4;

/** A time that stands first in brackets, or behind a word or two: `[otel.javaagent 2026-04-24 …]`, `[ERROR 2026-…]`. */
const timeInside = (text: ByteString, from: number, to: number, reading: Reading): boolean => {
  let at = from;
  for (let word = 0; word < 3 && at < to; word++) {
    const code = text.charCodeAt(at);
    if ((isDigit(code) || isUpper(code)) && anyTime.step(text, at, to, reading) !== NO_MATCH) {
      if (reading.moment.epochSeconds === UNSAID || word === 0) return true;
      reading.time = null;
      reading.freeTime = null;
    }
    while (at < to && !isBlank(text.charCodeAt(at))) at++;
    while (at < to && isBlank(text.charCodeAt(at))) at++;
  }
  return false;
};

/** The level in brackets: all that is in them, or one of the parts that `:`, `/`, `,`, `|`, `#` or blanks set apart. */
const levelInside = (text: ByteString, from: number, to: number, reading: Reading): number => {
  if (to - from === 1)
    return LETTERS[text[from]!] === undefined ? NO_LEVEL : LEVELS.indexOf(LETTERS[text[from]!]!);
  if (findLevelWord(text, from, to, reading)) {
    if (reading.to === to) return reading.level;
    if (isApart(text.charCodeAt(reading.to)) && isUpper(text.charCodeAt(from + 1))) return reading.level;
  }
  reading.level = NO_LEVEL;
  // At most one word goes before it, besides what such marks divide: more is prose.
  let blanks = 0;
  for (let at = from; at < to && blanks < 2; at++) {
    const mark = text.charCodeAt(at);
    if (!isApart(mark)) continue;
    if (isBlank(mark)) blanks++;
    const next = at + 1;
    const small = mark === COLON || mark === HASH;
    const isLevel = small
      ? findLevelWord(text, next, to, reading)
      : findBareLevel(text, next, to, true, reading);
    if (isLevel && (reading.to >= to || isApart(text.charCodeAt(reading.to)))) return reading.level;
    reading.level = NO_LEVEL;
  }
  return NO_LEVEL;
};

const HASH = 35;
const APART = new Set([...':/,|# \t'].map(char => char.charCodeAt(0)));
const isApart = (code: number): boolean => APART.has(code);

const ENDS_TOKEN = tableOf(' \t\r|[');

/** A token ends at a blank, a bracket or a mark that no name has at its end. */
const tokenEnd = (text: ByteString, from: number, end: number): number => {
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (ENDS_TOKEN[code] === 1) break;
    if (code === COLON && text.charCodeAt(at + 1) === COLON) break;
  }
  return at;
};

const equalsIn = (text: ByteString, from: number, to: number): number => {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === EQUALS) return at;
  return -1;
};

/** What may follow a level word that stands bare. */
const BEHIND = new Set([...' \t:,|-;[(>]*'].map(char => char.charCodeAt(0)));

const levelOfToken = (
  text: ByteString,
  at: number,
  to: number,
  end: number,
  bare: boolean,
  reading: Reading,
): number => {
  const code = text.charCodeAt(at);
  if (!isLetter(code)) return NO_LEVEL;
  const before = reading.level;
  if (findBareLevel(text, at, end, true, reading)) {
    const { level } = reading;
    reading.level = before;
    const next = reading.to >= end ? 32 : text.charCodeAt(reading.to);
    const marked = next === COLON || next === 124;
    if (BEHIND.has(next) && (bare || marked) && !(next === DASH && isWord(text.charCodeAt(reading.to + 1))))
      return level;
    return NO_LEVEL;
  }
  const equals = equalsIn(text, at, to);
  if (equals > at) {
    if (!isLevelKey(text.slice(at, equals))) return NO_LEVEL;
    const value = text.slice(equals + 1, to).replace(/^["']|["',;]$/g, '');
    const level = levelOfWord(value);
    if (level === null) return NO_LEVEL;
    reading.to = to;
    return LEVELS.indexOf(level);
  }
  // `error: `, in any case, marked off by its colon
  if (findLevelWord(text, at, end, reading)) {
    const { level } = reading;
    reading.level = before;
    const behind = reading.to + 1;
    if (text.charCodeAt(reading.to) === COLON && (behind >= end || isBlank(text.charCodeAt(behind))))
      return level;
  }
  return NO_LEVEL;
};

/** Whether a token is a name, number or the like that no sentence begins with. */
const isName = (text: ByteString, from: number, to: number, first: number): boolean => {
  if (!isLetter(first)) return isDigit(first) || first === 47 || first === 36 || first === 64 || first === 35;
  const last = text.charCodeAt(to - 1);
  // A program's or a logger's tag.
  if (last === COLON) return true;
  let hasMark = false;
  for (let at = from + 1; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isLetter(code)) {
      // camelCase
      if (isUpper(code) && isLower(text.charCodeAt(at - 1))) hasMark = true;
      continue;
    }
    // An apostrophe, a comma or a full stop at its end is a sentence's.
    if (code === 39 || (at === to - 1 && (code === 44 || code === 46 || code === 33 || code === 63)))
      return false;
    if (code >= 128) return false;
    if (code !== EQUALS || at > from + 1) hasMark = true;
  }
  return hasMark || PLAIN_NAMES.has(text.slice(from, to));
};
