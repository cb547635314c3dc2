const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

const PART =
  /(\d+(?:\.\d+)?)\s*(?:(ms|[smhdw])(?![a-z])|(sec|second|min|minute|hour|day|week)s?(?![a-z]))(?:,?\s+and\s+(?=\d)|,\s*(?=\d)|\s*)/y;

/**
 * Returns the length of a time span such as `90s`, `1.5h`, `2h30m` or `1 hour 5 minutes` in milliseconds, and null for anything
 * else. A bare number has no unit, so it is null too.
 */
export const parseDuration = (text: string): number | null => {
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) return null;
    total += Number(part[1]) * UNITS[(part[2] ?? part[3])!]!;
  }
  return text === '' ? null : Math.round(total);
};

/** Like `parseDuration`, but a bare number means seconds, as in `tail -s 0.5` and `timeout 10`. */
export const parseSeconds = (text: string): number | null =>
  /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : parseDuration(text);
