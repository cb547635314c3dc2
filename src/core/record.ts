import type { ByteString } from './bytes.ts';
import type { Level } from './level.ts';

/** A source's index within one run: 0-based, stable while it runs, never reused. */
export type SourceId = number;

/** A time in a log line. */
export interface Timestamp {
  /** Milliseconds since the epoch, UTC, whole. */
  readonly ms: number;
  /** The fraction of the millisecond in nanoseconds: 0–999,999. */
  readonly nanos: number;
  /** Number of digits printed of the second's fraction: 0–9. */
  readonly digits: number;
}

/** A structured line's fields, in the line's order; values as in JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** One log record: a line and the continuation lines that belong to it. */
export interface LogRecord {
  readonly source: SourceId;
  /** Number of the record's first line within its source, from 1, in the order received. */
  readonly seq: number;
  /** When its first byte was received: milliseconds since the epoch. */
  readonly received: number;
  readonly time: Timestamp | null;
  readonly level: Level | null;
  /** The whole record, lines joined by `\n`, without a trailing newline. */
  readonly text: ByteString;
  readonly fields: Fields | null;
  /** True if it arrived too late for its place in time order and was appended. */
  readonly late: boolean;
}

/**
 * An event in a stream, reported between its lines; never mixed with log text. `at` is milliseconds since the
 * epoch.
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
      /** If the log consists of entries: the maximum number missing. */
      readonly entries?: number;
      readonly why: string;
    }
  | { readonly kind: 'evicted'; readonly at: number; readonly records: number; readonly bytes: number }
  | { readonly kind: 'notice'; readonly at: number; readonly text: string };

/** Returns a record's time: from its line, otherwise its arrival; milliseconds since the epoch. */
export const momentOf = (record: Pick<LogRecord, 'time' | 'received'>): number =>
  record.time?.ms ?? record.received;
