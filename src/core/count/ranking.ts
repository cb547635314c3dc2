import type { CountRow } from './tally.ts';

/** The rows of one period, the most common first. */
export interface Ranking {
  readonly period: number | null;
  readonly rows: readonly CountRow[];
  /** What `top` leaves out: the number of kinds, and their total. */
  readonly others: { readonly kinds: number; readonly count: number };
}

/** Sorts counts: periods by time, kinds by number and then by value. `top`: maximum per period. */
export const ranked = (rows: readonly CountRow[], top: number | null): Ranking[] => {
  const periods = new Map<number | null, CountRow[]>();
  for (const row of rows) {
    const of = periods.get(row.period);
    if (of === undefined) periods.set(row.period, [row]);
    else of.push(row);
  }
  return [...periods]
    .sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
    .map(([period, of]) => {
      of.sort(commonestFirst);
      const left = top === null ? [] : of.slice(top);
      const count = left.reduce((sum, row) => sum + row.count, 0);
      return { period, rows: top === null ? of : of.slice(0, top), others: { kinds: left.length, count } };
    });
};

const commonestFirst = (a: CountRow, b: CountRow): number => b.count - a.count || byValues(a, b);

const byValues = (a: CountRow, b: CountRow): number => {
  for (const [index, value] of a.values.entries()) {
    const other = b.values[index] ?? null;
    if (value === other) continue;
    if (value === null || other === null) return value === null ? 1 : -1;
    const difference = Number(value) - Number(other);
    return difference || (value < other ? -1 : 1);
  }
  return 0;
};
