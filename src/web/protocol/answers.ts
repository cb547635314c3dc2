import type { Bye, Snap, State, Tail, Welcome } from './pushes.ts';
import type { LevelNumber, Row, RowId, SourceNumber } from './rows.ts';

export interface Rows {
  readonly type: 'rows';
  readonly q: number;
  readonly v: number;
  /** Index of the first of `rows` in its list, and the length of the list. */
  readonly index: number;
  readonly total: number;
  readonly rows: readonly Row[];
  /** The requested row is gone (or no longer passes the filters): these are the nearest. */
  readonly gone: boolean;
}

export interface Found {
  readonly type: 'found';
  readonly q: number;
  readonly v: number;
  /** Null if there is none in that direction (in the part searched so far). */
  readonly id: RowId | null;
  /** Its number, from 1, and the total. */
  readonly index: number;
  readonly total: number;
  /** How much has been searched, from 0 to 1. */
  readonly scanned: number;
}

export interface Entry {
  readonly type: 'entry';
  readonly q: number;
  readonly id: RowId;
  /** Total length of the raw text, in bytes. */
  readonly length: number;
  readonly from: number;
  /** Where the next piece starts; null if this was the last. */
  readonly next: number | null;
  /** As logged, but sanitised: SGR and tabs are kept, lines joined by `\n`. */
  readonly text: string;
  /** If `from` is 0: indented JSON or structured text; null if the record is not structured. */
  readonly pretty: string | null;
  /** If `from` is 0: named fields with values as text; at most 200. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly source: SourceNumber;
  readonly time: number | null;
  readonly received: number | null;
  readonly level: LevelNumber;
}

export interface TextPiece {
  readonly type: 'text';
  readonly q: number;
  /** Plain text; each record ends with `\n`. */
  readonly text: string;
  /** The row to request the next piece from; null if this was the last. */
  readonly next: RowId | null;
}

export interface Ticket {
  readonly type: 'ticket';
  readonly q: number;
  /** Relative; valid once, within a minute. */
  readonly url: string;
  readonly name: string;
}

export interface TimelineAnswer {
  readonly type: 'timeline';
  readonly q: number;
  /** Start of the first bucket, and the width of each, in milliseconds. Null if there are no records. */
  readonly from: number | null;
  readonly width: number;
  /** `[records, warnings, errors]` per bucket; a record counts as warning or as error, not both. */
  readonly buckets: readonly (readonly [number, number, number])[];
  /** Whether everything that the logs wrote in that span is included. */
  readonly complete: boolean;
}

export interface Values {
  readonly type: 'values';
  readonly q: number;
  readonly v: number;
  readonly field: string;
  /** Most frequent first, at most 200. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly where: string }[];
  /** How many of the visible records were examined (the newest), and how many lack the field. */
  readonly looked: number;
  readonly shown: number;
  readonly without: number;
}

export interface PickerItem {
  /** The argument for `open`. */
  readonly name: string;
  readonly kind: 'log' | 'host' | 'group' | 'tag' | 'team';
  readonly detail: string;
  readonly open: boolean;
}

export interface Picker {
  readonly type: 'picker';
  readonly q: number;
  readonly items: readonly PickerItem[];
  /** Whether there are more than are listed. */
  readonly more: boolean;
}

/** The request succeeded, or is in progress. */
export interface Done {
  readonly type: 'done';
  readonly q: number;
}

/**
 * The request was refused: one sentence, and what to try. For a refused `view`, `q` is null and `v` is its version; the
 * previous settings stay in effect.
 */
export interface Refused {
  readonly type: 'refused';
  readonly q: number | null;
  readonly v: number | null;
  readonly message: string;
  readonly advice: string | null;
  /** The filter (its index) or setting at fault. */
  readonly at: number | 'search' | null;
}

/** The new row of a record whose surroundings were read (`history around`, `leave`): the one to go to. */
export interface Moved {
  readonly type: 'moved';
  readonly from: RowId;
  readonly to: RowId;
}

export interface Pong {
  readonly type: 'pong';
}

export type ServerMessage =
  | Welcome
  | Snap
  | State
  | Tail
  | Rows
  | Found
  | Entry
  | TextPiece
  | Ticket
  | TimelineAnswer
  | Values
  | Picker
  | Done
  | Refused
  | Moved
  | Pong
  | Bye;
