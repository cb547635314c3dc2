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
}

const WARN = severity('warn');
const ERROR = severity('error');

/** Counts and rates, per source and in total. */
export class SourceCounters {
  readonly #bySource = new Map<SourceId, Tally>();
  readonly #recordRate = new RateMeter();
  readonly #byteRate = new RateMeter();
  #received = 0;

  open(source: SourceId): void {
    if (this.#bySource.has(source)) return;
    this.#bySource.set(source, { records: 0, warnings: 0, errors: 0, rate: new RateMeter() });
  }

  drop(source: SourceId): void {
    this.#bySource.delete(source);
  }

  count(record: LogRecord): void {
    this.#received++;
    const tally = this.#bySource.get(record.source);
    if (!tally) return;
    tally.records++;
    if (record.level === null) return;
    const rank = severity(record.level);
    if (rank >= ERROR) tally.errors++;
    else if (rank >= WARN) tally.warnings++;
  }

  /** Takes a sample for the rates; `at`: milliseconds. */
  sample(counts: { counts(source: SourceId): SourceCounts | null }, at: number): void {
    let bytes = 0;
    for (const [source, tally] of this.#bySource) {
      tally.rate.sample(tally.records, at);
      bytes += counts.counts(source)?.bytesReceived ?? 0;
    }
    this.#recordRate.sample(this.#received, at);
    this.#byteRate.sample(bytes, at);
  }

  get rates(): Pick<SessionSnapshot, 'recordRate' | 'byteRate'> {
    return { recordRate: this.#recordRate.perSecond, byteRate: this.#byteRate.perSecond };
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
      bytesRead: counts?.bytesRead ?? null,
      rate: tally?.rate.perSecond ?? 0,
    };
  }
}
