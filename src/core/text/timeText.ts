import type { Timestamp } from '../record.ts';

/**
 * Returns the offset from UTC in minutes at a given time (milliseconds since the epoch): a time zone, for the
 * purpose of printing.
 */
export type ZoneOffset = (ms: number) => number;

export const UTC: ZoneOffset = () => 0;

/** Converts a time of our own clock in whole milliseconds to a Timestamp. */
export const timestampOf = (ms: number): Timestamp => ({ ms, nanos: 0, digits: 3 });

/**
 * Formats ISO 8601 in UTC, with as many digits of the second's fraction as in the log:
 * `2026-11-20T14:02:11.204Z`.
 */
export const isoTime = (time: Timestamp): string => {
  const seconds = isoSeconds(Math.floor(time.ms / 1000));
  return time.digits === 0 ? `${seconds}Z` : `${seconds}.${fraction(time).slice(0, time.digits)}Z`;
};

/** Formats a time in whole seconds since the epoch, without a zone: `2026-11-20T14:02:11`. */
export const isoSeconds = (second: number): string => {
  const slot = ((second % RECENT) + RECENT) % RECENT;
  if (recentSeconds[slot] !== second) {
    recentSeconds[slot] = second;
    recentTexts[slot] = new Date(second * 1000).toISOString().slice(0, -5);
  }
  return recentTexts[slot]!;
};

/**
 * Formatting takes longer than everything else about a record, and adjacent records fall into few seconds, so
 * recent results are cached.
 */
const RECENT = 64;
const recentSeconds: number[] = new Array(RECENT).fill(Number.NaN);
const recentTexts: string[] = new Array(RECENT).fill('');

/** Returns the nine digits after the decimal point. */
const fraction = (time: Timestamp): string => {
  const ms = ((time.ms % 1000) + 1000) % 1000;
  return String(1_000_000_000 + ms * 1_000_000 + time.nanos).slice(1);
};

type TimePart = (local: Date, offset: number) => string;

const two = (value: number): string => String(value).padStart(2, '0');

/** The names in a time pattern, besides fractions; anything else is literal. The longest name wins. */
const TOKENS: Readonly<Record<string, TimePart>> = {
  YYYY: local => String(local.getUTCFullYear()).padStart(4, '0'),
  MMM: local => MONTHS[local.getUTCMonth()]!,
  MM: local => two(local.getUTCMonth() + 1),
  DD: local => two(local.getUTCDate()),
  HH: local => two(local.getUTCHours()),
  mm: local => two(local.getUTCMinutes()),
  ss: local => two(local.getUTCSeconds()),
  Z: (_local, offset) => zoneText(offset),
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const TOKEN = new RegExp(Object.keys(TOKENS).join('|'), 'g');

/** Number of digits of the second's fraction. */
const FRACTION = /S{9}|S{6}|S{3}/g;

const zoneText = (offset: number): string => {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/**
 * Compiles a pattern such as `HH:mm:ss.SSS` (YYYY MMM MM DD HH mm ss SSS SSSSSS SSSSSSSSS Z) to a function
 * that formats times.
 */
export const timePattern = (pattern: string): ((time: Timestamp, zone: ZoneOffset) => string) => {
  const fractions = pattern.match(FRACTION) ?? [];
  const around = pattern.split(FRACTION);
  let lastSecond = Number.NaN;
  let lastZone: ZoneOffset | null = null;
  let texts = around;

  return (time, zone) => {
    const second = Math.floor(time.ms / 1000);
    if (second !== lastSecond || zone !== lastZone) {
      const offset = zone(time.ms);
      const local = new Date(second * 1000 + offset * 60_000);
      texts = around.map(part => part.replace(TOKEN, name => TOKENS[name]!(local, offset)));
      lastSecond = second;
      lastZone = zone;
    }
    let text = texts[0]!;
    fractions.forEach((digits, at) => {
      text += fraction(time).slice(0, digits.length) + texts[at + 1]!;
    });
    return text;
  };
};

/** Values of `--time`: short and full use the local clock, `utc` and `local` are ISO 8601 with their zone. */
export type TimeStyle = 'short' | 'full' | 'off' | 'utc' | 'local';

const STYLE_PATTERN = {
  short: 'HH:mm:ss.SSS',
  full: 'YYYY-MM-DD HH:mm:ss.SSS',
  utc: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
  local: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
} as const;

/**
 * Returns the formatter for `--time`: fixed-width text for every time, or as many spaces for none; null for
 * `off`.
 */
export const timeStyle = (
  style: TimeStyle,
  local: ZoneOffset,
): ((time: Timestamp | null) => string) | null => {
  if (style === 'off') return null;
  const print = timePattern(STYLE_PATTERN[style]);
  const zone = style === 'utc' ? UTC : local;
  const blank = ' '.repeat(print(timestampOf(0), zone).length);
  return time => (time === null ? blank : print(time, zone));
};
