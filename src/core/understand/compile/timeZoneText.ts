import type { ByteString } from '../../bytes.ts';
import { findZone, type Zone } from '../../zones.ts';
import { type Moment, UNSAID } from '../moment.ts';
import {
  ABBREVIATIONS,
  LONG_ZONE,
  LONG_ZONE_ERE,
  LONG_ZONE_STARTS,
  longZone,
  mayStandFor,
  POSIX_ZONES,
} from '../tables/zoneNames.ts';
import { isBlank, isDigit, isLetter, isLower, isUpper, NO_MATCH } from './steps.ts';

/** Packs up to four capitals into one number, which is looked up without creating a string for each line. */
const packed = (text: string, from: number, to: number): number => {
  let key = 0;
  for (let at = from; at < to; at++) key = key * 256 + text.charCodeAt(at);
  return key;
};

const OFFSETS: ReadonlyMap<number, number> = new Map(
  Object.entries(ABBREVIATIONS).map(([name, offset]) => [packed(name, 0, name.length), offset] as const),
);

const ABBREVIATED = Object.keys(ABBREVIATIONS);

/**
 * By the first two letters as one number: 1 if an abbreviation starts with them; there is often a level in its place.
 */
const PAIRS = new Uint8Array(1 << 15);
for (const name of ABBREVIATED) {
  if (name.length > 1) PAIRS[packed(name, 0, 2)] = 1;
}

/** The regions in the tz database. */
const REGIONS =
  'Af Am An Ar As At Au Br Ca Ch Cu Eg Ei Et Eu GB GM Ho Ic In Ir Is Ja Kw Li Me NZ Na Pa Po RO Si Tu UC US Un Zu'.split(
    ' ',
  );

/** By two letters as one number: 1 if a zone of any kind may start with them. */
const ZONE_PAIRS = PAIRS.slice();
for (const start of [...REGIONS, ...LONG_ZONE_STARTS]) ZONE_PAIRS[packed(start, 0, 2)] = 1;

/** Returns true if a zone may start with these two characters. */
export const mayBeZone = (first: number, second: number): boolean =>
  first < 128 &&
  (second < 128 && (isAlphanumeric(second) || second === DOT)
    ? ZONE_PAIRS[first * 256 + second] === 1
    : first === UPPER_Z);

const CAPITAL_COUNT = 26;
const CAPITAL_A = 65;
/** By three capitals: 1 if a zone of any kind may start with them, unlike `WARN`, which stands in such a place so often. */
const CAPITAL_ZONES = new Uint8Array(CAPITAL_COUNT ** 3);

/** Returns the place of three characters in `CAPITAL_ZONES`, or -1 if they are not all capitals. */
const placeOfCapitals = (first: number, second: number, third: number): number =>
  isUpper(first) && isUpper(second) && isUpper(third)
    ? ((first - CAPITAL_A) * CAPITAL_COUNT + (second - CAPITAL_A)) * CAPITAL_COUNT + (third - CAPITAL_A)
    : NO_MATCH;

for (const start of [...ABBREVIATED, ...REGIONS, ...LONG_ZONE_STARTS]) {
  for (let code = CAPITAL_A; code < CAPITAL_A + CAPITAL_COUNT; code++) {
    const third = start.length > 2 ? start.charCodeAt(2) : code;
    const place = placeOfCapitals(start.charCodeAt(0), start.charCodeAt(1), third);
    if (place >= 0) CAPITAL_ZONES[place] = 1;
  }
}

/** Returns true if these are three capitals that no zone starts with. */
export const beginsOtherCapitals = (first: number, second: number, third: number): boolean => {
  const place = placeOfCapitals(first, second, third);
  return place >= 0 && CAPITAL_ZONES[place] === 0;
};

const isAlphanumeric = (code: number): boolean => isLower(code) || isUpper(code) || isDigit(code);

const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const COLON = 58;
const LESS = 60;
const UPPER_Z = 90;
const BRACKET = 91;

/** Returns the number of two digits at a position, or -1. */
const twoDigitsAt = (text: ByteString, at: number): number => {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : NO_MATCH;
};

/** Reads the hours and minutes of an offset, allowing one digit for hours if `loose`; returns where they end, or -1. */
const readOffset = (text: ByteString, at: number, loose: boolean, moment: Moment): number => {
  let hours = twoDigitsAt(text, at + 1);
  let to = at + 3;
  if (hours < 0 && isDigit(text.charCodeAt(at + 1)) && (loose || text.charCodeAt(at + 2) === COLON)) {
    hours = text.charCodeAt(at + 1) - 48;
    to = at + 2;
  }
  if (hours < 0) return NO_MATCH;
  const minutesAt = text.charCodeAt(to) === COLON ? to + 1 : to;
  let minutes = twoDigitsAt(text, minutesAt);
  if (minutes >= 0) to = minutesAt + 2;
  else minutes = 0;
  const next = text.charCodeAt(to);
  // `10:00:00-11:30:00` is a range of times.
  if (isDigit(next) || (next === COLON && isDigit(text.charCodeAt(to + 1)))) return NO_MATCH;
  if (minutes % 15 !== 0 || minutes > 45 || hours > 14) return minutesAt > at + 2 ? UNREADABLE : NO_MATCH;
  const total = hours * 60 + minutes;
  moment.offset = text.charCodeAt(at) === MINUS ? -total : total;
  return to;
};

/** Returns true for the base of a following offset (`GMT+02:00`, `UTC+2`, JavaScript's `GMT+0200`). */
const isBase = (offset: number, text: ByteString, to: number): boolean =>
  offset === 0 &&
  (text.charCodeAt(to) === PLUS || text.charCodeAt(to) === MINUS) &&
  isDigit(text.charCodeAt(to + 1));

/** Reads an upper-case abbreviation and an optional offset; returns where it ends, -1 if there is none. */
const readAbbreviation = (text: ByteString, at: number, end: number, moment: Moment): number => {
  // Most words here are not abbreviations, which two letters are enough to show.
  const second = text.charCodeAt(at + 1);
  if (at + 1 < end && isAlphanumeric(second) && PAIRS[text.charCodeAt(at) * 256 + second] !== 1)
    return NO_MATCH;
  let to = at;
  while (to < end && isUpper(text.charCodeAt(to))) to++;
  if (to - at >= 3 && mayBePosix(text, to)) {
    const behind = readPosixZone(text, at, end, moment);
    if (behind !== NO_MATCH) return behind;
  }
  if (to - at > 4 || (to < end && (isLower(text.charCodeAt(to)) || isDigit(text.charCodeAt(to)))))
    return NO_MATCH;
  const offset = OFFSETS.get(packed(text, at, to));
  if (offset === undefined) return NO_MATCH;
  if (to - at > 1 && isBase(offset, text, to)) {
    const behind = readOffset(text, to, true, moment);
    return behind < 0 ? UNREADABLE : behind;
  }
  if (to - at === 3 && offset === 0 && isBase(offset, text, to + 1)) {
    FULL_OFFSET.lastIndex = to;
    if (FULL_OFFSET.test(text) && FULL_OFFSET.lastIndex <= end) {
      const behind = readOffset(text, to + 1, false, moment);
      return behind < 0 ? UNREADABLE : behind;
    }
  }
  moment.offset = offset;
  return to;
};

/** An offset behind its base and a blank (`UTC +02:00`), in full: a shorter number may be the message's. */
const FULL_OFFSET = / [+-]\d\d:?\d\d(?![\w:])/y;

/** Returns true if a number follows, perhaps with a sign. */
const mayBePosix = (text: ByteString, at: number): boolean => {
  const code = text.charCodeAt(at);
  return isDigit(code) || ((code === MINUS || code === PLUS) && isDigit(text.charCodeAt(at + 1)));
};

/** A zone as in POSIX's TZ: its standard time, the hours behind UTC, perhaps its daylight saving time, and rules. */
const POSIX_ZONE =
  /([A-Z]{3,4})([+-]?)(\d{1,2})(?::(\d\d))?([A-Z]{3,4}(?:[+-]?\d{1,2})?)?(,[JM]?\d[\d./,:JM-]*)?(?![A-Za-z0-9])/y;

/**
 * Reads such a zone; returns where it ends, -1 if there is none. The number after a name is that of its own zone: others
 * are words (`CAT6`), and after UTC and GMT, offsets.
 */
const readPosixZone = (text: ByteString, at: number, end: number, moment: Moment): number => {
  POSIX_ZONE.lastIndex = at;
  const [, name, sign, hours, minutes, daylight, rules] = POSIX_ZONE.exec(text) ?? [];
  const to = POSIX_ZONE.lastIndex;
  if (name === undefined || to > end) return NO_MATCH;
  const behind = Number(hours) * 60 + Number(minutes ?? 0);
  const ahead = sign === '-' ? behind : 0 - behind;
  if (!mayStandFor(name, ahead)) return NO_MATCH;
  if (daylight === undefined) {
    moment.offset = ahead;
    return to;
  }
  const isPlain = minutes === undefined && rules === undefined;
  const zone = isPlain ? zoneOf(POSIX_ZONES[`${name}${hours}${daylight}`] ?? '') : null;
  if (zone === null) return UNREADABLE;
  moment.zone = zone;
  return to;
};

/** The name of an unnamed zone in POSIX's TZ: `<+03>-3`. */
const UNNAMED_ZONE = /<([+-])(\d\d)(\d\d)?>[+-]?\d{1,2}(?::\d\d)?(?![\dA-Za-z<])/y;

const readUnnamedZone = (text: ByteString, at: number, end: number, moment: Moment): number => {
  UNNAMED_ZONE.lastIndex = at;
  const [, sign, hours, minutes] = UNNAMED_ZONE.exec(text) ?? [];
  if (sign === undefined || UNNAMED_ZONE.lastIndex > end) return NO_MATCH;
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  moment.offset = sign === '-' ? -total : total;
  return UNNAMED_ZONE.lastIndex;
};

const ZONE_NAME = /[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_]+(?:[+-]\d{1,2}(?!\d)|[A-Za-z_+-]*\d?))+/y;
/** The zones of names seen in lines: only a few, unless a log invents names. */
const zones = new Map<string, Zone | null>();
const MAX_ZONES = 500;

/** Looks up a zone through a cache, because looking up an invalid name is slow. */
const zoneOf = (name: string): Zone | null => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = findZone(name);
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
};

const BLANK = 32;
const HOUR_MS = 3_600_000;

/** The time that is called standard time: of the two in the hour that occurs twice, the second. */
const standardTimeOf = (zone: Zone): Zone => ({
  name: zone.name,
  offsetAt: localMs => Math.min(zone.offsetAt(localMs), zone.offsetAt(localMs + HOUR_MS)),
});
const standardTimes = new Map<Zone, Zone>();

/** Reads the long name of a zone (`W. Europe Daylight Time`); returns where it ends, -1 if there is none. */
const readLongZone = (text: ByteString, at: number, end: number, moment: Moment): number => {
  let word = at + 1;
  while (isLetter(text.charCodeAt(word)) || text.charCodeAt(word) === DOT) word++;
  // Most sentences go on with a small letter.
  if (text.charCodeAt(word) < 128 && !(text.charCodeAt(word) === BLANK && isUpper(text.charCodeAt(word + 1))))
    return NO_MATCH;
  LONG_ZONE.lastIndex = at;
  const name = LONG_ZONE.exec(text)?.[0];
  if (name === undefined || LONG_ZONE.lastIndex > end) return NO_MATCH;
  const found = longZone(name);
  if (typeof found === 'number') {
    moment.offset = found;
    return at + name.length;
  }
  const zone = found === null ? null : zoneOf(found);
  if (zone === null || text.startsWith(' (Mexico)', at + name.length)) return UNREADABLE;
  moment.zone = zone;
  if (name.endsWith('Standard Time')) {
    const standard = standardTimes.get(zone) ?? standardTimeOf(zone);
    standardTimes.set(zone, standard);
    moment.zone = standard;
  }
  return at + name.length;
};

const SLASH = 47;
const isZoneLetter = (code: number): boolean => isLower(code) || isUpper(code) || code === 95;

/** Reads a name from the tz database (`Europe/Berlin`), as printed by PHP; returns where it ends, or -1. */
const readZoneName = (text: ByteString, at: number, moment: Moment): number => {
  let slash = at + 1;
  while (isZoneLetter(text.charCodeAt(slash))) slash++;
  if (text.charCodeAt(slash) !== SLASH) return NO_MATCH;
  ZONE_NAME.lastIndex = at;
  const name = ZONE_NAME.exec(text)?.[0];
  if (name === undefined) return NO_MATCH;
  const zone = zoneOf(name);
  if (zone === null) return NO_MATCH;
  moment.zone = zone;
  return at + name.length;
};

/** Returned for text that is certainly a zone, but unknown. */
const UNREADABLE = -2;

const REGION = /\[([A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_+-]+)+)\]/y;

/** Reads Java's `[Europe/Berlin]` directly after the time; returns where it ends, `at` if there is none. */
const readRegion = (text: ByteString, at: number, end: number, moment: Moment): number => {
  if (at >= end || text.charCodeAt(at) !== BRACKET || !isUpper(text.charCodeAt(at + 1))) return at;
  REGION.lastIndex = at;
  const found = REGION.exec(text);
  if (found === null || REGION.lastIndex > end) return at;
  const name = found[1]!;
  const zone = zoneOf(name);
  // `10:00:00[Server/INFO]` is not a region; after an offset, a region is only the zone's name.
  if (zone === null) return moment.offset !== UNSAID || CAPITALS.test(name) ? at : UNREADABLE;
  if (moment.offset === UNSAID) moment.zone = zone;
  return REGION.lastIndex;
};

const CAPITALS = /\/[A-Z]+$/;

/** JavaScript repeats the zone's name after its offset. */
const NAMED_BEHIND = / \([A-Z][A-Za-z ]+\)/y;

/**
 * A zone's name after its offset, as written by Go's `time.Time` (`+0200 CEST`, or `-0300 -03`), which then prints its
 * monotonic clock.
 */
const GO_NAME = / (?:[+-]\d\d(?:\d\d)?(?!\d)|([A-Z]{3,4})(?![A-Za-z0-9]))/y;
const GO_CLOCK = / m=[+-]\d+\.\d+(?!\S)/y;

const mayBeGoName = (text: ByteString, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (code === PLUS || code === MINUS) return true;
  return isUpper(code) && PAIRS[code * 256 + text.charCodeAt(at + 1)] === 1;
};

const behindGoName = (text: ByteString, at: number, end: number): number => {
  GO_NAME.lastIndex = at;
  const name = GO_NAME.exec(text);
  if (name === null || GO_NAME.lastIndex > end) return at;
  const isZone = name[1] === undefined || OFFSETS.has(packed(name[1], 0, name[1].length));
  return isZone ? GO_NAME.lastIndex : at;
};

const behindOffset = (text: ByteString, at: number, end: number): number => {
  const to = mayBeGoName(text, at + 1) ? behindGoName(text, at, end) : at;
  if (!text.startsWith(' m=', to)) return to;
  GO_CLOCK.lastIndex = to;
  return GO_CLOCK.test(text) && GO_CLOCK.lastIndex <= end ? GO_CLOCK.lastIndex : to;
};

const PARENTHESIS = 40;
const CLOSING: Readonly<Record<number, number>> = { [PARENTHESIS]: 41, [BRACKET]: 93 };

/**
 * Reads a separate zone in parentheses or brackets (`(UTC+2)`, `[CET]`, `(Europe/Berlin)`); returns where it ends, -1
 * if there is none.
 */
const readEnclosed = (text: ByteString, at: number, end: number, moment: Moment): number => {
  const from = at + 1;
  const code = text.charCodeAt(from);
  const { offset, zone } = moment;
  let to = NO_MATCH;
  if (code === PLUS || code === MINUS) to = readOffset(text, from, false, moment);
  else if (isUpper(code)) {
    to = readAbbreviation(text, from, end, moment);
    if (to === NO_MATCH) to = readZoneName(text, from, moment);
    if (to === NO_MATCH) to = readLongZone(text, from, end, moment);
    if (to === UNREADABLE) return UNREADABLE;
  }
  if (to >= 0 && to < end && text.charCodeAt(to) === CLOSING[text.charCodeAt(at)]) return to + 1;
  moment.offset = offset;
  moment.zone = zone;
  return NO_MATCH;
};

const LOWER_Z = 122;

/** Reads the zone after a clock and an optional blank; returns where it ends, `at` if there is none, or -1. */
export const readZone = (text: ByteString, at: number, end: number, moment: Moment): number => {
  if (at >= end) return at;
  const spaced = isBlank(text.charCodeAt(at));
  const from = spaced ? at + 1 : at;
  if (from >= end) return at;
  const code = text.charCodeAt(from);
  let to = NO_MATCH;
  if (code === PLUS || code === MINUS) {
    to = readOffset(text, from, false, moment);
    // Text directly after the clock is not a word of the message; a dash may make it a range.
    if (to === NO_MATCH && !spaced && code === PLUS && isDigit(text.charCodeAt(from + 1))) return NO_MATCH;
    if (to >= 0 && isBlank(text.charCodeAt(to))) to = behindOffset(text, to, end);
  } else if (spaced && (code === PARENTHESIS || code === BRACKET)) {
    to = readEnclosed(text, from, end, moment);
    if (to >= 0) return to;
    if (to === UNREADABLE) return NO_MATCH;
    if (code === PARENTHESIS) return at;
    to = NO_MATCH;
  } else if (isUpper(code)) {
    to = readAbbreviation(text, from, end, moment);
    if (to >= 0 && moment.offset === 0 && text.startsWith(' m=', to)) to = behindOffset(text, to, end);
    if (to === NO_MATCH && spaced) to = readZoneName(text, from, moment);
    // `GMT Standard Time` is London's.
    const isLonger =
      to >= 0 && (text.startsWith(' Standard Time', to) || text.startsWith(' Daylight Time', to));
    if (isLonger) moment.offset = UNSAID;
    if (spaced && (isLonger || to === NO_MATCH)) to = readLongZone(text, from, end, moment);
  } else if (code === LESS && spaced) {
    to = readUnnamedZone(text, from, end, moment);
  } else if (code === LOWER_Z && !spaced && !isAlphanumeric(text.charCodeAt(from + 1))) {
    moment.offset = 0;
    to = from + 1;
  } else if (code !== BRACKET) return at;
  if (to === UNREADABLE) return NO_MATCH;
  if (to === NO_MATCH) to = at;
  else if (moment.offset !== UNSAID && text.charCodeAt(to) === 32 && text.charCodeAt(to + 1) === 40) {
    NAMED_BEHIND.lastIndex = to;
    if (isGmt(text, from) && NAMED_BEHIND.test(text) && NAMED_BEHIND.lastIndex <= end)
      return NAMED_BEHIND.lastIndex;
  }
  const region = readRegion(text, to, end, moment);
  return region === UNREADABLE ? NO_MATCH : region;
};

const isGmt = (text: ByteString, at: number): boolean => text.startsWith('GMT', at);

const BEHIND_ERE = '( [+-][0-9]+(:[0-9][0-9])?| [A-Z][A-Z][A-Z][A-Z]?)?( m=[+-][0-9]+[.][0-9]+)?';
const ENCLOSED_ERE = `[ \t]([(]([A-Za-z0-9_/+:-]+|${LONG_ZONE_ERE})[)]|\\[([A-Za-z0-9_/+:-]+|${LONG_ZONE_ERE})\\])`;
const POSIX_ERE = '([A-Z]+[+-]?[0-9:]+([A-Z]+([+-]?[0-9]+)?)?|<[+-][0-9]+>[+-]?[0-9:]+)';

export const ZONE_ERE = `([ \t]?([+-][0-9][0-9]?:?([0-9][0-9])?|[A-Z][A-Za-z_/+:0-9-]*|${POSIX_ERE}|${LONG_ZONE_ERE}|z)( [(][A-Za-z ]+[)])?${BEHIND_ERE}|${ENCLOSED_ERE})?(\\[[A-Z][A-Za-z_/+-]*\\])?`;
export const ZONE_LOOK = `([ \t]?([+-][0-9][0-9]?:?([0-9][0-9])?|(${ABBREVIATED.join('|')})([+-][0-9:]+)?|z)${BEHIND_ERE}|[ \t]([A-Z][a-z][A-Za-z_/+0-9-]*|${POSIX_ERE}|${LONG_ZONE_ERE})|${ENCLOSED_ERE})?( [(][A-Za-z ]+[)])?(\\[[A-Z][A-Za-z_/+-]*\\])?`;
