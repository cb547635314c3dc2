import type { MemorySample } from './memoryProbe.ts';

const MEGABYTE = 1024 * 1024;

/** What a process held in one minute at the least, in megabytes: what is held between two bursts, not in one. */
export interface MemoryMinute {
  readonly heap: number;
  readonly external: number;
  /** The most that was resident. */
  readonly resident: number;
}

/** The samples by minutes from the first one on; the last one may be short. */
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

/** How a process's memory went over a run. */
export interface MemoryTrend {
  /** Megabytes after garbage collection, heap and external together: the median minute of the first and of the last third, the first minute (warming up) left out. */
  readonly early: number;
  readonly late: number;
  /** Null where there are too few minutes to tell. */
  readonly flat: boolean | null;
}

/** Fewer minutes than this tell nothing. */
const MIN_MINUTES = 4;

/** What may be more in the last third than in the first, in megabytes: history that fills up to its bound, caches. */
export const FLAT_WITHIN_MB = 2;

/** Flat: the median minute of the last third holds no more than FLAT_WITHIN_MB above that of the first third. */
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
