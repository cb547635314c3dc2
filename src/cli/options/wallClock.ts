import { findZone, UTC, type Zone } from '../../core/zones.ts';

/** A date and time of day as a wall clock shows it; `month` is 1–12, `ms` the milliseconds since midnight. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ms: number;
}

const zoneNamed = (name: string): Zone => findZone(name) ?? UTC;

/** The moment a wall clock in an IANA zone shows a date and time, in milliseconds since the epoch. A day past the month's end runs on into the next. */
export function toInstant(wall: WallTime, zone: string): number {
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.ms;
  return shown - zoneNamed(zone).offsetAt(shown);
}

/** What a wall clock in the zone shows at a moment (an hour off within the hour that clocks show twice). */
export function toWall(instant: number, zone: string): WallTime {
  const { offsetAt } = zoneNamed(zone);
  const nearly = instant + offsetAt(instant);
  const shown = new Date(instant + offsetAt(nearly));
  const [year, month, day] = [shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()];
  return { year, month: month + 1, day, ms: shown.getTime() - Date.UTC(year, month, day) };
}
