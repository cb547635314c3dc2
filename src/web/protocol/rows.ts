/** A log's number on the server; stable while `epoch` is. */
export type SourceNumber = number;

/** A pane of the page: one log, or null for all logs merged. */
export type Pane = SourceNumber | null;

/** Opaque id of a row. */
export type RowId = number;

/** Bits of `Row[5]`. */
export const ROW = {
  /** Not a record but a marker: a rotation, a gap, a reconnection, a notice. `text` describes it. */
  marker: 1,
  /** A marker for missing lines. */
  gap: 2,
  /** It arrived out of order and was appended. */
  late: 4,
  /** `text` is truncated: `length` is the length of the whole; read it with `entry`. */
  cut: 8,
  /** `time` is the time of arrival, because the line has none. */
  received: 16,
  /** The search matches it. */
  found: 32,
  /**
   * Not a record: what is before the first loaded row (see `PaneState.edge`), or missing after a stretch of the past
   * (`torn`).
   */
  edge: 64,
} as const;

/** Level number in a row: `LEVELS[row[4] - 1]`; 0 for none. */
export type LevelNumber = number;

/**
 * A row: `[id, source, time, digits, level, flags, text, length, marks]`.
 * - time: milliseconds since the epoch, or null.
 * - digits: how many digits of the second's fraction the log printed (0–9).
 * - text: the record as displayed, lines joined by `\n`, with SGR colour sequences and no other control sequences, at
 *   most `limits.rowBytes`.
 * - length: characters of the record's whole raw text (bytes).
 * - marks: the search matches, as pairs `from, to` of UTF-16 offsets into `text` **without** its SGR sequences; 0 if
 *   there are none.
 */
export type Row = readonly [
  id: RowId,
  source: SourceNumber,
  time: number | null,
  digits: number,
  level: LevelNumber,
  flags: number,
  text: string,
  length: number,
  marks: readonly number[] | 0,
];

/**
 * A list of a pane: what passes the filters, the search matches in that, its errors and worse, or everything of one
 * log.
 */
export type ListKind = 'shown' | 'found' | 'alarms' | 'all';

/** Where to read rows: around a row, at a time, at a share (0–1) of the list, or at its ends. */
export type RowPlace =
  | { readonly id: RowId }
  | { readonly time: number }
  | { readonly share: number }
  | 'start'
  | 'end';
