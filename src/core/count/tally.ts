/** The count of one kind in one period. */
export interface CountRow {
  /** The period's start in milliseconds since the epoch; null: it has no time, or no periods are requested. */
  readonly period: number | null;
  /** The value of each requested field; null: the record has none. */
  readonly values: readonly (string | null)[];
  count: number;
}

/** Maximum number of distinct kinds; further ones are counted together, to bound memory. */
const MAX_KINDS = 1_000_000;

/** Counts by period and values. */
export class Tally {
  readonly #rows = new Map<string, CountRow>();
  readonly #maxKinds: number;
  /** Returns all counts. */
  total = 0;
  /** Records counted together beyond the maximum. */
  rest = 0;

  constructor(maxKinds = MAX_KINDS) {
    this.#maxKinds = maxKinds;
  }

  add(period: number | null, values: readonly (string | null)[], count: number): void {
    this.total += count;
    const key = keyOf(period, values);
    const row = this.#rows.get(key);
    if (row !== undefined) row.count += count;
    else if (this.#rows.size < this.#maxKinds) this.#rows.set(key, { period, values, count });
    else this.rest += count;
  }

  rows(): CountRow[] {
    return [...this.#rows.values()];
  }
}

const keyOf = (period: number | null, values: readonly (string | null)[]): string => {
  let key = period === null ? '' : `${period}`;
  for (const value of values) key += value === null ? '\0-' : `\0=${value}`;
  return key;
};
