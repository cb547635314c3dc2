import { type Level, severity } from '../level.ts';
import { type LogRecord, momentOf } from '../record.ts';

/** Counts of records in a time bucket; a record counts as either a warning or an error. */
export interface TimeBucket {
  total: number;
  warnings: number;
  errors: number;
}

const WARN = severity('warn');
const ERROR = severity('error');
const MAX_BUCKETS = 16_384;

/** Counts of records per time bucket. */
export interface TimeCounts {
  /** The latest time counted, or null. */
  readonly latest: number | null;
  /** The start of the earliest bucket with records, or null. */
  readonly earliest: number | null;
  /** Returns the actual width of buckets for a requested width: rounded up to what is stored. */
  widthOf(widthMs: number): number;
  /** Returns `count` buckets of the width from `widthOf`; the last contains `end`. */
  buckets(
    end: number,
    count: number,
    widthMs: number,
  ): { readonly widthMs: number; readonly list: TimeBucket[] };
}

/**
 * Counts records per time bucket, starting with one second and doubling the width when there are too many.
 */
export class Timeline implements TimeCounts {
  #widthMs = 1000;
  #buckets = new Map<number, TimeBucket>();
  #latest = Number.NEGATIVE_INFINITY;

  get latest(): number | null {
    return Number.isFinite(this.#latest) ? this.#latest : null;
  }

  get earliest(): number | null {
    let least = Number.POSITIVE_INFINITY;
    for (const key of this.#buckets.keys()) least = Math.min(least, key);
    return Number.isFinite(least) ? least * this.#widthMs : null;
  }

  widthOf(widthMs: number): number {
    return Math.ceil(Math.max(widthMs, this.#widthMs) / this.#widthMs) * this.#widthMs;
  }

  add(record: LogRecord): void {
    const moment = momentOf(record);
    this.#latest = Math.max(this.#latest, moment);
    this.#count(Math.floor(moment / this.#widthMs), record.level, 1);
    if (this.#buckets.size > MAX_BUCKETS) this.#coarsen();
  }

  /** Subtracts a record that has left the store, with this time (from `momentOf`) and level. */
  remove(moment: number, level: Level | null): void {
    const key = Math.floor(moment / this.#widthMs);
    this.#count(key, level, -1);
    if (this.#buckets.get(key)?.total === 0) this.#buckets.delete(key);
  }

  buckets(end: number, count: number, widthMs: number): ReturnType<TimeCounts['buckets']> {
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

/** Combines the counts of several timelines: widths are powers of two of a second, so the widest fits all. */
export class JoinedTimeline implements TimeCounts {
  readonly #parts: () => readonly TimeCounts[];

  constructor(parts: () => readonly TimeCounts[]) {
    this.#parts = parts;
  }

  get latest(): number | null {
    const moments = this.#parts().flatMap(({ latest }) => (latest === null ? [] : [latest]));
    return moments.length === 0 ? null : moments.reduce((a, b) => Math.max(a, b));
  }

  get earliest(): number | null {
    const moments = this.#parts().flatMap(({ earliest }) => (earliest === null ? [] : [earliest]));
    return moments.length === 0 ? null : moments.reduce((a, b) => Math.min(a, b));
  }

  widthOf(widthMs: number): number {
    const least = this.#parts().reduce((widest, part) => Math.max(widest, part.widthOf(1)), 1000);
    return Math.ceil(Math.max(widthMs, least) / least) * least;
  }

  buckets(end: number, count: number, widthMs: number): ReturnType<TimeCounts['buckets']> {
    const width = this.widthOf(widthMs);
    const list = Array.from({ length: count }, (): TimeBucket => ({ total: 0, warnings: 0, errors: 0 }));
    for (const part of this.#parts()) {
      for (const [i, bucket] of part.buckets(end, count, width).list.entries()) addTo(list[i], bucket);
    }
    return { widthMs: width, list };
  }
}
