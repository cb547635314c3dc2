import type { ByteString } from './bytes.ts';
import type { Level } from './level.ts';

/** A source's index within one run: 0-based, stable while it runs, never reused. */
export type SourceId = number;

/** A moment as a log line states it. */
export interface Timestamp {
  /** Milliseconds since the epoch, UTC, whole. */
  readonly ms: number;
  /** What is finer than a millisecond, in nanoseconds: 0–999,999. */
  readonly nanos: number;
  /** Digits of the second's fraction that were printed: 0–9. */
  readonly digits: number;
}

/** A structured line's fields, in the line's order; values as JSON has them. */
export type Fields = Readonly<Record<string, unknown>>;

/** One log record: a line and the continuation lines that belong to it. */
export interface LogRecord {
  readonly source: SourceId;
  /** Number of the record's first line within its source, from 1, in the order received. */
  readonly seq: number;
  /** When its first byte arrived here: milliseconds since the epoch. */
  readonly received: number;
  readonly time: Timestamp | null;
  readonly level: Level | null;
  /** The whole record, lines joined by `\n`, without the last line's end. */
  readonly text: ByteString;
  readonly fields: Fields | null;
  /** True when it came too late for its place in time order and was appended. */
  readonly late: boolean;
}

/**
 * What happened to a stream, said between its lines; never mixed with log text. `at` is milliseconds since the epoch.
 */
export type Marker =
  | { readonly kind: 'rotated'; readonly at: number; readonly how: 'renamed' | 'recreated' }
  | { readonly kind: 'truncated'; readonly at: number }
  | { readonly kind: 'reconnected'; readonly at: number; readonly afterMs: number }
  | {
      readonly kind: 'gap';
      readonly at: number;
      readonly since: number;
      readonly bytes: number | null;
      /** Where a log is counted in entries: how many are missing at most. */
      readonly entries?: number;
      readonly why: string;
    }
  | { readonly kind: 'evicted'; readonly at: number; readonly records: number; readonly bytes: number }
  | { readonly kind: 'notice'; readonly at: number; readonly text: string };

/** When a record happened: as its line says, else when it came; milliseconds since the epoch. */
export const momentOf = (record: Pick<LogRecord, 'time' | 'received'>): number =>
  record.time?.ms ?? record.received;
