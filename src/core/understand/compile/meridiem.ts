import { type ByteString, encodeText } from '../../bytes.ts';
import { type Moment, UNSAID } from '../moment.ts';
import { isBlank, isDigit, isLetter, NO_MATCH, type Piece } from './steps.ts';
import { digitAt } from './timeCode.ts';

const DOT = 46;
const COLON = 58;

/** Spaces that do not break, in UTF-8: JavaScript and Java write them before AM and PM (CLDR 42), and in `p. m.`. */
const UNBROKEN = ['\xe2\x80\xaf', '\xc2\xa0'] as const;

/** Returns where one space of any kind ends; `at` if there is none. */
const spaceEnd = (text: ByteString, at: number): number => {
  const code = text.charCodeAt(at);
  if (isBlank(code)) return at + 1;
  if (code < FIRST_UNBROKEN) return at;
  const space = UNBROKEN.find(each => text.startsWith(each, at));
  return space === undefined ? at : at + space.length;
};
export const FIRST_UNBROKEN = 0xc2;

/** Returns where `PM`, `pm`, `p.m.` or `p. m.` ends, or -1. A following letter makes it the start of a word. */
const meridiemEnd = (text: ByteString, at: number): number => {
  const half = text.charCodeAt(at) | 32;
  if (half !== 97 && half !== 112) return NO_MATCH;
  const dotted = text.charCodeAt(at + 1) === DOT;
  const m = dotted ? spaceEnd(text, at + 2) : at + 1;
  if (m > at + 2 && text.charCodeAt(m + 1) !== DOT) return NO_MATCH;
  if ((text.charCodeAt(m) | 32) !== 109) return NO_MATCH;
  const to = dotted && text.charCodeAt(m + 1) === DOT ? m + 2 : m + 1;
  const next = text.charCodeAt(to);
  return isLetter(next) || isDigit(next) || next === 95 || next === 45 ? NO_MATCH : to;
};

/** Returns true if AM or PM may start with these two letters, unlike most words in its place. */
export const mayBeMeridiem = (first: number, second: number): boolean =>
  (((first | 32) === 97 || (first | 32) === 112) && (second === DOT || (second | 32) === 109)) ||
  GERMAN_STARTS.has(String.fromCharCode(first, second));

/** Half of the day: which one, or null if a word does not tell for each hour, so that the time is refused. */
type Half = 'morning' | 'afternoon' | null;

/** Korean, Chinese, Japanese and Arabic, before the clock or after it. */
const HALVES: Readonly<Record<string, Half>> = {
  오전: 'morning',
  오후: 'afternoon',
  上午: 'morning',
  下午: 'afternoon',
  午前: 'morning',
  午後: 'afternoon',
  ص: 'morning',
  م: 'afternoon',
  凌晨: null,
  清晨: null,
  早上: null,
  中午: null,
  傍晚: null,
  晚上: null,
  半夜: null,
  새벽: null,
  아침: null,
  정오: null,
  저녁: null,
  밤: null,
  자정: null,
  正午: null,
  深夜: null,
};

const BY_BYTES: readonly (readonly [bytes: ByteString, half: Half])[] = Object.entries(HALVES).map(
  ([word, half]) => [encodeText(word), half],
);

/** By byte: 1 if one of these words starts with it. */
export const BEGINS_HALF = new Uint8Array(256);
for (const [bytes] of BY_BYTES) BEGINS_HALF[bytes.charCodeAt(0)] = 1;

/** German words after the clock, whole or abbreviated. */
const GERMAN: Readonly<Record<string, Half>> = {
  vorm: 'morning',
  vormittags: 'morning',
  nachm: 'afternoon',
  nachmittags: 'afternoon',
  morgens: null,
  mittags: null,
  abends: null,
  nachts: null,
};
const GERMAN_WORD = /(vormittags|nachmittags|vorm\b\.?|nachm\b\.?|morgens|mittags|abends|nachts)(?![\w-])/y;
const GERMAN_STARTS = new Set(Object.keys(GERMAN).map(word => word.slice(0, 2)));

/** Half of the day in words, and where they end. */
const found: { half: Half; to: number } = { half: null, to: 0 };

/** Finds such a word, in German only `after` a clock; returns whether there is one. */
const findHalf = (text: ByteString, at: number, after: boolean): boolean => {
  const code = text.charCodeAt(at);
  if (BEGINS_HALF[code & 255] === 1) {
    const word = BY_BYTES.find(([bytes]) => text.startsWith(bytes, at));
    if (word === undefined) return false;
    found.half = word[1];
    found.to = at + word[0].length;
    // Otherwise, it is only the start of a word in a message.
    return !(text.charCodeAt(found.to) >= 128);
  }
  if (!after) return false;
  GERMAN_WORD.lastIndex = at;
  const word = GERMAN_WORD.exec(text)?.[1];
  if (word === undefined) return false;
  found.half = GERMAN[word.replace('.', '')]!;
  found.to = at + word.length;
  return true;
};

/** Applies the word that was found to an hour; returns false if it does not tell which one. */
const applyHalf = (moment: Moment): boolean => {
  if (found.half === null) return false;
  // In Japan, noon is 0 in the afternoon, too.
  if (moment.hour === 0 && found.half === 'afternoon') {
    moment.hour = 12;
    return true;
  }
  return applyMeridiem(moment, found.half === 'afternoon');
};

/** Converts an hour to the 24-hour clock; returns false if no clock shows this combination. */
const applyMeridiem = (moment: Moment, isAfternoon: boolean): boolean => {
  const { hour } = moment;
  // Some programs print AM or PM after the 24-hour time.
  if (hour > 12) return isAfternoon && hour < 24;
  if (hour === 0) return !isAfternoon;
  moment.hour = (hour % 12) + (isAfternoon ? 12 : 0);
  return true;
};

/**
 * Reads AM or PM after a clock and an optional blank. Returns where it ends, `at` if there is none, and -1 if it
 * contradicts the hour.
 */
export const readMeridiem = (text: ByteString, at: number, end: number, moment: Moment): number => {
  const from = at < end ? spaceEnd(text, at) : at;
  const spaced = from > at;
  if (from >= end) return at;
  const code = text.charCodeAt(from);
  const half = code | 32;
  if (half !== 97 && half !== 112) return readHalf(text, at, from, end, moment);
  const to = meridiemEnd(text, from);
  if (to === NO_MATCH || to > end) return readHalf(text, at, from, end, moment);
  // After a time without a year, lower-case letters are more likely a host name.
  if (spaced && code === half && moment.year === UNSAID && moment.day !== UNSAID) return at;
  return applyMeridiem(moment, half === 112) ? to : NO_MATCH;
};

/** The same for a word. */
const readHalf = (text: ByteString, at: number, from: number, end: number, moment: Moment): number => {
  if (text.charCodeAt(from) < 97 || !findHalf(text, from, true) || found.to > end) return at;
  // After a clock of 24 hours, a message may start with such a word.
  if (found.half === null && moment.hour > 12) return at;
  return applyHalf(moment) ? found.to : NO_MATCH;
};

const HALF_ERE = `(${Object.keys(HALVES).join('|')})`;
const HALF_LOOK = `(${BY_BYTES.map(([bytes]) => bytes).join('|')})`;
const HALF_CLOCK_ERE = '[ \t]*[0-9][0-9]?:[0-9][0-9]:[0-9][0-9]';

/** Returns the number of one or two digits between two places; -1 if it is none, or larger than `high`. */
const numberIn = (text: ByteString, from: number, to: number, high: number): number => {
  const tens = to - from === 2 ? digitAt(text, from) : 0;
  const ones = to - from >= 1 && to - from <= 2 ? digitAt(text, to - 1) : NO_MATCH;
  const number = tens * 10 + ones;
  return tens < 0 || ones < 0 || number > high ? NO_MATCH : number;
};

/** A clock of twelve hours after the word for its half of the day. */
export const halfClock: Piece<Moment> = {
  step(text, at, end, moment) {
    if (!findHalf(text, at, false)) return NO_MATCH;
    let from = found.to;
    while (isBlank(text.charCodeAt(from))) from++;
    const colon = text.charCodeAt(from + 1) === COLON ? from + 1 : from + 2;
    const hour = numberIn(text, from, colon, 23);
    const minute = numberIn(text, colon + 1, colon + 3, 59);
    const second = numberIn(text, colon + 4, colon + 6, 60);
    const hasColons = text.charCodeAt(colon) === COLON && text.charCodeAt(colon + 3) === COLON;
    if (!hasColons || hour < 0 || minute < 0 || second < 0 || colon + 6 > end) return NO_MATCH;
    moment.hour = hour;
    moment.minute = minute;
    moment.second = second;
    return applyHalf(moment) ? colon + 6 : NO_MATCH;
  },
  ere: HALF_ERE + HALF_CLOCK_ERE,
  look: HALF_LOOK + HALF_CLOCK_ERE,
  first: code => BEGINS_HALF[code] === 1,
};
const meridiemEre = (unbroken: string, halves: string): string =>
  `(([ \t]|${unbroken})?([AaPp]([.]( |${unbroken})?)?[Mm][.]?|${halves}|(vor|nach)m(ittags|[.]?)))`;
/** AM or PM as an ERE, whose texts are encoded later, and in bytes. */
export const MERIDIEM_ERE = meridiemEre('\u202f|\u00a0', HALF_ERE);
export const MERIDIEM_LOOK = meridiemEre(UNBROKEN.join('|'), HALF_LOOK);
/** Half a day in another alphabet: `μ.μ.`. */
const OTHER_MERIDIEM = / (?:[\xc3-\xdf][\x80-\xbf]\.[ ]?){2}/y;

export const isOtherMeridiem = (text: ByteString, at: number): boolean => {
  OTHER_MERIDIEM.lastIndex = at;
  return OTHER_MERIDIEM.test(text);
};
