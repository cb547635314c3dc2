import type { ByteString } from '../../bytes.ts';
import { findZone, type Zone } from '../../zones.ts';
import { type Moment, UNSAID } from '../moment.ts';
import { isDigit, isLower, isUpper, NO_MATCH, type Piece } from './steps.ts';

/**
 * Minutes ahead of UTC of the abbreviations that mean one zone (RFC 822 §5, and what the tz database prints for the
 * zones of one name). CST, IST and BST, which mean several, are left to the log's own zone.
 */
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  HKT: 480,
  AEST: 600,
  AEDT: 660,
  ACST: 570,
  AWST: 480,
  NZST: 720,
  NZDT: 780,
};

/** Abbreviations that are zones, but several. */
const AMBIGUOUS = ['CST', 'IST', 'BST'];

/** Up to four capitals as one number, which is looked up without making a string for each line. */
const packed = (text: string, from: number, to: number): number => {
  let key = 0;
  for (let at = from; at < to; at++) key = key * 256 + text.charCodeAt(at);
  return key;
};

const OFFSETS: ReadonlyMap<number, number> = new Map([
  ...Object.entries(ABBREVIATIONS).map(([name, offset]) => [packed(name, 0, name.length), offset] as const),
  ...AMBIGUOUS.map(name => [packed(name, 0, name.length), UNSAID] as const),
]);

const ABBREVIATED = [...Object.keys(ABBREVIATIONS), ...AMBIGUOUS];

/** By the first two letters as one number: 1 where an abbreviation begins so; a level often stands in its place. */
const PAIRS = new Uint8Array(1 << 15);
for (const name of ABBREVIATED) {
  if (name.length > 1) PAIRS[packed(name, 0, 2)] = 1;
}

const isAlphanumeric = (code: number): boolean => isLower(code) || isUpper(code) || isDigit(code);

const MINUS = 45;
const PLUS = 43;
const COLON = 58;

/** A number of two digits, or -1. */
const twoDigitsAt = (text: ByteString, at: number): number => {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : NO_MATCH;
};

/** `+08:00`, `+0800`, and where `short` also `+08`; gives where it ends or -1. */
const readOffset = (text: ByteString, at: number, short: boolean, moment: Moment): number => {
  const hours = twoDigitsAt(text, at + 1);
  if (hours < 0 || hours > 14) return NO_MATCH;
  const minutesAt = text.charCodeAt(at + 3) === COLON ? at + 4 : at + 3;
  let minutes = twoDigitsAt(text, minutesAt);
  let to = minutesAt + 2;
  if (minutes >= 0) {
    if (minutes % 15 !== 0 || minutes > 45) return NO_MATCH;
  } else if (short) {
    minutes = 0;
    to = at + 3;
  } else return NO_MATCH;
  if (isDigit(text.charCodeAt(to))) return NO_MATCH;
  const total = hours * 60 + minutes;
  moment.offset = text.charCodeAt(at) === MINUS ? -total : total;
  return to;
};

/** An upper-case abbreviation; gives where it ends or -1. */
const readAbbreviation = (text: ByteString, at: number, end: number, moment: Moment): number => {
  // Most words that stand here are none, and are known by two letters.
  const second = text.charCodeAt(at + 1);
  if (at + 1 < end && isAlphanumeric(second) && PAIRS[text.charCodeAt(at) * 256 + second] !== 1)
    return NO_MATCH;
  let to = at;
  while (to < end && isUpper(text.charCodeAt(to))) to++;
  if (to - at > 4 || (to < end && (isLower(text.charCodeAt(to)) || isDigit(text.charCodeAt(to)))))
    return NO_MATCH;
  const offset = OFFSETS.get(packed(text, at, to));
  if (offset === undefined) return NO_MATCH;
  moment.offset = offset;
  return to;
};

const ZONE_NAME = /[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_+-]+)+/y;
/** Zones met in lines: a few, unless a line makes names up, and those are not kept. */
const zones = new Map<string, Zone>();

/** A name of the tz database (`Europe/Berlin`), as PHP prints; gives where it ends or -1. */
const readZoneName = (text: ByteString, at: number, moment: Moment): number => {
  if (!isLower(text.charCodeAt(at + 1))) return NO_MATCH;
  ZONE_NAME.lastIndex = at;
  const name = ZONE_NAME.exec(text)?.[0];
  if (name === undefined) return NO_MATCH;
  const zone = zones.get(name) ?? findZone(name);
  if (zone === null) return NO_MATCH;
  zones.set(name, zone);
  moment.zone = zone;
  return at + name.length;
};

/** A zone that may follow a time, after a space or not; without one, nothing is read. */
export const zonePiece: Piece<Moment> = {
  step: (text, at, end, moment) => {
    const spaced = text.charCodeAt(at) === 32;
    const from = spaced ? at + 1 : at;
    if (from >= end) return at;
    const code = text.charCodeAt(from);
    let to = NO_MATCH;
    if (code === PLUS || code === MINUS) to = readOffset(text, from, !spaced, moment);
    else if (isUpper(code)) {
      to = readAbbreviation(text, from, end, moment);
      if (to === NO_MATCH && spaced) to = readZoneName(text, from, moment);
    }
    return to === NO_MATCH ? at : to;
  },
  ere: '( ?([+-][0-9][0-9]:?([0-9][0-9])?|[A-Z][A-Za-z_/+-]*))?',
  look: `( ?[+-][0-9][0-9]:?([0-9][0-9])?| ?(${ABBREVIATED.join('|')})| [A-Z][a-z][A-Za-z_/+-]*)?`,
  first: undefined,
};
