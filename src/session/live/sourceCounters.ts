import { severity } from '../../core/level.ts';
import type { LogRecord, SourceId } from '../../core/record.ts';
import type { SourceCounts } from '../events.ts';
import { RateMeter } from './rates.ts';
import type { SessionSnapshot, SourceStatus } from './snapshot.ts';

interface Tally {
  records: number;
  warnings: number;
  errors: number;
  readonly rate: RateMeter;
  readonly byteRate: RateMeter;
}

const WARN = severity('warn');
const ERROR = severity('error');

/** Counts and rates, per source and in total. */
export class SourceCounters {
  readonly #bySource = new Map<SourceId, Tally>();
  open(source: SourceId): void {
    if (this.#bySource.has(source)) return;
    this.#bySource.set(source, {
      records: 0,
      warnings: 0,
      errors: 0,
      rate: new RateMeter(),
      byteRate: new RateMeter(),
    });
  }

  drop(source: SourceId): void {
    this.#bySource.delete(source);
  }

  count(record: LogRecord): void {
    const tally = this.#bySource.get(record.source);
    if (!tally) return;
    tally.records++;
    if (record.level === null) return;
    const rank = severity(record.level);
    if (rank >= ERROR) tally.errors++;
    else if (rank >= WARN) tally.warnings++;
  }

  /**
   * Takes a sample for the rates; `at`: milliseconds. A log's first sample is taken when it has records: those are from
   * before, and reading them is not a rate at which they are written.
   */
  sample(counts: { counts(source: SourceId): SourceCounts | null }, at: number): void {
    for (const [source, tally] of this.#bySource) {
      if (tally.records === 0) continue;
      tally.rate.sample(tally.records, at);
      tally.byteRate.sample(counts.counts(source)?.bytesReceived ?? 0, at);
    }
  }

  get rates(): Pick<SessionSnapshot, 'recordRate' | 'byteRate'> {
    let recordRate = 0;
    let byteRate = 0;
    for (const tally of this.#bySource.values()) {
      recordRate += tally.rate.perSecond;
      byteRate += tally.byteRate.perSecond;
    }
    return { recordRate, byteRate };
  }

  of(
    source: SourceId,
    counts: SourceCounts | null,
  ): Omit<SourceStatus, 'source' | 'state' | 'trouble' | 'evicted'> {
    const tally = this.#bySource.get(source);
    return {
      records: tally?.records ?? 0,
      warnings: tally?.warnings ?? 0,
      errors: tally?.errors ?? 0,
      bytesReceived: counts?.bytesReceived ?? 0,
      unfinished: counts?.unfinished ?? 0,
      bytesRead: counts?.bytesRead ?? null,
      rate: tally?.rate.perSecond ?? 0,
    };
  }
}
