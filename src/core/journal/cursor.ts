/** A place in a journal. */
export interface JournalPlace {
  /** As `--cursor` takes it. */
  readonly cursor: string;
  /** Identifies the numbering: another machine or a recreated journal has its own. */
  readonly sequence: string;
  /** The entry's number: consecutive over all entries of one journal. */
  readonly number: number;
  /** When the journal received the entry: microseconds since the epoch. */
  readonly micros: number;
}

const CURSOR = /^s=([0-9a-f]+);i=([0-9a-f]+);(?:[^;]*;)*t=([0-9a-f]+)(?:;|$)/;

/** Reads `s=…;i=…;b=…;m=…;t=…;x=…`; null if it is not one. */
export const readCursor = (cursor: string): JournalPlace | null => {
  const [, sequence, number, time] = CURSOR.exec(cursor) ?? [];
  if (sequence === undefined || number === undefined || time === undefined) return null;
  return { cursor, sequence, number: Number.parseInt(number, 16), micros: Number.parseInt(time, 16) };
};

/** Returns true if an entry is not newer than another: numbers ascend. */
export const isAtOrBefore = (place: JournalPlace, other: JournalPlace): boolean =>
  place.sequence === other.sequence && place.number <= other.number;

/** What happened to a journal after a place. `missing`: number of missing entries; null: unknown. */
export type JournalResume =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'gap';
      readonly missing: number | null;
      readonly from: number;
      readonly to: number | null;
    };

/**
 * Returns what was lost between the last entry and the first one found when reading resumes at its cursor,
 * without a match: if a cursor's entry is gone, `journalctl` does not fail but starts at the nearest time.
 */
export const resumeAfter = (last: JournalPlace, found: JournalPlace | null): JournalResume => {
  if (found === null) return { kind: 'gap', missing: null, from: last.micros, to: null };
  if (found.sequence !== last.sequence)
    return { kind: 'gap', missing: null, from: last.micros, to: found.micros };
  const missing = found.number - last.number - 1;
  return missing <= 0 ? { kind: 'exact' } : { kind: 'gap', missing, from: last.micros, to: found.micros };
};
