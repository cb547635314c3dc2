import type { ByteString } from '../core/bytes.ts';
import type { LogRecord, Marker } from '../core/record.ts';
import type { Entry } from '../core/records/entryRecord.ts';
import type { RecordRun } from '../core/records/recordRun.ts';
import type { RecordStarts } from '../core/records/starts.ts';
import type { Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';

/** The state of one source. */
export type SourceState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'connecting'; readonly detail: string }
  | { readonly kind: 'live' }
  /** Connected and waiting, because the file does not exist (yet). */
  | { readonly kind: 'absent' }
  /** Connected, but nothing (not even keepalives) was received for a while. */
  | { readonly kind: 'stalled'; readonly since: number }
  /** `at`: when the next attempt starts, milliseconds since the epoch. */
  | { readonly kind: 'retrying'; readonly at: number; readonly trouble: Trouble }
  | { readonly kind: 'failed'; readonly trouble: Trouble }
  | { readonly kind: 'done' };

/** Running totals of one source. */
export interface SourceCounts {
  /** Lines delivered to the consumer. */
  readonly lines: number;
  /** Bytes received for it (stdout of its channels). */
  readonly bytesReceived: number;
  /** Bytes of the first line, as long as it has no end. */
  readonly unfinished?: number;
  /** Bytes its command read on the host, if that is known. */
  readonly bytesRead: number | null;
  /** How far its command is, and the size of what it reads; null: it has ended; absent: unknown. */
  readonly position?: { readonly bytes: number; readonly size: number } | null | undefined;
  /** Milliseconds from the start of the run to its first line, or null before. */
  readonly firstLineMs: number | null;
}

/**
 * What a running source reports to its consumer. Everything from one source arrives in order; sources are
 * independent of each other.
 */
export interface SourceSink {
  /** True if it copies lines in any case, so that it takes less time for few long chunks. */
  readonly copies?: true;
  /**
   * True if it needs a chunk only until `lines` has returned and what it returned has settled: the memory is then used for
   * another chunk. Default: chunks belong to it.
   */
  readonly borrows?: true;
  /** True if it groups lines into records, and so asks where selected ones start. */
  readonly groups?: true;
  /** A source was opened (a glob may open several). Called before anything else about it. */
  opened(source: Source): void;
  /**
   * Whole lines with their terminators; only the very last line of a source may lack one. A returned promise
   * applies back pressure: no more of this source is read until it settles. `starts`: where records start in it, as far as only
   * lines that are not selected show that.
   */
  lines(source: Source, chunk: Buffer, starts?: RecordStarts): void | Promise<void>;
  /**
   * Returns how many lines of a source it has taken since the last call. A sink has it if it finds line ends anyway:
   * otherwise, they are searched for only to be counted.
   */
  taken?(source: Source): number;
  /**
   * Records of a source that knows more about them than their text. A sink without this method gets their
   * text as lines.
   */
  entries?(source: Source, entries: readonly Entry[]): void | Promise<void>;
  marker(source: Source, marker: Marker): void | Promise<void>;
  state(source: Source, state: SourceState): void;
  /** What a host counted instead of sending, if counts are requested (`Query.count`). */
  counted?(source: Source, counts: HostCounts): void;
}

/** Delivers entries to a sink, which may accept only lines. */
export const deliverEntries = (
  sink: SourceSink,
  source: Source,
  entries: readonly Entry[],
): void | Promise<void> =>
  sink.entries ? sink.entries(source, entries) : sink.lines(source, entryLines(entries));

/** Returns the text of entries as lines. */
export const entryLines = (entries: readonly Entry[]): Buffer =>
  Buffer.from(entries.map(({ text }) => `${text}\n`).join(''), 'latin1');

/**
 * A number of lines; `kinds`: lines reduced to what the count depends on, each with the number of lines it
 * stands for.
 */
export type HostCounts =
  | { readonly kind: 'lines'; readonly lines: number }
  | { readonly kind: 'kinds'; readonly kinds: ReadonlyMap<ByteString, number> };

/**
 * The same for a consumer of records: lines are grouped, levels and times parsed, and records merged in time
 * order if requested. One batch may contain records of several sources.
 */
export interface RecordSink {
  opened(source: Source): void;
  records(batch: readonly LogRecord[]): void | Promise<void>;
  /**
   * Takes a batch, and many more records in less time; the run is valid until this returns. A call of `records` follows in the
   * same turn, so output can be collected. Without this, all of them come as a batch.
   */
  run?(before: readonly LogRecord[], run: RecordRun): void | Promise<void>;
  marker(source: Source, marker: Marker): void | Promise<void>;
  state(source: Source, state: SourceState): void;
}
