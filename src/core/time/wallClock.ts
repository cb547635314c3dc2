import type { ZoneOffset } from '../text/timeText.ts';
import { localOffset } from '../zones.ts';

/** A date and time of day as a wall clock shows it; `month` is 1–12, `ms` the milliseconds since midnight. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ms: number;
}

const MINUTE = 60_000;

/**
 * Returns the time at which a zone's wall clock shows a date and time, in milliseconds since the epoch. A day
 * past the month's end overflows into the next month; a time that occurs twice means the first, as in
 * `Zone.offsetAt`.
 */
export const toInstant = ({ year, month, day, ms }: WallTime, zone: ZoneOffset): number => {
  const visible = Date.UTC(year, month - 1, day) + ms;
  return visible - localOffset(utcMs => zone(utcMs) * MINUTE, visible);
};

/** Returns what a zone's wall clock shows at a given time. */
export const toWall = (instant: number, zone: ZoneOffset): WallTime => {
  const visible = new Date(instant + zone(instant) * MINUTE);
  const [year, month, day] = [visible.getUTCFullYear(), visible.getUTCMonth(), visible.getUTCDate()];
  return { year, month: month + 1, day, ms: visible.getTime() - Date.UTC(year, month, day) };
};
