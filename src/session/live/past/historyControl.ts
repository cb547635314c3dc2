import type { HistoryPlace } from '../../../core/history/place.ts';
import type { LogRecord, SourceId } from '../../../core/record.ts';
import type { ReadEdges } from '../../../core/store/past.ts';
import type { Source } from '../../../core/target.ts';

/** The result of reading a log's past: records in order, where they start and end, and why there are no more. */
export interface PastRead {
  /** Those that pass the filter. */
  readonly records: readonly LogRecord[];
  readonly edges: ReadEdges | null;
  readonly end: 'enough' | 'edge' | 'lost';
  /** Number of bytes of the log that were searched; null or absent: there is no filter. */
  readonly searched?: number | null;
  /** Of a range around a place: true if it starts where the log starts, or ends where it ends. */
  readonly isStart?: boolean;
  readonly isEnd?: boolean;
  /** True if the host could not filter, so that everything searched was sent. */
  readonly isUnfiltered?: boolean;
}

/** Limits of one page. */
export interface PageLimits {
  readonly lines: number;
  /** Maximum number of bytes of the log to search. */
  readonly bytes: number;
}

/** Reads older lines from the hosts, with the current filters. */
export interface HistoryControl {
  /**
   * The place of the first line read of a log; a string explains why earlier lines cannot be read; null: not
   * known yet.
   */
  start(source: SourceId): HistoryPlace | string | null;
  /** Number of lines (with a filter: of matches) to read initially from each log. */
  readonly lines: number;
  back(source: Source, from: HistoryPlace, limits: PageLimits, signal: AbortSignal): Promise<PastRead>;
  forth(
    source: Source,
    from: HistoryPlace,
    until: HistoryPlace | null,
    limits: PageLimits,
    signal: AbortSignal,
  ): Promise<PastRead>;
  /** Returns the lines around a record, ignoring filters; null if it is not found. */
  around(source: Source, record: LogRecord, lines: number, signal: AbortSignal): Promise<PastRead | null>;
  /**
   * Returns the lines around a time, ignoring filters: the last ones if everything is older. Null if the time is not
   * found, for example because the lines have none.
   */
  aroundTime(source: Source, moment: number, lines: number, signal: AbortSignal): Promise<PastRead | null>;
  /** Returns the place of a time; null: after the last line. */
  locate(
    source: Source,
    moment: number,
    signal: AbortSignal,
  ): Promise<(HistoryPlace & { readonly isStart: boolean }) | null>;
}
