import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import { LETTER_LEVELS } from './compile/levelPieces.ts';
import { isBlank, isDigit, isLetter, isUpper, isWord, NO_MATCH } from './compile/steps.ts';
import { bytesOf } from './compile/textBytes.ts';
import { tableOf } from './compile/timeCode.ts';
import { anyTime, beginsLikeTime } from './compile/timePieces.ts';
import { ciscoMessage } from './compile/wordPieces.ts';
import { findBareLevel, findCapitalised, findLevelWord, levelOfWord } from './findLevelWord.ts';
import { IS_COLON, isColumn, isName, isTagged, readToken, type Token } from './heads/tokens.ts';
import { LineHead, NO_LEVEL } from './lineHead.ts';
import { UNSAID } from './moment.ts';
import { isLevelKey, mayBeLevelKey } from './structured/fieldKeys.ts';

/** Maximum number of tokens in a head. */
const MAX_TOKENS = 8;
const MAX_HEAD = 400;
const MAX_GROUP = 300;

const OPENERS = '[({<"';
const CLOSERS = '])}>"';
const SEPARATORS = '-|:;,*=>~#+^';
const DASH = 45;
const COLON = 58;
const COMMA = 44;
const PERCENT = 37;

const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

/** What to search for, and how much is left to examine. */
export interface Sought {
  time: boolean;
  level: boolean;
  /** True if unmarked words count: `ERROR` after a time or a bracket. */
  bare: boolean;
  /** True if a leading clock or number of seconds counts as a time. */
  anyTime: boolean;
}

/**
 * Searches the first tokens of a line for a level and a time if no layout states their positions: in brackets, names
 * that no sentence would contain, numbers, `key=value`. The first word of prose ends the head, so that messages are
 * never searched. Returns whether anything was found.
 */
export const scanHead = (
  text: ByteString,
  from: number,
  lineEnd: number,
  sought: Sought,
  reading: LineHead,
): boolean => {
  const end = Math.min(lineEnd, from + MAX_HEAD);
  const { bytes } = bytesOf(text);
  let at = from;
  let found = false;
  let any = sought.anyTime;
  word.isPastColumn = false;
  for (let token = 0; token < MAX_TOKENS && (sought.time || sought.level); token++) {
    while (at < end && IS_SEPARATOR[bytes[at]!] === 1) at++;
    if (at >= end) break;
    const code = bytes[at]!;
    if (sought.time) {
      const to = timeAt(text, at, end, reading, any);
      any = false;
      if (to !== NO_MATCH) {
        sought.time = false;
        sought.bare = true;
        found = true;
        at = to;
        continue;
      }
    }
    const opener = OPENER_OF[code]!;
    if (opener >= 0) {
      const close = closerOf(text, at, end, opener);
      if (close < 0) break;
      if (lookInto(text, at + 1, close, opener, sought, reading)) {
        found = true;
        any = !sought.level;
      }
      sought.bare = true;
      at = close + 1;
      continue;
    }
    if (code === PERCENT) {
      // Cisco's mnemonics, and the marks around a virtual device's name
      const to = sought.level ? ciscoMessage.step(text, at, end, reading) : NO_MATCH;
      if (to === NO_MATCH && !text.startsWith('%$', at)) break;
      if (to !== NO_MATCH) {
        sought.level = false;
        found = true;
      }
      at = to === NO_MATCH ? at + 2 : to;
      continue;
    }
    readToken(bytes, at, end, word);
    if (sought.level && mayBeLevel(bytes, at, code, word)) {
      const level = levelOfToken(text, at, end, word, sought.bare, reading);
      // Examining a value may have replaced the bytes of a short text.
      bytesOf(text);
      if (level !== NO_LEVEL) {
        reading.level = level;
        sought.level = false;
        any = true;
        found = true;
        at = Math.max(reading.to, at + 1);
        continue;
      }
    }
    if (isName(text, at, word, code) || isTagged(bytes, word.to)) at = word.to;
    else if (isColumn(bytes, word.to, end)) {
      word.isPastColumn = true;
      at = word.to;
    } else {
      const to = sought.time ? NO_MATCH : otherTimeEnd(text, at, end, code);
      if (to === NO_MATCH) break;
      at = to;
    }
  }
  return found;
};

/**
 * Returns where the text ends that proves that `scanHead` finds no time between `from` and `end`, even a leading clock, because
 * a sentence starts there; -1 if it may find one.
 */
export const findsNoTime = (text: ByteString, from: number, end: number): number => {
  const { bytes } = bytesOf(text);
  let at = from;
  while (at < end && IS_SEPARATOR[bytes[at]!] === 1) at++;
  const code = bytes[at]!;
  if (at + 3 > end || !isLetter(code) || (isUpper(code) && beginsLikeTime(text, at))) return -1;
  readToken(bytes, at, end, word);
  const { to } = word;
  const goesOn = isName(text, at, word, code) || isTagged(bytes, to) || isColumn(bytes, to, end);
  return goesOn || to + 3 > end ? -1 : Math.max(at + 3, to + 2);
};

const IS_SEPARATOR = tableOf(` \t${SEPARATORS}`);
const OPENER_OF = new Int8Array(256).fill(-1);
for (const [index, char] of [...OPENERS].entries()) OPENER_OF[char.charCodeAt(0)] = index;

const otherHead = new LineHead();

/** Returns where another time ends, which the program wrote after the time of the log: `sw1 123: Nov 20 14:02:10: %SYS…`. */
const otherTimeEnd = (text: ByteString, at: number, end: number, code: number): number =>
  isUpper(code) && anyTime.step(text, at, end, otherHead) !== NO_MATCH && otherHead.moment.day !== UNSAID
    ? otherHead.timeTo
    : NO_MATCH;

/** Reads a time that is more than a clock or a number, unless it is the first thing in a line or in brackets. */
const timeAt = (text: ByteString, at: number, end: number, reading: LineHead, any: boolean): number => {
  const code = text.charCodeAt(at);
  if (!isDigit(code) && !isUpper(code)) return NO_MATCH;
  const to = anyTime.step(text, at, end, reading);
  if (to === NO_MATCH) return NO_MATCH;
  const { day, epochSeconds } = reading.moment;
  if (any || (epochSeconds === UNSAID && day !== UNSAID)) return to;
  reading.time = null;
  reading.freeTime = null;
  return NO_MATCH;
};

/** Returns where the bracket that opens at `at` is closed, after nested ones; -1 if it is not. */
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

/** Searches brackets for a level and a time. */
const lookInto = (
  text: ByteString,
  start: number,
  close: number,
  opener: number,
  sought: Sought,
  reading: LineHead,
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

/** Finds a time at the start of brackets, or after a word or two: `[otel.javaagent 2026-04-24 …]`, `[ERROR 2026-…]`. */
const timeInside = (text: ByteString, from: number, to: number, reading: LineHead): boolean => {
  let at = from;
  for (let word = 0; word < 3 && at < to; word++) {
    const code = text.charCodeAt(at);
    if ((isDigit(code) || isUpper(code)) && anyTime.step(text, at, to, reading) !== NO_MATCH) {
      const { day, epochSeconds } = reading.moment;
      const isClock = day === UNSAID && epochSeconds === UNSAID;
      if (isClock ? !followsDate(text, at) : word === 0 || epochSeconds === UNSAID) return true;
      reading.time = null;
      reading.freeTime = null;
    }
    while (at < to && !isBlank(text.charCodeAt(at))) at++;
    while (at < to && isBlank(text.charCodeAt(at))) at++;
  }
  return false;
};

const DAY_OR_DATE =
  /(?:^|[^\w.])(?:\d{1,2}|(?:19|20)\d\d|\d{1,4}([/._-])\w{1,9}\1\d{1,4})[.,]?[\])}]?[\s|;,-]*[[({]?\s*$/;

/** Returns true if a clock follows what may be a date that is not understood: the clock alone would be a wrong time. */
const followsDate = (text: ByteString, at: number): boolean => {
  const before = text.slice(Math.max(0, at - 24), at);
  return DAY_OR_DATE.test(before.slice(before.lastIndexOf('\n') + 1));
};

/** Finds the level in brackets: the whole content, or a part separated by `:`, `/`, `,`, `|`, `#` or spaces. */
const levelInside = (text: ByteString, from: number, to: number, reading: LineHead): number => {
  if (to - from === 1)
    return LETTERS[text[from]!] === undefined ? NO_LEVEL : LEVELS.indexOf(LETTERS[text[from]!]!);
  if (findLevelWord(text, from, to, reading)) {
    if (reading.to === to) return reading.level;
    if (isApart(text.charCodeAt(reading.to)) && isUpper(text.charCodeAt(from + 1))) return reading.level;
    if (isComponent(text, from, to, reading)) return reading.level;
  }
  reading.level = NO_LEVEL;
  // At most one word may precede it, besides such parts: more is prose.
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

/** Returns true if a capitalised level in angle brackets comes before a colon and a name: `<Warn:HAL.Port>`. */
const isComponent = (text: ByteString, from: number, to: number, reading: LineHead): boolean =>
  text.charCodeAt(from - 1) === LESS &&
  text.charCodeAt(reading.to) === COLON &&
  isLetter(text.charCodeAt(reading.to + 1)) &&
  findCapitalised(text, from, to, reading);

const LESS = 60;
const HASH = 35;
const APART = new Set([...':/,|# \t'].map(char => char.charCodeAt(0)));
const isApart = (code: number): boolean => APART.has(code);

const word: Token = { to: 0, lettersTo: 0, equals: -1, kinds: 0, isCamel: false, isPastColumn: false };

/** Characters that may follow an unmarked level word. */
const BEHIND = new Set([...' \t:,|-;[(>]*~^#'].map(char => char.charCodeAt(0)));

/** Returns true if a token starts like a level word, or has a mark that precedes or follows one. */
const mayBeLevel = (
  bytes: Uint8Array,
  at: number,
  code: number,
  { lettersTo, equals, kinds }: Token,
): boolean =>
  isUpper(code) && (isUpper(bytes[at + 1]!) || lettersTo === at + 1)
    ? true
    : isLetter(code) &&
      (equals > at ||
        (kinds & IS_COLON) !== 0 ||
        bytes[lettersTo] === COMMA ||
        (isBlank(bytes[lettersTo]!) && isBlank(bytes[lettersTo + 1]!)));

const levelOfToken = (
  text: ByteString,
  at: number,
  end: number,
  { to, lettersTo, equals, kinds, isPastColumn }: Token,
  bare: boolean,
  reading: LineHead,
): number => {
  const code = text.charCodeAt(at);
  const before = reading.level;
  if (isUpper(code) && isUpper(text.charCodeAt(at + 1)) && findBareLevel(text, at, end, true, reading)) {
    const { level } = reading;
    reading.level = before;
    const next = reading.to >= end ? 32 : text.charCodeAt(reading.to);
    const marked = next === COLON || next === 124;
    if (BEHIND.has(next) && (bare || marked) && !(next === DASH && isWord(text.charCodeAt(reading.to + 1))))
      return level;
    return NO_LEVEL;
  }
  if (lettersTo === at + 1 && isUpper(code)) return bare ? letterLevel(text, at, end, reading) : NO_LEVEL;
  if (equals > at) {
    if (!mayBeLevelKey(equals - at, code) || !isLevelKey(text.slice(at, equals))) return NO_LEVEL;
    const value = text.slice(equals + 1, to).replace(/^["']|["',;]$/g, '');
    const level = levelOfWord(value);
    if (level === null) return NO_LEVEL;
    reading.to = to;
    return LEVELS.indexOf(level);
  }
  // `level:error`
  if (text.charCodeAt(lettersTo) === COLON && lettersTo - at > 2 && mayBeLevelKey(lettersTo - at, code)) {
    const level = isLevelKey(text.slice(at, lettersTo)) ? levelOfWord(text.slice(lettersTo + 1, to)) : null;
    if (level !== null) {
      reading.to = to;
      return LEVELS.indexOf(level);
    }
  }
  // `error  x`, in a column of its own
  if (
    bare &&
    !isPastColumn &&
    lettersTo === to &&
    isBlank(text.charCodeAt(to)) &&
    isBlank(text.charCodeAt(to + 1))
  )
    return wholeLevel(text, at, to, reading);
  // `system,error,critical x`: RouterOS' topics
  if (bare && text.charCodeAt(lettersTo) === COMMA && isBlank(text.charCodeAt(to)))
    return topicsLevel(text, at, to, reading);
  // `error: `, in any case, marked by its colon
  if (
    text.charCodeAt(lettersTo) === COLON &&
    (findBareLevel(text, at, end, false, reading) || findCapitalised(text, at, end, reading))
  ) {
    const { level } = reading;
    reading.level = before;
    const behind = reading.to + 1;
    if (text.charCodeAt(reading.to) === COLON && (behind >= end || isBlank(text.charCodeAt(behind))))
      return level;
  }
  return bare && (kinds & IS_COLON) !== 0 ? levelBetweenColons(text, at, to, reading) : NO_LEVEL;
};

/** Returns the level in capitals in the second or last part of a tag: `shop.cart:WARN: x`, `shop:WARN:x`. */
const levelBetweenColons = (text: ByteString, at: number, to: number, reading: LineHead): number => {
  const before = reading.level;
  const second = text.indexOf(':', at);
  for (const colon of [second, text.lastIndexOf(':', to - 2)]) {
    if (colon <= at || colon >= to || !findBareLevel(text, colon + 1, to, true, reading)) continue;
    const { level } = reading;
    reading.level = before;
    if (text.charCodeAt(reading.to) === COLON) return level;
  }
  return NO_LEVEL;
};

const behind: Token = { to: 0, lettersTo: 0, equals: -1, kinds: 0, isCamel: false, isPastColumn: false };

/** Returns the level of a letter before a colon, or before something that no sentence contains: `E [MSGID: 4] x`. */
const letterLevel = (text: ByteString, at: number, end: number, reading: LineHead): number => {
  const level = LETTERS[text[at]!];
  if (level === undefined || level === 'fatal') return NO_LEVEL;
  const mark = text.charCodeAt(at + 1);
  let next = at + 1;
  if (mark === COLON) next++;
  if (!isBlank(text.charCodeAt(next))) return NO_LEVEL;
  while (next < end && isBlank(text.charCodeAt(next))) next++;
  if (next >= end) return NO_LEVEL;
  const code = text.charCodeAt(next);
  if (mark === COLON) {
    if (!isLetter(code) && code !== OPEN_BRACKET) return NO_LEVEL;
  } else {
    const { bytes } = bytesOf(text);
    readToken(bytes, next, end, behind);
    const isNamed = isLetter(code) && (isName(text, next, behind, code) || isTagged(bytes, behind.to));
    if (code !== OPEN_BRACKET && !isNamed) return NO_LEVEL;
  }
  reading.to = at + 1;
  return LEVELS.indexOf(level);
};

const OPEN_BRACKET = 91;

/** Returns the level of a text that is a level word in lower case as a whole. */
const wholeLevel = (text: ByteString, at: number, to: number, reading: LineHead): number => {
  const before = reading.level;
  const isLevel = findBareLevel(text, at, to, false, reading);
  const { level } = reading;
  reading.level = before;
  return isLevel && reading.to === to ? level : NO_LEVEL;
};

/** Returns the worst level among words in lower case that are separated by commas. */
const topicsLevel = (text: ByteString, at: number, to: number, reading: LineHead): number => {
  let worst = NO_LEVEL;
  if (text.indexOf(',', at) >= to - 1) return NO_LEVEL;
  for (let from = at; from < to; from++) {
    const comma = text.indexOf(',', from);
    const end = comma < 0 || comma > to ? to : comma;
    worst = Math.max(worst, wholeLevel(text, from, end, reading));
    from = end;
  }
  reading.to = to;
  return worst;
};
