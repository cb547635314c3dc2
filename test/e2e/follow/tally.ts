/** What a client printed of one log, in order: line numbers, and markers. */
export type Printed = number | { readonly marker: string };

export interface LogTally {
  /** The line numbers that were to be printed. */
  readonly wanted: readonly number[];
  /** Line numbers that are missing, and no gap stands where they would be. */
  readonly lost: readonly number[];
  /** Missing where a gap is said. */
  readonly marked: readonly number[];
  readonly repeated: readonly number[];
  /** Lines that came after a later one of theirs, and nothing said so. */
  readonly disordered: readonly number[];
  readonly markers: Readonly<Record<string, number>>;
}

/** Accounts for every line: printed once, or missing inside a gap that is said. */
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

/** The places of the nearest lines that were printed, before and after one that was not. */
const neighbours = (number: number, places: ReadonlyMap<number, number>, last: number): [number, number] => {
  let before = number;
  while (before > 0 && !places.has(before)) before--;
  let after = number;
  while (after <= last && !places.has(after)) after++;
  return [places.get(before) ?? -1, places.get(after) ?? Number.POSITIVE_INFINITY];
};
