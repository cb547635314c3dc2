import type { SourceId } from '../../core/record.ts';
import type { EntryId, StoreEntry } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { PastEdge } from '../../core/store/past.ts';
import type { TimeCounts } from '../../core/store/timeline.ts';
import type { RecordCount, ViewKind } from '../../core/store/views.ts';
import type { Source } from '../../core/target.ts';
import type { TimeSpan } from './snapshot.ts';

/** A record whose context was read: the id in the request, and its id among the lines read. */
export interface FoundRecord {
  readonly asked: EntryId;
  readonly id: EntryId;
}

/** Receives the new ids of older entries, and the requested record if it was found. */
export type MovedListener = (moved: (id: EntryId) => EntryId | null, found: FoundRecord | null) => void;

/** The buffered records and markers. */
export interface RecordAccess {
  /** Returns an entry by its id; undefined if it has left the buffer. */
  get(id: number): StoreEntry | undefined;
  /** The oldest buffered id, and the id of the next entry. */
  readonly first: number;
  readonly end: number;
  /** The oldest id in the buffer; earlier ids are older lines read on demand. */
  readonly buffered: number;
  /** Returns the list of one source, or of all (null). */
  view(source: SourceId | null, kind: ViewKind): IdSequence;
  /**
   * Returns the list with additional rows that describe what is missing: before the first record, and after a range of
   * older lines.
   */
  rows(source: SourceId | null, kind: 'all' | 'shown'): IdSequence;
  /** Returns how many records of one log, or of all visible logs, exist and are displayed, not counting markers. */
  records(source: SourceId | null): RecordCount;
  /** Returns what is before the first entry of one log, or of all; null: unknown. */
  edge(source: SourceId | null): PastEdge | null;
  /** Returns the logs at the edge, starting with the one whose start limits what is shown of the others. */
  edgeLogs(source: SourceId | null): readonly SourceId[];
  /**
   * Returns whether lines between older lines and the buffer are being read, or are unread, of one log or of any; null:
   * there are none.
   */
  gap(source: SourceId | null): 'reading' | 'unread' | null;
  /** Returns true if older lines of one log (null: of any) were read from its host. */
  hasReadOlder(source: SourceId | null): boolean;
  /** Returns true if everything that a log (or all of them) wrote since a given time is available. */
  isComplete(source: SourceId | null, span: TimeSpan): boolean;
  /** Calls back when older entries get new ids; returns an unsubscribe function. */
  onMoved(listener: MovedListener): () => void;
  readonly timeline: TimeCounts;
  /** Returns a source with buffered records, even if it was removed. */
  source(id: SourceId): Source | undefined;
}
