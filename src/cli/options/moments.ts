import type { TimeRange } from '../../core/query.ts';
import { parseDuration } from './durations.ts';
import { toInstant, toWall, type WallTime } from './wallClock.ts';

/** A moment as somebody writes it, before the clock and the zone are known. */
export type Moment =
  | { readonly kind: 'ago'; readonly ms: number }
  /** Milliseconds since the epoch: the text stated a zone, or was an epoch time. */
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'date'; readonly wall: WallTime }
  /** A time of day counted from today: -1 is yesterday. */
  | { readonly kind: 'day'; readonly offset: number; readonly ms: number }
  /** A time of day alone. */
  | { readonly kind: 'clock'; readonly ms: number };

/** What a moment looks like, for messages. */
export const MOMENT_EXAMPLES =
  "10m, 2h30m, 09:30, today, yesterday 18:00, '2026-11-20 09:30' or 2026-11-20T09:30:00Z";

const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ONLY_CLOCK = new RegExp(`^${CLOCK}$`);
const DAY_WORD = new RegExp(`^(yesterday|today|tomorrow)(?: +${CLOCK})?$`, 'i');
const DATE = new RegExp(
  String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+${CLOCK})?(?: *(Z|UTC|[+-]\d{2}:?\d{2}))?$`,
  'i',
);
const EPOCH = /^@(\d+(?:\.\d+)?)$/;

/**
 * Reads a length of time before now (`10m`, `2h ago`), a time of day, `now`, `today`, `yesterday 18:00`, an ISO date with or without
 * time and zone, or `@` and seconds since the epoch. Null if the text is none of these, or no day or time that exists.
 */
export function parseMoment(text: string): Moment | null {
  const trimmed = text.trim();
  if (/^now$/i.test(trimmed)) return { kind: 'ago', ms: 0 };
  const epoch = EPOCH.exec(trimmed);
  if (epoch) return { kind: 'instant', ms: Math.floor(Number(epoch[1]) * 1000) };
  const clock = ONLY_CLOCK.exec(trimmed);
  if (clock) return ifClock(clock.slice(1), ms => ({ kind: 'clock', ms }));
  const day = DAY_WORD.exec(trimmed);
  if (day) return ifClock(day.slice(2), ms => ({ kind: 'day', offset: DAYS[day[1]!.toLowerCase()]!, ms }));
  const date = DATE.exec(trimmed);
  if (date) return parseDate(date);
  const ago = parseDuration(trimmed.replace(/^-/, '').replace(/ +ago$/i, ''));
  return ago === null ? null : { kind: 'ago', ms: ago };
}

function parseDate(match: RegExpExecArray): Moment | null {
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const there = new Date(Date.UTC(year, month - 1, day));
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day) return null;
  return ifClock(match.slice(4, 8), ms => {
    if (match[8] === undefined) return { kind: 'date', wall: { year, month, day, ms } };
    return { kind: 'instant', ms: there.getTime() + ms - zoneOffset(match[8]) };
  });
}

/** Hands on the milliseconds since midnight of hour, minute, second and fraction, if there is such a time; no hour is midnight. */
function ifClock(parts: readonly (string | undefined)[], make: (ms: number) => Moment): Moment | null {
  const [hour, minute, second] = [0, 1, 2].map(index => Number(parts[index] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return make(((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(Number(`0.${parts[3] ?? 0}`) * 1000));
}

function zoneOffset(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

/** What turning words into moments depends on. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name of the person's zone. */
  readonly zone: string;
}

/** Where a moment is, in milliseconds since the epoch. A time of day alone is the latest one that is not to come. */
export function resolveMoment(moment: Moment, clock: Clock): number {
  switch (moment.kind) {
    case 'ago':
      return clock.now - moment.ms;
    case 'instant':
      return moment.ms;
    case 'date':
      return toInstant(moment.wall, clock.zone);
    case 'day':
      return onDay(moment.offset, moment.ms, clock);
    case 'clock': {
      const today = onDay(0, moment.ms, clock);
      return today <= clock.now ? today : onDay(-1, moment.ms, clock);
    }
  }
}

function onDay(offset: number, ms: number, { now, zone }: Clock): number {
  const today = toWall(now, zone);
  return toInstant({ ...today, day: today.day + offset, ms }, zone);
}

/**
 * The range between two moments. An `until` that is a time of day alone is the next one when following, and otherwise moves on a day
 * where it would lie before `since`: `--since 23:50 --until 00:10` spans midnight.
 */
export function resolveTimeRange(
  since: Moment | null,
  until: Moment | null,
  clock: Clock,
  following: boolean,
): TimeRange {
  const start = since && resolveMoment(since, clock);
  let end = until && resolveMoment(until, clock);
  if (until?.kind === 'clock' && end !== null) {
    const tooEarly = following ? end <= clock.now : start !== null && end < start;
    if (tooEarly) end = onDay(onDay(0, until.ms, clock) === end ? 1 : 0, until.ms, clock);
  }
  return { since: start, until: end };
}
