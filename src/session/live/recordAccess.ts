import type { SourceId } from '../../core/record.ts';
import type { EntryId, StoreEntry } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import type { PastEdge } from '../../core/store/past.ts';
import type { TimeCounts } from '../../core/store/timeline.ts';
import type { RecordCount, ViewKind } from '../../core/store/views.ts';
import type { Source } from '../../core/target.ts';
import type { TimeSpan } from './snapshot.ts';

/** A record whose surroundings were read: the id that it was asked by, and the one that it has among them. */
export interface FoundRecord {
  readonly asked: EntryId;
  readonly id: EntryId;
}

/** Is told where entries of the past went, and which record was found that was asked for. */
export type MovedListener = (moved: (id: EntryId) => EntryId | null, found: FoundRecord | null) => void;

/** The records and markers held. */
export interface RecordAccess {
  /** An entry by its id; undefined where it has left the buffer. */
  get(id: number): StoreEntry | undefined;
  /** The oldest id held, and the one the next entry gets. */
  readonly first: number;
  readonly end: number;
  /** The oldest id of what is buffered; those before it are of the past. */
  readonly buffered: number;
  /** One source's list, or with null that over all. */
  view(source: SourceId | null, kind: ViewKind): IdSequence;
  /** The same with rows between that say what is not there: before the first, and behind a stretch of the past. */
  rows(source: SourceId | null, kind: 'all' | 'shown'): IdSequence;
  /** How many records of one log, or of all that are not hidden, are there and shown; markers are none. */
  records(source: SourceId | null): RecordCount;
  /** What is before the first entry of one log, or of all; null: nothing is known of it. */
  edge(source: SourceId | null): PastEdge | null;
  /** The logs that the edge is about: the one first before whose start nothing is shown of the others. */
  edgeLogs(source: SourceId | null): readonly SourceId[];
  /** Whether all that a log (or all of them) wrote since a moment is there. */
  isComplete(source: SourceId | null, span: TimeSpan): boolean;
  /** Is told where entries of the past went when others were read; returns an unsubscribe function. */
  onMoved(listener: MovedListener): () => void;
  readonly timeline: TimeCounts;
  /** A source that records are held of, removed ones among them. */
  source(id: SourceId): Source | undefined;
}
