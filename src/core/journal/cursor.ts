/** A place in a journal. */
export interface JournalPlace {
  /** As `--cursor` takes it. */
  readonly cursor: string;
  /** Whose numbers they are: another machine, or a journal that was started again, counts by itself. */
  readonly sequence: string;
  /** The entry's number: without holes over all entries of one journal. */
  readonly number: number;
  /** When the journal took the entry: microseconds since the epoch. */
  readonly micros: number;
}

const CURSOR = /^s=([0-9a-f]+);i=([0-9a-f]+);(?:[^;]*;)*t=([0-9a-f]+)(?:;|$)/;

/** Reads `s=…;i=…;b=…;m=…;t=…;x=…`; null if it is not one. */
export const readCursor = (cursor: string): JournalPlace | null => {
  const [, sequence, number, time] = CURSOR.exec(cursor) ?? [];
  if (sequence === undefined || number === undefined || time === undefined) return null;
  return { cursor, sequence, number: Number.parseInt(number, 16), micros: Number.parseInt(time, 16) };
};

/** True if an entry is one that was had when another had been: numbers ascend. */
export const isAtOrBefore = (place: JournalPlace, other: JournalPlace): boolean =>
  place.sequence === other.sequence && place.number <= other.number;

/** What became of a journal behind a place. `missing`: entries between; null: nobody can tell how many. */
export type JournalResume =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'gap';
      readonly missing: number | null;
      readonly from: number;
      readonly to: number | null;
    };

/**
 * What is lost between the last entry that was had and the first that is there when reading resumes at its cursor, without any match: a
 * cursor whose entry is gone is no error to `journalctl`, which then starts at the nearest time.
 */
export const resumeAfter = (last: JournalPlace, found: JournalPlace | null): JournalResume => {
  if (found === null) return { kind: 'gap', missing: null, from: last.micros, to: null };
  if (found.sequence !== last.sequence)
    return { kind: 'gap', missing: null, from: last.micros, to: found.micros };
  const missing = found.number - last.number - 1;
  return missing <= 0 ? { kind: 'exact' } : { kind: 'gap', missing, from: last.micros, to: found.micros };
};
