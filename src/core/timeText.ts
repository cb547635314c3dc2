import type { Timestamp } from './record.ts';

/** Minutes that clocks are ahead of UTC at a moment (milliseconds since the epoch): a time zone, as far as printing goes. */
export type ZoneOffset = (ms: number) => number;

export const UTC: ZoneOffset = () => 0;

/** A whole-millisecond moment of our own clock as a Timestamp. */
export const timestampOf = (ms: number): Timestamp => ({ ms, nanos: 0, digits: 3 });

/** ISO 8601 in UTC, with as many digits of the second's fraction as the log printed: `2026-11-20T14:02:11.204Z`. */
export const isoTime = (time: Timestamp): string => {
  const whole = new Date(time.ms).toISOString();
  if (time.digits === 3) return whole;
  const seconds = whole.slice(0, -5);
  return time.digits === 0 ? `${seconds}Z` : `${seconds}.${fraction(time).slice(0, time.digits)}Z`;
};

/** The nine digits after the second's point. */
const fraction = (time: Timestamp): string =>
  String((((time.ms % 1000) + 1000) % 1000) * 1_000_000 + time.nanos).padStart(9, '0');

type TimePart = (local: Date, time: Timestamp, offset: number) => string;

const two = (value: number): string => String(value).padStart(2, '0');

/** What a time pattern may hold; anything else stands for itself. The longest name wins. */
const TOKENS: Readonly<Record<string, TimePart>> = {
  YYYY: local => String(local.getUTCFullYear()).padStart(4, '0'),
  MMM: local => MONTHS[local.getUTCMonth()]!,
  MM: local => two(local.getUTCMonth() + 1),
  DD: local => two(local.getUTCDate()),
  HH: local => two(local.getUTCHours()),
  mm: local => two(local.getUTCMinutes()),
  ss: local => two(local.getUTCSeconds()),
  SSSSSSSSS: (_local, time) => fraction(time),
  SSSSSS: (_local, time) => fraction(time).slice(0, 6),
  SSS: (_local, time) => fraction(time).slice(0, 3),
  Z: (_local, _time, offset) => zoneText(offset),
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const TOKEN = new RegExp(Object.keys(TOKENS).join('|'), 'g');

const zoneText = (offset: number): string => {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** Compiles a pattern such as `HH:mm:ss.SSS` (YYYY MMM MM DD HH mm ss SSS SSSSSS SSSSSSSSS Z) into a way to print times. */
export const timePattern = (pattern: string): ((time: Timestamp, zone: ZoneOffset) => string) => {
  const names = pattern.match(TOKEN) ?? [];
  const between = pattern.split(TOKEN);
  return (time, zone) => {
    const offset = zone(time.ms);
    const local = new Date(time.ms + offset * 60_000);
    let text = between[0]!;
    for (let at = 0; at < names.length; at++)
      text += TOKENS[names[at]!]!(local, time, offset) + between[at + 1]!;
    return text;
  };
};

/** `--time`: short and full are on the local clock, `utc` and `local` are ISO 8601 with their zone. */
export type TimeStyle = 'short' | 'full' | 'off' | 'utc' | 'local';

const STYLE_PATTERN = {
  short: 'HH:mm:ss.SSS',
  full: 'YYYY-MM-DD HH:mm:ss.SSS',
  utc: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
  local: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
} as const;

/** How `--time` prints: text of one width for every time on that clock, the same width in spaces for none; null for `off`. */
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
