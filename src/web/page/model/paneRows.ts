import type { Rows } from '../../protocol/answers.ts';
import type { Tail } from '../../protocol/pushes.ts';
import type { Pane, RowId, RowPlace } from '../../protocol/rows.ts';
import { NO_ROWS, type Row, RowWindow, readRow } from '../list/row.ts';

/** Requests rows of a pane's list; returns null if there is no answer, or one for outdated settings. */
export type AskRows = (at: RowPlace, before: number, after: number) => Promise<Rows | null>;

export type Align = 'top' | 'center' | 'end';

/** Where to read rows, and how to position the list. */
export interface Target {
  readonly at: RowPlace;
  readonly align: Align;
  /** Pixels into the row. */
  readonly px?: number;
}

/** The list's new position. */
export interface Standing {
  readonly id: RowId;
  readonly align: Align;
  readonly px: number;
  /** The requested row is gone; this is the nearest one. */
  readonly gone: boolean;
}

export interface PaneRowsListener {
  /** The rows have changed; `standing` is the list's new position, if it changes. */
  changed(standing: Standing | null): void;
}

/** Number of rows read at a time. */
const PAGE = 200;
/** Maximum number of rows kept. */
const MAX_ROWS = 3_000;
/** Number of rows read on each side of a target. */
const AROUND = 150;

/** The end of a list that follows, which no longer counts when the list has stopped following. */
const FOLLOWED_END: Target = { at: 'end', align: 'end' };

/**
 * The rows that a pane has of its list: one contiguous stretch, which grows at either end, moves to where the person
 * goes, and is replaced by the pushed end while the list follows. Answers that no longer fit are dropped.
 */
export class PaneRows {
  readonly pane: Pane;
  readonly #ask: AskRows;
  readonly #listener: PaneRowsListener;
  #window: RowWindow = NO_ROWS;
  #following = true;
  /** Incremented whenever the stretch is replaced, to recognise answers for the previous one. */
  #turn = 0;
  #reading = { before: false, after: false };
  #target: Target | null = null;
  /** The target whose rows have been requested. */
  #requested: Target | null = null;
  /** Pending while the rows of the list's new position are being read. */
  #seek: Promise<void> | null = null;
  /** While a button is down, nothing must move under it. */
  #isHeld = false;
  #missed = false;

  constructor(pane: Pane, ask: AskRows, listener: PaneRowsListener) {
    this.pane = pane;
    this.#ask = ask;
    this.#listener = listener;
  }

  get window(): RowWindow {
    return this.#window;
  }

  get following(): boolean {
    return this.#following;
  }

  /** Whether the rows of the list's new position are being loaded. */
  get seeking(): boolean {
    return this.#seek !== null;
  }

  /** The requested position whose rows are being loaded; null: none. */
  get sought(): Target | null {
    const sought = this.#target ?? this.#requested;
    return sought === FOLLOWED_END ? null : sought;
  }

  follow(on: boolean): void {
    this.#following = on;
    if (on) this.#target = null;
  }

  /** Freezes or releases the rows, even if the list follows. */
  hold(on: boolean): void {
    this.#isHeld = on;
    if (!on && this.#missed && this.#following) void this.#read(FOLLOWED_END);
    this.#missed = false;
  }

  /** Applies a pushed end of the list. */
  tail(message: Tail['panes'][number]): void {
    if (!this.#following) return;
    if (this.#isHeld) {
      this.#missed = true;
      return;
    }
    const rows = message.rows.map(readRow);
    const whole = message.same === undefined ? rows : this.#joined(message.same, rows);
    if (whole === null) {
      // The row that it continues is missing, so read the end again.
      void this.#read(FOLLOWED_END);
      return;
    }
    this.#become(new RowWindow(whole, message.total - whole.length, message.total));
    this.#listener.changed(null);
  }

  /** Reads rows before or after the loaded ones. */
  async extend(side: 'before' | 'after'): Promise<void> {
    const edge = side === 'before' ? this.#window.first : this.#window.last;
    if (!edge || this.#reading[side] || this.seeking) return;
    this.#reading[side] = true;
    const turn = this.#turn;
    const isBefore = side === 'before';
    const answer = await this.#ask({ id: edge.id }, isBefore ? PAGE : 0, isBefore ? 1 : PAGE);
    if (turn !== this.#turn) return;
    this.#reading[side] = false;
    if (!answer) return;
    const window = this.#window;
    // If the edge row has left the list, its neighbours are unknown, so nothing can be attached to it.
    if (answer.gone) this.#window = window.counted(isBefore ? 0 : window.index, answer.total);
    else this.#window = isBefore ? withBefore(window, answer) : withAfter(window, answer);
    this.#listener.changed(null);
  }

  /** Reads the rows around a target and goes there; if there are several calls meanwhile, only the last counts. */
  async seek(target: Target): Promise<void> {
    this.#following = false;
    await this.#read(target);
  }

  /** Updates the list's length. */
  count(total: number): void {
    if (this.#following || total === this.#window.total) return;
    this.#window = this.#window.counted(this.#window.index, total);
    this.#listener.changed(null);
  }

  /** Discards the rows, which belong to a different list. */
  clear(): void {
    this.#become(NO_ROWS);
    this.#listener.changed(null);
  }

  async #read(target: Target): Promise<void> {
    this.#target = target;
    this.#seek ??= this.#readTargets();
    await this.#seek;
  }

  async #readTargets(): Promise<void> {
    for (let next = this.#target; next !== null; next = this.#target) {
      this.#target = null;
      this.#requested = next;
      const { at } = next;
      const answer = await this.#ask(at, at === 'start' ? 0 : AROUND, at === 'end' ? 1 : AROUND);
      const isLeft = next === FOLLOWED_END && !this.#following;
      if (answer && this.#target === null && !isLeft) this.#arrive(next, answer);
    }
    this.#requested = null;
    this.#seek = null;
  }

  #arrive({ at, align, px = 0 }: Target, answer: Rows): void {
    const rows = answer.rows.map(readRow);
    const before = this.#window;
    this.#become(new RowWindow(rows, answer.index, answer.total));
    if (this.#following || rows.length === 0) {
      this.#listener.changed(null);
      return;
    }
    const id = standAt(at, answer, rows, before);
    this.#listener.changed({ id, align, px: answer.gone ? 0 : px, gone: answer.gone });
  }

  /**
   * Returns the loaded rows up to a given one, followed by the pushed ones; null if that row is not loaded.
   */
  #joined(same: RowId, rows: readonly Row[]): readonly Row[] | null {
    const at = this.#window.indexOf(same);
    if (at < 0) return null;
    const first = Math.max(0, at + 1 + rows.length - MAX_ROWS);
    return [...this.#window.rows.slice(first, at + 1), ...rows];
  }

  #become(window: RowWindow): void {
    this.#window = window;
    this.#turn++;
    this.#reading = { before: false, after: false };
  }
}

/** Returns the requested row of an answer, or the nearest one. */
const standAt = (at: RowPlace, answer: Rows, rows: readonly Row[], before: RowWindow): RowId => {
  if (at === 'start') return rows[0]!.id;
  if (at === 'end') return rows.at(-1)!.id;
  if ('share' in at) {
    const index = Math.round(at.share * Math.max(0, answer.total - 1)) - answer.index;
    return rows[Math.max(0, Math.min(index, rows.length - 1))]!.id;
  }
  if ('id' in at && !answer.gone) return at.id;
  const ms = 'time' in at ? at.time : (before.rows[before.indexOf(at.id)]?.ms ?? null);
  const later = ms === null ? undefined : rows.find(row => row.ms !== null && row.ms >= ms);
  return (later ?? rows.at(-1)!).id;
};

const withBefore = (window: RowWindow, answer: Rows): RowWindow => {
  const edge = answer.rows.findIndex(row => row[0] === window.first!.id);
  const older = answer.rows.slice(0, Math.max(0, edge)).map(readRow);
  return new RowWindow([...older, ...window.rows].slice(0, MAX_ROWS), answer.index, answer.total);
};

const withAfter = (window: RowWindow, answer: Rows): RowWindow => {
  const edge = answer.rows.findIndex(row => row[0] === window.last!.id);
  const newer = answer.rows.slice(edge + 1).map(readRow);
  const rows = [...window.rows, ...newer];
  const dropped = Math.max(0, rows.length - MAX_ROWS);
  const first = answer.index + edge - (window.rows.length - 1);
  return new RowWindow(rows.slice(dropped), first + dropped, answer.total);
};
