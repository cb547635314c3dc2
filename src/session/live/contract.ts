import type { SourceId } from '../../core/record.ts';
import type { SourceCounts } from '../events.ts';
import type { SessionAction } from './actions.ts';
import type { HistoryControl } from './past/history.ts';
import type { RecordAccess } from './recordAccess.ts';
import type { SessionSnapshot, SessionState } from './snapshot.ts';

/** What filters ask of the hosts: the part of a Query that the screen changes while it runs. */
export type RemoteFilter = Pick<SessionState, 'filters' | 'level' | 'ignoreCase'>;

/** What the session asks of whoever runs its sources. */
export interface SourceControl {
  /** Starts reading what these SOURCE arguments stand for, with `only` stopping all else, and leaves alone what is open; rejects with what to tell the person. */
  add(names: readonly string[], only: boolean): Promise<void>;
  remove(source: SourceId): void;
  retry(source: SourceId): void;
  /** Plans the remote side again for what comes next; with `reread` also reads the history again. */
  applyFilter(filter: RemoteFilter, reread: boolean): void;
  counts(source: SourceId): SourceCounts | null;
  /** Nothing is held any more of what was read: what comes next is late to none of it. */
  emptied?(): void;
  /** Reads the past; absent: there is none to be read. */
  readonly history?: HistoryControl;
  /** The same with other filters than the hub's, on top of those. Default: without. */
  historyFor?(filter: RemoteFilter): HistoryControl;
}

/** What a screen needs of a session: state as plain data, actions, and the records held. */
export interface Session {
  /** Called on every change, cheaply and often; gives the way to stop. */
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  snapshot(): SessionSnapshot;
  dispatch(action: SessionAction): void;
  readonly held: RecordAccess;
  /** Goes on with filtering and searching what is held; true while there is more to do. Call it when there is time. */
  work(entries: number): boolean;
  /** Takes a sample for the rates; call it about once a second. */
  tick(): void;
}
