import { type Level, severity } from '../level.ts';
import { type LogRecord, momentOf } from '../record.ts';

/** Records within a stretch of time; a record counts as warning or as error, not both. */
export interface TimeBucket {
  total: number;
  warnings: number;
  errors: number;
}

const WARN = severity('warn');
const ERROR = severity('error');
const MOST_BUCKETS = 16_384;

/** Counts records per stretch of time, beginning with one second and doubling the stretch when there are too many. */
export class Timeline {
  #widthMs = 1000;
  #buckets = new Map<number, TimeBucket>();
  #latest = Number.NEGATIVE_INFINITY;

  /** The latest moment counted, or null. */
  get latest(): number | null {
    return Number.isFinite(this.#latest) ? this.#latest : null;
  }

  /** The beginning of the earliest stretch that has records, or null. */
  get earliest(): number | null {
    let least = Number.POSITIVE_INFINITY;
    for (const key of this.#buckets.keys()) least = Math.min(least, key);
    return Number.isFinite(least) ? least * this.#widthMs : null;
  }

  /** The width of buckets that are asked to be so wide: rounded up to what is kept. */
  widthOf(widthMs: number): number {
    return Math.ceil(Math.max(widthMs, this.#widthMs) / this.#widthMs) * this.#widthMs;
  }

  add(record: LogRecord): void {
    const moment = momentOf(record);
    this.#latest = Math.max(this.#latest, moment);
    this.#count(Math.floor(moment / this.#widthMs), record.level, 1);
    if (this.#buckets.size > MOST_BUCKETS) this.#coarsen();
  }

  /** Takes back a record that has left the store: of this moment (as `momentOf` returns it) and level. */
  remove(moment: number, level: Level | null): void {
    const key = Math.floor(moment / this.#widthMs);
    this.#count(key, level, -1);
    if (this.#buckets.get(key)?.total === 0) this.#buckets.delete(key);
  }

  /** `count` buckets as `widthOf` has their width, the last of them holding `end`. */
  buckets(
    end: number,
    count: number,
    widthMs: number,
  ): { readonly widthMs: number; readonly list: TimeBucket[] } {
    const width = this.widthOf(widthMs);
    const first = Math.floor(end / width) - count + 1;
    const list = Array.from({ length: count }, (): TimeBucket => ({ total: 0, warnings: 0, errors: 0 }));
    for (const [key, bucket] of this.#buckets)
      addTo(list[Math.floor((key * this.#widthMs) / width) - first], bucket);
    return { widthMs: width, list };
  }

  #count(key: number, level: Level | null, by: number): void {
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      bucket = { total: 0, warnings: 0, errors: 0 };
      this.#buckets.set(key, bucket);
    }
    bucket.total += by;
    if (level === null) return;
    const rank = severity(level);
    if (rank >= ERROR) bucket.errors += by;
    else if (rank >= WARN) bucket.warnings += by;
  }

  #coarsen(): void {
    const old = this.#buckets;
    this.#buckets = new Map();
    this.#widthMs *= 2;
    for (const [key, bucket] of old) {
      const half = Math.floor(key / 2);
      const known = this.#buckets.get(half);
      if (known) addTo(known, bucket);
      else this.#buckets.set(half, bucket);
    }
  }
}

const addTo = (sum: TimeBucket | undefined, bucket: TimeBucket): void => {
  if (!sum) return;
  sum.total += bucket.total;
  sum.warnings += bucket.warnings;
  sum.errors += bucket.errors;
};
