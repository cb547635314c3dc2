import { LEVELS, type Level } from '../../../core/level.ts';
import { ROW, type RowId, type SourceNumber, type Row as WireRow } from '../../protocol.ts';

/** One row of a pane: a record, or what is said between records. */
export interface Row {
  readonly id: RowId;
  readonly source: SourceNumber;
  /** Milliseconds since the epoch; null: there is none. */
  readonly ms: number | null;
  /** Digits of the second's fraction that its line states. */
  readonly digits: number;
  readonly level: Level | null;
  readonly kind: RowKind;
  /** It came too late for its place in time. */
  readonly late: boolean;
  /** `ms` is when it was received. */
  readonly received: boolean;
  readonly found: boolean;
  /** Safe text of all its lines, with no control sequences but SGR; of long ones the start. */
  readonly text: string;
  /** Length of the whole where `text` is only its start, else null. */
  readonly wholeLength: number | null;
  /** Where the search matches the text without its SGR sequences: `from, to, from, to…` */
  readonly marks: readonly number[];
}

/** `marker`: something happened to the log; `gap`: lines are missing; `edge`: lines that are not there, before the first or between. */
export type RowKind = 'record' | 'marker' | 'gap' | 'edge';

const kindOf = (flags: number): RowKind => {
  if (flags & ROW.edge) return 'edge';
  if (flags & ROW.gap) return 'gap';
  return flags & ROW.marker ? 'marker' : 'record';
};

/** A row as it crosses the wire. */
export const readRow = (row: WireRow): Row => {
  const [id, source, ms, digits, level, flags, text, length, marks] = row;
  return {
    id,
    source,
    ms,
    digits,
    level: LEVELS[level - 1] ?? null,
    kind: kindOf(flags),
    late: (flags & ROW.late) !== 0,
    received: (flags & ROW.received) !== 0,
    found: (flags & ROW.found) !== 0,
    text,
    wholeLength: flags & ROW.cut ? length : null,
    marks: marks === 0 ? [] : marks,
  };
};

/** A stretch of a list without holes, and where it lies in the list. */
export class RowWindow {
  readonly rows: readonly Row[];
  /** Of the first row in the list; only the scroll bar's thumb depends on it. */
  readonly index: number;
  readonly total: number;
  #places: Map<RowId, number> | null = null;

  constructor(rows: readonly Row[], index: number, total: number) {
    this.rows = rows;
    this.index = Math.max(0, index);
    this.total = Math.max(total, this.index + rows.length);
  }

  /** Where a row is among these, or -1. */
  indexOf(id: RowId): number {
    this.#places ??= new Map(this.rows.map((row, at) => [row.id, at]));
    return this.#places.get(id) ?? -1;
  }

  get first(): Row | null {
    return this.rows[0] ?? null;
  }

  get last(): Row | null {
    return this.rows.at(-1) ?? null;
  }

  /** Whether the list's last row is among these. */
  get reachesEnd(): boolean {
    return this.index + this.rows.length >= this.total;
  }

  counted(index: number, total: number): RowWindow {
    const window = new RowWindow(this.rows, index, total);
    window.#places = this.#places;
    return window;
  }
}

export const NO_ROWS = new RowWindow([], 0, 0);
