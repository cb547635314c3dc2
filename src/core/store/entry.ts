import type { Level } from '../level.ts';
import { type LogRecord, type Marker, momentOf, type SourceId } from '../record.ts';
import { AssembledRecord } from '../records/assembledRecord.ts';

/** A marker in its place among the records. */
export interface MarkerEntry {
  readonly source: SourceId;
  readonly marker: Marker;
}

/** What the store contains, in order of arrival. */
export type StoreEntry = LogRecord | MarkerEntry;

/** The number of an entry within one store: from 0, ascending, never reused. */
export type EntryId = number;

export const isRecord = (entry: StoreEntry): entry is LogRecord => !('marker' in entry);

/**
 * Maximum memory of an entry besides its text, measured in V8 and including its share of the lists that
 * contain it: about 65 bytes in columns, and 200 as an object, which it becomes when later entries are
 * evicted before it.
 */
const OVERHEAD_BYTES = 200;

/** Estimates the memory of an entry in bytes. Fields are not counted: they are parsed on demand. */
export const entryCost = (entry: StoreEntry): number =>
  entry instanceof AssembledRecord
    ? recordCost(entry.to - entry.from)
    : recordCost(isRecord(entry) ? entry.text.length : 0);

/** Facts about an entry without creating an object; valid until the next request. */
export interface EntryFacts {
  readonly source: SourceId;
  /** As counted by `entryCost`. */
  readonly cost: number;
  /** As `momentOf` returns it; null for a marker. */
  readonly moment: number | null;
  readonly level: Level | null;
}

/** Returns the facts of an entry that is an object. */
export const factsOf = (entry: StoreEntry): EntryFacts => ({
  source: entry.source,
  cost: entryCost(entry),
  moment: isRecord(entry) ? momentOf(entry) : null,
  level: isRecord(entry) ? entry.level : null,
});

/** Returns the memory of a parsed record with a text of this length. */
export const recordCost = (length: number): number => OVERHEAD_BYTES + length;
