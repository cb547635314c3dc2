import type { SourceId } from '../../core/record.ts';
import type { SourceCounts } from '../events.ts';
import type { SessionAction } from './actions.ts';
import type { HistoryControl } from './past/historyControl.ts';
import type { RecordAccess } from './recordAccess.ts';
import type { SessionSnapshot, SessionState } from './snapshot.ts';

/** The part of a Query that the screen can change at run time: what the hosts filter. */
export type RemoteFilter = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

/** The session's interface to the code that runs its sources. */
export interface SourceControl {
  /**
   * Starts reading these SOURCE arguments, leaving open sources alone; with `only`, stops all others. Rejects
   * with a message for the user.
   */
  add(names: readonly string[], only: boolean): Promise<void>;
  /** Starts or stops looking for logs that could be added. Absent: not possible. */
  browse?(on: boolean): void;
  remove(source: SourceId): void;
  retry(source: SourceId): void;
  /** Replans the remote side for new lines; with `reread`, also reads the history again. */
  applyFilter(filter: RemoteFilter, reread: boolean): void;
  counts(source: SourceId): SourceCounts | null;
  /** Announces that nothing is buffered any more, so no new record can be late. */
  emptied?(): void;
  /** Reads older lines; absent: not possible. */
  readonly history?: HistoryControl;
  /** Returns a HistoryControl with additional filters besides the hub's. Default: none. */
  historyFor?(filter: RemoteFilter): HistoryControl;
}

/** The screen's interface to a session: state as plain data, actions, and the buffered records. */
export interface Session {
  /** Calls back on every change, which is cheap and frequent; returns an unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** Returns the same object until something changes. */
  snapshot(): SessionSnapshot;
  dispatch(action: SessionAction): void;
  readonly held: RecordAccess;
  /**
   * Continues filtering and searching the buffer; returns true while there is more to do. Call it when idle.
   */
  work(entries: number): boolean;
  /** Takes a sample for the rates; call it about once a second. */
  tick(): void;
}
