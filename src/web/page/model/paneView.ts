import type { PaneState } from '../../protocol/pushes.ts';
import type { Pane, RowId } from '../../protocol/rows.ts';
import type { Row } from '../list/row.ts';
import type { Place, RowList } from '../list/rowList.ts';
import { type AskRows, PaneRows, type Standing, type Target } from './paneRows.ts';

/** A pane's state, as shown in its title and chips. */
export interface PaneStatus {
  readonly following: boolean;
  /** Rows that arrived after the last one seen, while the pane does not follow. */
  readonly newer: number;
  readonly cursor: RowId | null;
  /** Whether rows are being loaded. */
  readonly busy: boolean;
  /** Whether the first loaded row is at the upper edge. */
  readonly atStart: boolean;
  /** Whether the current row has left the list: its line left the buffer or is now hidden. */
  readonly left: boolean;
}

/** Minimum interval between counts of new rows during a pause. */
const COUNT_MS = 400;

/** A pane: its rows, position and selection, and the list that draws it while it is on screen. */
export class PaneView {
  readonly rows: PaneRows;
  readonly #ask: AskRows;
  readonly #changed: () => void;
  #list: RowList | null = null;
  #place: Place = 'end';
  #status: PaneStatus = { following: true, newer: 0, cursor: null, busy: false, atStart: false, left: false };
  /** The last row present when the pane stopped following. */
  #seen: RowId | null = null;
  /** The target time, of which parts may be read later. */
  #goal: Target | null = null;
  /** The row that is waited for. */
  #search: { readonly isIt: (row: Row) => boolean; readonly end: (found: Row | null) => void } | null = null;
  #isCounting = false;
  /** Whether more has arrived since the pending count was requested. */
  #isOutdated = false;

  constructor(pane: Pane, ask: AskRows, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
    this.rows = new PaneRows(pane, ask, { changed: standing => this.#rowsChanged(standing) });
  }

  get status(): PaneStatus {
    return this.#status;
  }

  get list(): RowList | null {
    return this.#list;
  }

  /** The row that stays in place when everything else changes: the selected one or, if none, the first visible. */
  get anchor(): RowId | null {
    const { cursor } = this.#status;
    if (cursor !== null) return cursor;
    return this.#place === 'end' ? null : this.#place.id;
  }

  /** Returns a loaded row, or null. */
  row(id: RowId): Row | null {
    const { window } = this.rows;
    return window.rows[window.indexOf(id)] ?? null;
  }

  /**
   * Waits for a row to be loaded and returns it; null if it has not come after `limitMs`, or the pane has gone elsewhere.
   */
  async find(isIt: (row: Row) => boolean, limitMs: number): Promise<Row | null> {
    this.#search?.end(null);
    return new Promise(resolve => {
      const end = (found: Row | null): void => {
        clearTimeout(timer);
        if (this.#search === search) this.#search = null;
        resolve(found);
      };
      const timer = setTimeout(end, limitMs, null);
      const search = { isIt, end };
      this.#search = search;
      this.#look();
    });
  }

  #look(): void {
    const search = this.#search;
    const found = search && this.rows.window.rows.find(search.isIt);
    if (found) search.end(found);
  }

  attach(list: RowList): void {
    this.#list = list;
    list.update(this.rows.window);
    list.setPlace(this.#place);
    list.setCursor(this.#status.cursor);
    if (this.#place !== 'end' && this.#place.id === this.#status.cursor)
      list.reveal(this.#place.id, 'center');
  }

  detach(): void {
    this.#place = this.#list?.place ?? this.#place;
    this.#list = null;
  }

  /** Handles a move by the person in the list. */
  moved(place: Place): void {
    this.#search?.end(null);
    this.#place = place;
    this.#goal = null;
    if (place === 'end') this.follow();
    else this.#stop();
    this.#set({ left: false, atStart: this.#isAtStart });
  }

  follow(): void {
    this.#search?.end(null);
    this.#seen = null;
    this.#goal = null;
    this.#place = 'end';
    this.rows.follow(true);
    this.#list?.setPlace('end');
    this.#set({ following: true, newer: 0, left: false });
  }

  /** Pauses at the current position. */
  pause(): void {
    this.#list?.hold();
    this.#place = this.#list?.place ?? this.#place;
    this.#stop();
  }

  select(id: RowId | null): void {
    this.#search?.end(null);
    if (id !== null) this.pause();
    this.#goal = null;
    this.#list?.setCursor(id);
    this.#set({ cursor: id });
  }

  /** Goes to a target, loading it first if necessary. */
  async goTo(target: Target): Promise<void> {
    this.#search?.end(null);
    this.pause();
    const { at } = target;
    this.#goal = typeof at === 'object' && 'time' in at ? target : null;
    if (typeof at === 'object' && 'id' in at && this.#list?.reveal(at.id, 'center')) {
      this.#place = this.#list.place;
      this.#changed();
      return;
    }
    await this.#read(target);
  }

  /** Reloads the rows at the current position, or at the one being loaded: the list was replaced, or its past has changed. */
  refresh(): void {
    if (this.#status.following) return;
    const place = this.#standing();
    const { cursor } = this.#status;
    const { sought } = this.rows;
    if (sought !== null) void this.#read(sought);
    else if (this.#goal !== null) void this.#read(this.#goal);
    else if (cursor !== null) void this.#read({ at: { id: cursor }, align: 'center' });
    else if (place !== 'end') void this.#read({ at: { id: place.id }, align: 'top', px: place.px });
    // Paused while there was nothing to pause at.
    else if (this.rows.window.rows.length === 0) void this.#read({ at: 'start', align: 'top' });
  }

  async #read(target: Target): Promise<void> {
    this.#set({ busy: true });
    await this.rows.seek(target);
    this.#set({ busy: false });
  }

  /**
   * Returns the current position, relative to a record, because notes about missing lines vanish when those
   * are read.
   */
  #standing(): Place {
    const place = this.#list?.place ?? this.#place;
    const { window } = this.rows;
    if (place === 'end' || window.rows[window.indexOf(place.id)]?.kind !== 'edge') return place;
    const next = window.rows.slice(window.indexOf(place.id)).find(({ kind }) => kind !== 'edge');
    return next ? { id: next.id, px: 0 } : place;
  }

  /** Handles changes to the list's counts. */
  counted(state: PaneState): void {
    // An empty stretch does not grow, so its position is read again.
    if (state.shown > 0 && this.rows.window.rows.length === 0 && !this.rows.seeking) this.refresh();
    this.rows.count(state.shown);
    void this.#countNewer();
  }

  async #countNewer(): Promise<void> {
    if (this.#status.following || this.#seen === null) return;
    this.#isOutdated = this.#isCounting;
    if (this.#isCounting) return;
    this.#isCounting = true;
    const seen = this.#seen;
    const answer = await this.#ask({ id: seen }, 0, 1);
    if (answer && seen === this.#seen) {
      const passed = answer.gone ? answer.index : answer.index + 1;
      this.#set({ newer: Math.max(0, answer.total - passed) });
    }
    setTimeout(() => {
      this.#isCounting = false;
      if (this.#isOutdated) void this.#countNewer();
    }, COUNT_MS);
  }

  #stop(): void {
    if (!this.#status.following) return;
    this.#seen = this.rows.window.last?.id ?? null;
    this.rows.follow(false);
    this.#set({ following: false, newer: 0 });
  }

  #rowsChanged(standing: Standing | null): void {
    this.#show(standing);
    this.#look();
  }

  #show(standing: Standing | null): void {
    const list = this.#list;
    if (standing !== null) {
      this.#place = { id: standing.id, px: standing.px };
      if (standing.gone) this.#set({ left: true });
    }
    if (!list) return;
    list.update(this.rows.window);
    if (standing === null) {
      this.#set({ atStart: this.#isAtStart });
      return;
    }
    list.setPlace({ id: standing.id, px: standing.px });
    if (standing.align !== 'top') list.reveal(standing.id, 'center');
    this.#place = list.place;
    this.#set({ atStart: this.#isAtStart });
  }

  get #isAtStart(): boolean {
    return this.#list?.atStart ?? false;
  }

  #set(change: Partial<PaneStatus>): void {
    const next = { ...this.#status, ...change };
    const isSame = (Object.keys(next) as (keyof PaneStatus)[]).every(key => next[key] === this.#status[key]);
    if (isSame) return;
    this.#status = next;
    this.#changed();
  }
}
