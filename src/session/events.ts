import type { ByteString } from '../core/bytes.ts';
import type { LogRecord, Marker } from '../core/record.ts';
import type { Entry } from '../core/records/entryRecord.ts';
import type { Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';

/** Where one source stands. */
export type SourceState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'connecting'; readonly detail: string }
  | { readonly kind: 'live' }
  /** Connected, but there is no such file (yet): it is waited for. */
  | { readonly kind: 'absent' }
  /** Connected, but nothing (not even keepalives) came for a while. */
  | { readonly kind: 'stalled'; readonly since: number }
  /** `at`: when the next try starts, milliseconds since the epoch. */
  | { readonly kind: 'retrying'; readonly at: number; readonly trouble: Trouble }
  | { readonly kind: 'failed'; readonly trouble: Trouble }
  | { readonly kind: 'done' };

/** Running totals of one source. */
export interface SourceCounts {
  /** Lines delivered to the consumer. */
  readonly lines: number;
  /** Bytes that crossed the wire for it (stdout of its channels). */
  readonly bytesReceived: number;
  /** Bytes its command read on the host, where that is known. */
  readonly bytesRead: number | null;
  /** Milliseconds from the start of the run to its first line, or null before. */
  readonly firstLineMs: number | null;
}

/**
 * What a running source tells its consumer. Everything of one source comes in order; sources are independent of one another.
 */
export interface SourceSink {
  /** A source came into being (a glob may make several); before anything else of it. */
  opened(source: Source): void;
  /**
   * Whole lines with their ends; only the very last of a source may lack its end.
   * No more of this source is read until a returned promise settles: this is the back pressure.
   */
  lines(source: Source, chunk: Buffer): void | Promise<void>;
  /** Records of a source that knows more of them than their text says. A sink without it is given their text as lines. */
  entries?(source: Source, entries: readonly Entry[]): void | Promise<void>;
  marker(source: Source, marker: Marker): void | Promise<void>;
  state(source: Source, state: SourceState): void;
  /** What a host has counted instead of sending it, where counts are asked for (`Query.count`). */
  counted?(source: Source, counts: HostCounts): void;
}

/** Delivers entries to a sink, which may take lines only. */
export const deliverEntries = (
  sink: SourceSink,
  source: Source,
  entries: readonly Entry[],
): void | Promise<void> =>
  sink.entries ? sink.entries(source, entries) : sink.lines(source, entryLines(entries));

/** The text of entries as lines. */
export const entryLines = (entries: readonly Entry[]): Buffer =>
  Buffer.from(entries.map(({ text }) => `${text}\n`).join(''), 'latin1');

/** So many lines; `kinds`: lines in which only what the count depends on is left, with how many each stands for. */
export type HostCounts =
  | { readonly kind: 'lines'; readonly lines: number }
  | { readonly kind: 'kinds'; readonly kinds: ReadonlyMap<ByteString, number> };

/**
 * The same for a consumer that wants records: lines grouped, levels and times parsed, merged in time order where asked.
 * Records of several sources may come in one batch.
 */
export interface RecordSink {
  opened(source: Source): void;
  records(batch: readonly LogRecord[]): void | Promise<void>;
  marker(source: Source, marker: Marker): void | Promise<void>;
  state(source: Source, state: SourceState): void;
}
