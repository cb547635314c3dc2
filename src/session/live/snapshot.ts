import type { Level } from '../../core/level.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Answer, Question } from '../../transport/transport.ts';
import type { SourceState } from '../events.ts';
import type { OfferedLog } from '../sources/contract.ts';

export type { Answer, Question };

export interface Filter {
  readonly id: number;
  readonly pattern: string;
  readonly negate: boolean;
  readonly enabled: boolean;
  /** The log that the filter applies to; such a filter runs locally. Default: all logs. */
  readonly only?: SourceId;
}

export type ToastTone = 'info' | 'warn' | 'error';

/** A short notice of an event. `at`: milliseconds since the epoch. */
export interface Toast {
  readonly id: number;
  readonly at: number;
  readonly tone: ToastTone;
  readonly text: string;
  /** The affected logs, if the notice is about logs. */
  readonly logs?: { readonly what: string; readonly names: readonly string[] };
}

export interface PendingQuestion {
  readonly id: number;
  readonly question: Question;
}

/** A time range, end exclusive; milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Logs that could be read, as SOURCE arguments, and the reasons why others are unknown. */
export interface Offers {
  readonly logs: readonly OfferedLog[];
  readonly problems: readonly string[];
}

/** State owned by the reducer: plain data, replaced and never changed in place. */
export interface SessionState {
  readonly sources: readonly {
    readonly source: Source;
    readonly state: SourceState;
    /** The current failure, or the last one if a retry is in progress; null: none. */
    readonly trouble: Trouble | null;
  }[];
  readonly filters: readonly Filter[];
  readonly level: Level | null;
  readonly ignoreCase: boolean;
  readonly search: string | null;
  /** Sources hidden in the merged view. */
  readonly hidden: readonly SourceId[];
  /** Records outside this range are hidden. */
  readonly range: TimeSpan | null;
  /** The first one is answered next. */
  readonly questions: readonly PendingQuestion[];
  readonly toasts: readonly Toast[];
  /** Known while they are browsed, and as of then. */
  readonly offers: Offers;
  readonly nextId: number;
}

export interface SourceStatus {
  readonly source: Source;
  readonly state: SourceState;
  /** The current failure, or the last one if a retry is in progress; null: none. */
  readonly trouble: Trouble | null;
  /** Total number of records received. */
  readonly records: number;
  readonly warnings: number;
  readonly errors: number;
  readonly bytesReceived: number;
  /** Bytes of the first line, as long as it has no end; otherwise 0. */
  readonly unfinished: number;
  /** Bytes that its command read on the host, if known. */
  readonly bytesRead: number | null;
  /** Records per second, over the last few seconds. */
  readonly rate: number;
  /** Records and markers dropped from the full buffer. */
  readonly evicted: number;
}

export interface BufferUse {
  readonly bytes: number;
  readonly capacity: number;
  /** Number of buffered and of dropped records and markers. */
  readonly held: number;
  readonly evicted: number;
}

/**
 * The state of the whole session at one moment: plain data that could be sent to a worker or over the
 * network.
 */
export interface SessionSnapshot extends Omit<SessionState, 'sources' | 'nextId'> {
  readonly sources: readonly SourceStatus[];
  /** Records and bytes per second, over all sources. */
  readonly recordRate: number;
  readonly byteRate: number;
  readonly buffer: BufferUse;
  /** How much of the buffer has been filtered and searched, 0 to 1. */
  readonly scanned: number;
  /** Records that pass the filter, and how many of those match the search; over all sources. */
  readonly shown: number;
  readonly found: number;
}
