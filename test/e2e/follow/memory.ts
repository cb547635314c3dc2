import type { MemorySample } from './memoryProbe.ts';

const MEGABYTE = 1024 * 1024;

/** A process's minimum memory within a minute, in megabytes: what it uses between bursts, not during one. */
export interface MemoryMinute {
  readonly heap: number;
  readonly external: number;
  /** The peak of resident memory. */
  readonly resident: number;
}

/** Groups samples by minutes, starting with the first; the last minute may be short. */
export const byMinute = (samples: readonly MemorySample[]): MemoryMinute[] => {
  const [first] = samples;
  if (first === undefined) return [];
  const minutes = Map.groupBy(samples, ({ at }) => Math.floor((at - first.at) / 60_000));
  return [...minutes.values()].map(minute => ({
    heap: Math.min(...minute.map(({ heap }) => heap)) / MEGABYTE,
    external: Math.min(...minute.map(({ external }) => external)) / MEGABYTE,
    resident: Math.max(...minute.map(({ resident }) => resident)) / MEGABYTE,
  }));
};

/** The trend of a process's memory over a run. */
export interface MemoryTrend {
  /**
   * Megabytes after garbage collection, heap and external together: the median minute of the first and of the last
   * third, excluding the first minute (warm-up).
   */
  readonly early: number;
  readonly late: number;
  /** Null if there are too few minutes to tell. */
  readonly flat: boolean | null;
}

/** Minimum number of minutes for a verdict. */
const MIN_MINUTES = 4;

/** How many megabytes the last third may exceed the first by: history filling up to its limit, caches. */
export const FLAT_WITHIN_MB = 2;

/**
 * Determines the trend. Flat: the median minute of the last third is at most FLAT_WITHIN_MB above that of the first
 * third.
 */
export const memoryTrend = (minutes: readonly MemoryMinute[]): MemoryTrend => {
  const held = minutes.slice(1).map(({ heap, external }) => heap + external);
  const third = Math.max(1, Math.floor(held.length / 3));
  const early = median(held.slice(0, third));
  const late = median(held.slice(-third));
  return { early, late, flat: minutes.length < MIN_MINUTES ? null : late - early <= FLAT_WITHIN_MB };
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
