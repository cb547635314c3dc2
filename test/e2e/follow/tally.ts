/** A client's output for one log, in order: line numbers, and markers. */
export type Printed = number | { readonly marker: string };

export interface LogTally {
  /** The numbers of the expected lines. */
  readonly wanted: readonly number[];
  /** Numbers of lines missing without a reported gap. */
  readonly lost: readonly number[];
  /** Numbers of lines missing within a reported gap. */
  readonly marked: readonly number[];
  readonly repeated: readonly number[];
  /** Lines that arrived after a later one without a notice. */
  readonly disordered: readonly number[];
  readonly markers: Readonly<Record<string, number>>;
}

/** Accounts for every line: printed once, or missing inside a reported gap. */
export const tally = (expected: readonly number[], printed: readonly Printed[]): LogTally => {
  const places = new Map<number, number>();
  const repeated: number[] = [];
  const gaps: number[] = [];
  const markers: Record<string, number> = {};
  const disordered: number[] = [];
  let highest = 0;
  let late = false;
  for (const [place, item] of printed.entries()) {
    if (typeof item === 'number') {
      if (places.has(item)) repeated.push(item);
      else places.set(item, place);
      if (item < highest && !late) disordered.push(item);
      highest = Math.max(highest, item);
      continue;
    }
    markers[item.marker] = (markers[item.marker] ?? 0) + 1;
    if (item.marker === 'gap') gaps.push(place);
    late = item.marker === 'notice' || (late && item.marker !== 'rotated');
  }
  const missing = expected.filter(number => !places.has(number));
  const isMarked = (number: number): boolean => {
    const [before, after] = neighbours(number, places, expected.at(-1)!);
    return gaps.some(gap => gap > Math.min(before, after) && gap < Math.max(before, after));
  };
  return {
    wanted: expected,
    lost: missing.filter(number => !isMarked(number)),
    marked: missing.filter(isMarked),
    repeated,
    disordered,
    markers,
  };
};

/** Returns the positions of the nearest printed lines before and after a missing one. */
const neighbours = (number: number, places: ReadonlyMap<number, number>, last: number): [number, number] => {
  let before = number;
  while (before > 0 && !places.has(before)) before--;
  let after = number;
  while (after <= last && !places.has(after)) after++;
  return [places.get(before) ?? -1, places.get(after) ?? Number.POSITIVE_INFINITY];
};
