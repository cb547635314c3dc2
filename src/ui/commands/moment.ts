import type { ZoneOffset } from '../../core/text/timeText.ts';

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

const AGO = /^-?(\d+(?:\.\d+)?)\s*([smhd])(?:\s+ago)?$/;
const CLOCK = /^(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?(Z)?$/;

/**
 * The moment a person means, in milliseconds since the epoch: `-5m`, `14:02`, `14:02:11.2`, `2026-11-20 14:02` on the
 * zone's clock or, with `Z`, in UTC. A clock time alone is the latest that is not in the future. Null where it is none.
 */
export const parseMoment = (text: string, now: number, zone: ZoneOffset): number | null => {
  const ago = AGO.exec(text.trim());
  if (ago) return now - Number(ago[1]) * UNITS[ago[2]!]!;
  const clock = CLOCK.exec(text.trim());
  if (!clock) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '0', utc] = clock;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const offset = utc ? 0 : zone(now) * 60_000;
  const time =
    Number(hour) * 3_600_000 +
    Number(minute) * 60_000 +
    Number(second) * 1000 +
    Number(fraction.padEnd(3, '0'));
  if (year) return Date.UTC(Number(year), Number(month) - 1, Number(day)) + time - offset;
  const today = Math.floor((now + offset) / DAY_MS) * DAY_MS + time - offset;
  return today > now ? today - DAY_MS : today;
};
