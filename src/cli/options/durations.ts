const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const PART = /(\d+(?:\.\d+)?)\s*(ms|sec|min|s|m|h|d|w)\s*/y;

/** A length of time such as `90s`, `1.5h` or `2h30m` in milliseconds; a bare number has no unit and is null, as is anything else. */
export function parseDuration(text: string): number | null {
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) return null;
    total += Number(part[1]) * UNITS[part[2]!]!;
  }
  return text === '' ? null : Math.round(total);
}

/** The same where a bare number means seconds, as in `tail -s 0.5` and `timeout 10`. */
export const parseSeconds = (text: string): number | null =>
  /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : parseDuration(text);
