import type { Level } from '../../core/level.ts';
import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { Answer, Question } from '../../transport/transport.ts';
import type { SourceState } from '../events.ts';

export type { Answer, Question };

export interface Filter {
  readonly id: number;
  readonly pattern: string;
  readonly negate: boolean;
  readonly enabled: boolean;
  /** The log whose records it is for; such a filter is applied here, not on the host. Default: all logs. */
  readonly only?: SourceId;
}

export type ToastTone = 'info' | 'warn' | 'error';

/** A short notice of something that happened. `at`: milliseconds since the epoch. */
export interface Toast {
  readonly id: number;
  readonly at: number;
  readonly tone: ToastTone;
  readonly text: string;
  /** Logs that the same happened to, where it is said of logs. */
  readonly logs?: { readonly what: string; readonly names: readonly string[] };
}

export interface PendingQuestion {
  readonly id: number;
  readonly question: Question;
}

/** From a moment to another, exclusive; milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What the reducer owns: plain data, replaced, never changed in place. */
export interface SessionState {
  readonly sources: readonly {
    readonly source: Source;
    readonly state: SourceState;
    /** Why it is not live, or was not before the try that is under way; null: nothing is wrong. */
    readonly trouble: Trouble | null;
  }[];
  readonly filters: readonly Filter[];
  readonly level: Level | null;
  readonly ignoreCase: boolean;
  readonly search: string | null;
  /** Sources that the merged view leaves out. */
  readonly hidden: readonly SourceId[];
  /** What happened outside is not shown. */
  readonly range: TimeSpan | null;
  /** The first is the one to answer. */
  readonly questions: readonly PendingQuestion[];
  readonly toasts: readonly Toast[];
  readonly nextId: number;
}

export interface SourceStatus {
  readonly source: Source;
  readonly state: SourceState;
  /** Why it is not live, or was not before the try that is under way; null: nothing is wrong. */
  readonly trouble: Trouble | null;
  /** Records ever received. */
  readonly records: number;
  readonly warnings: number;
  readonly errors: number;
  readonly bytesReceived: number;
  /** Bytes its command read on the host, where that is known. */
  readonly bytesRead: number | null;
  /** Records a second, over the last few seconds. */
  readonly rate: number;
  /** Records and markers that have left the buffer for want of room. */
  readonly evicted: number;
}

export interface BufferUse {
  readonly bytes: number;
  readonly capacity: number;
  /** Records and markers held, and those that have left. */
  readonly held: number;
  readonly evicted: number;
}

/** The whole session as one moment shows it: plain data that could cross a worker or a wire. */
export interface SessionSnapshot extends Omit<SessionState, 'sources' | 'nextId'> {
  readonly sources: readonly SourceStatus[];
  /** Records and bytes a second, over all sources. */
  readonly recordRate: number;
  readonly byteRate: number;
  readonly buffer: BufferUse;
  /** How far filter and search have looked through what is held, 0 to 1. */
  readonly scanned: number;
  /** Records that the filter lets through, and of those what the search matches; over all sources. */
  readonly shown: number;
  readonly found: number;
}
