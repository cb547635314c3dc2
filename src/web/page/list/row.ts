import { LEVELS, type Level } from '../../../core/level.ts';
import { ROW, type RowId, type SourceNumber, type Row as WireRow } from '../../protocol/rows.ts';

/** A row of a pane: a record, or a note between records. */
export interface Row {
  readonly id: RowId;
  readonly source: SourceNumber;
  /** Milliseconds since the epoch; null if unknown. */
  readonly ms: number | null;
  /** Number of fractional digits of the seconds in its line. */
  readonly digits: number;
  readonly level: Level | null;
  readonly kind: RowKind;
  /** Whether it arrived out of order. */
  readonly late: boolean;
  /** Whether `ms` is the time of arrival. */
  readonly received: boolean;
  readonly found: boolean;
  /** Sanitised text of all its lines, with no control sequences except SGR; truncated if long. */
  readonly text: string;
  /** Length of the whole text if `text` is truncated; otherwise null. */
  readonly wholeLength: number | null;
  /** The search matches in the text without its SGR sequences: `from, to, from, to…` */
  readonly marks: readonly number[];
}

/**
 * `marker`: an event of the log; `gap`: missing lines; `edge`: lines not loaded, before the first row or in between.
 */
export type RowKind = 'record' | 'marker' | 'gap' | 'edge';

const kindOf = (flags: number): RowKind => {
  if (flags & ROW.edge) return 'edge';
  if (flags & ROW.gap) return 'gap';
  return flags & ROW.marker ? 'marker' : 'record';
};

/** Decodes a row received from the server. */
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

/** A contiguous stretch of a list, and its position in the list. */
export class RowWindow {
  readonly rows: readonly Row[];
  /** The index of the first row in the list; only the scroll bar's thumb depends on it. */
  readonly index: number;
  readonly total: number;
  #places: Map<RowId, number> | null = null;

  constructor(rows: readonly Row[], index: number, total: number) {
    this.rows = rows;
    this.index = Math.max(0, index);
    this.total = Math.max(total, this.index + rows.length);
  }

  /** Returns the index of a row in this stretch, or -1. */
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

  /** Whether the list's last row is included. */
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
