/**
 * How much of a log to read: the last `count` lines or bytes, or everything from the `count`th on (1-based).
 */
export interface Extent {
  readonly from: 'end' | 'start';
  readonly count: number;
}

const KILO = ['K', 'M', 'G', 'T', 'P', 'E'];

/**
 * Returns the factor of a multiplier suffix of GNU tail and head: `b` 512, `kB` 1000, `K` and `KiB` 1024, `MB`, `M`,
 * `MiB`… up to `E` (`k` and `m` count as `K` and `M`); undefined for anything else.
 */
const multiplier = (suffix: string): number | undefined => {
  if (suffix === '') return 1;
  if (suffix === 'b') return 512;
  const power = KILO.indexOf(suffix[0]!.toUpperCase()) + 1;
  if (power === 0 || (power > 2 && suffix[0] !== KILO[power - 1])) return undefined;
  const unit = suffix.slice(1);
  if (unit === 'B') return 1000 ** power;
  return unit === '' || unit === 'iB' ? 1024 ** power : undefined;
};

/**
 * Parses a count with tail's multipliers (`10`, `10K`, `1MB`), capped at the largest safe integer; returns
 * null for anything else.
 */
export const parseCount = (text: string): number | null => {
  const match = /^(\d+)([A-Za-z]*)$/.exec(text);
  const factor = match && multiplier(match[2]!);
  if (!match || factor === undefined || factor === null) return null;
  return Math.min(Number(match[1]) * factor, Number.MAX_SAFE_INTEGER);
};

/** Parses tail's `N`, `-N` and `+N`; `+0` means `+1`, as in tail. Returns null for anything else. */
export const parseExtent = (text: string): Extent | null => {
  const sign = text[0] === '+' || text[0] === '-' ? text[0] : '';
  const count = parseCount(text.slice(sign.length));
  if (count === null) return null;
  return sign === '+' ? { from: 'start', count: Math.max(1, count) } : { from: 'end', count };
};
