import type { TimeRange } from '../query.ts';
import type { ZoneOffset } from '../text/timeText.ts';
import { parseDuration } from './durations.ts';
import { toInstant, toWall, type WallTime } from './wallClock.ts';

/** A time as a person writes it, before the clock and the zone are known. */
export type TimeExpression =
  | { readonly kind: 'ago'; readonly ms: number }
  /** Milliseconds since the epoch: the text had a zone, or was an epoch time. */
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'date'; readonly wall: WallTime }
  /** A time of day counted from today: -1 is yesterday. */
  | { readonly kind: 'day'; readonly offset: number; readonly ms: number }
  /** A time of day on the most recent such weekday (0: Sunday); `last` excludes today. */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly last: boolean; readonly ms: number }
  /** A time of day alone; the offset from UTC in minutes if it had a zone. */
  | { readonly kind: 'clock'; readonly ms: number; readonly zone: number | null };

/** Examples for messages. */
export const TIME_EXAMPLES =
  "10m, 2h30m, 09:30, today, yesterday 18:00, 'last monday', '2026-11-20 09:30' or 2026-11-20T09:30:00Z";

const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw`(?: *(Z|UTC|[+-]\d{2}:?\d{2}))?`;
const ONLY_CLOCK = new RegExp(`^${CLOCK}${ZONE}$`, 'i');
const DAY_WORD = new RegExp(`^(yesterday|today|tomorrow)(?: +(?:at +)?${CLOCK})?$`, 'i');
const WEEKDAY = new RegExp(
  `^(?:on +)?(last +)?(sun|mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur)(?:day)?(?: +(?:at +)?${CLOCK})?$`,
  'i',
);
const DATE = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+${CLOCK})?${ZONE}$`, 'i');
const EPOCH = /^@(\d+(?:\.\d+)?)$/;

/**
 * Parses a time relative to now (`10m`, `2h ago`, `5 minutes ago`), a time of day, `now`, `today`, `yesterday
 * 18:00`, a weekday (`last monday`), an ISO date with or without time and zone, or `@` and seconds since the
 * epoch. Returns null for anything else, and for a day or time that does not exist.
 */
export const parseTime = (text: string): TimeExpression | null => {
  const trimmed = text.trim();
  if (/^now$/i.test(trimmed)) return { kind: 'ago', ms: 0 };
  const epoch = EPOCH.exec(trimmed);
  if (epoch) return { kind: 'instant', ms: Math.floor(Number(epoch[1]) * 1000) };
  const clock = ONLY_CLOCK.exec(trimmed);
  if (clock) {
    const zone = clock[5] === undefined ? null : zoneMinutes(clock[5]);
    return ifClock(clock.slice(1, 5), ms => ({ kind: 'clock', ms, zone }));
  }
  const day = DAY_WORD.exec(trimmed);
  if (day) return ifClock(day.slice(2), ms => ({ kind: 'day', offset: DAYS[day[1]!.toLowerCase()]!, ms }));
  const weekday = WEEKDAY.exec(trimmed);
  if (weekday) return parseWeekday(weekday);
  const date = DATE.exec(trimmed);
  if (date) return parseDate(date);
  const ago = parseDuration(
    trimmed
      .replace(/^-/, '')
      .replace(/ +ago$/i, '')
      .replace(/^an? +/i, '1 '),
  );
  return ago === null ? null : { kind: 'ago', ms: ago };
};

const parseWeekday = (match: RegExpExecArray): TimeExpression | null => {
  const weekday = WEEKDAYS.indexOf(match[2]!.slice(0, 3).toLowerCase());
  return ifClock(match.slice(3), ms => ({ kind: 'weekday', weekday, last: match[1] !== undefined, ms }));
};

const parseDate = (match: RegExpExecArray): TimeExpression | null => {
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const there = new Date(Date.UTC(year, month - 1, day));
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day) return null;
  return ifClock(match.slice(4, 8), ms => {
    if (match[8] === undefined) return { kind: 'date', wall: { year, month, day, ms } };
    return { kind: 'instant', ms: there.getTime() + ms - zoneMinutes(match[8]) * 60_000 };
  });
};

/** Passes on the milliseconds since midnight of hour, minute, second and fraction, if such a time exists; no hour is midnight. */
const ifClock = (
  parts: readonly (string | undefined)[],
  make: (ms: number) => TimeExpression,
): TimeExpression | null => {
  const [hour, minute, second] = [0, 1, 2].map(index => Number(parts[index] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return make(((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(Number(`0.${parts[3] ?? 0}`) * 1000));
};

const zoneMinutes = (zone: string): number => {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
};

/** Everything that resolving a time expression depends on. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The user's time zone. */
  readonly zone: ZoneOffset;
}

/** Returns the time in milliseconds since the epoch. A time of day alone means the most recent one. */
export const resolveTime = (time: TimeExpression, clock: Clock): number => {
  switch (time.kind) {
    case 'ago':
      return clock.now - time.ms;
    case 'instant':
      return time.ms;
    case 'date':
      return toInstant(time.wall, clock.zone);
    case 'day':
      return onDay(time.offset, time.ms, clock);
    case 'weekday':
      return onWeekday(time, clock);
    case 'clock':
      return latestClock(time.ms, clockOf(time, clock));
  }
};

const latestClock = (ms: number, clock: Clock): number => {
  const today = onDay(0, ms, clock);
  return today <= clock.now ? today : onDay(-1, ms, clock);
};

const onWeekday = (
  { weekday, last, ms }: Extract<TimeExpression, { kind: 'weekday' }>,
  clock: Clock,
): number => {
  const { year, month, day } = toWall(clock.now, clock.zone);
  const back = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() - weekday + 7) % 7;
  const isPast = back > 0 || (!last && onDay(0, ms, clock) <= clock.now);
  return onDay(isPast ? -back : -7, ms, clock);
};

/** The clock to which a time of day refers. */
const clockOf = ({ zone }: Extract<TimeExpression, { kind: 'clock' }>, clock: Clock): Clock =>
  zone === null ? clock : { now: clock.now, zone: () => zone };

const onDay = (offset: number, ms: number, { now, zone }: Clock): number => {
  const today = toWall(now, zone);
  return toInstant({ ...today, day: today.day + offset, ms }, zone);
};

/**
 * Returns the range between two times. If `until` is a time of day alone, it means the next one when
 * following, and otherwise moves to the next day if it would be before `since`: `--since 23:50 --until 00:10`
 * spans midnight.
 */
export const resolveTimeRange = (
  since: TimeExpression | null,
  until: TimeExpression | null,
  clock: Clock,
  following: boolean,
): TimeRange => {
  const start = since && resolveTime(since, clock);
  const end = until && resolveTime(until, clock);
  if (until?.kind !== 'clock' || end === null) return { since: start, until: end };
  const tooEarly = following ? end <= clock.now : start !== null && end < start;
  if (!tooEarly) return { since: start, until: end };
  const own = clockOf(until, clock);
  return { since: start, until: onDay(onDay(0, until.ms, own) === end ? 1 : 0, until.ms, own) };
};

/**
 * Parses two times separated by `to` or a space: `14:02 14:05`, `yesterday 18:00 to 19:00`. One time alone
 * has no end. Returns null if the text is neither.
 */
export const parseTimeRange = (
  text: string,
): { readonly since: TimeExpression; readonly until: TimeExpression | null } | null => {
  const pair = (a: string, b: string) => {
    const [since, until] = [parseTime(a), parseTime(b)];
    return since && until ? { since, until } : null;
  };
  const parts = text.trim().split(/\s+to\s+/i);
  if (parts.length === 2) return pair(parts[0]!, parts[1]!);
  const words = text.trim().split(/\s+/);
  const splits = words
    .slice(1)
    .map((_, index) => pair(words.slice(0, index + 1).join(' '), words.slice(index + 1).join(' ')));
  const split = splits.find(one => one !== null) ?? null;
  const whole = parseTime(text);
  // `10m 5m` is two spans; `2026-11-20 14:02` is one time.
  return whole && (whole.kind !== 'ago' || split === null) ? { since: whole, until: null } : split;
};
