/** A date and time of day as a wall clock shows it; `month` is 1–12, `ms` the milliseconds since midnight. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ms: number;
}

const DAY = 86_400_000;

/**
 * The moment a wall clock in an IANA zone shows a date and time, in milliseconds since the epoch. A day past the month's end runs on
 * into the next. Where the clocks went back and the time came twice, the first; where they went forward over it, as if they had not yet.
 */
export function toInstant(wall: WallTime, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.ms;
  const before = offsetAt(asUtc - DAY, zone);
  const after = offsetAt(asUtc + DAY, zone);
  const fits = [asUtc - before, asUtc - after].filter(instant => instant + offsetAt(instant, zone) === asUtc);
  return fits.length > 0 ? Math.min(...fits) : asUtc - before;
}

/** What a wall clock in the zone shows at a moment. */
export function toWall(instant: number, zone: string): WallTime {
  const shifted = new Date(instant + offsetAt(instant, zone));
  const [year, month, day] = [shifted.getUTCFullYear(), shifted.getUTCMonth(), shifted.getUTCDate()];
  return { year, month: month + 1, day, ms: shifted.getTime() - Date.UTC(year, month, day) };
}

/** Milliseconds that the zone's clocks are ahead of UTC at a moment. */
function offsetAt(instant: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const shown = Object.fromEntries(
    format.formatToParts(instant).map(part => [part.type, Number(part.value)]),
  );
  const { year, month, day, hour, minute, second } = shown as Record<string, number>;
  const asUtc = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return asUtc - Math.floor(instant / 1000) * 1000;
}
