import type { Pane, PaneState, RowId } from '../../protocol.ts';
import type { Row } from '../list/row.ts';
import type { Place, RowList } from '../list/rowList.ts';
import { type AskRows, PaneRows, type Standing, type Target } from './paneRows.ts';

/** What a pane's title and chips show of how it stands. */
export interface PaneStatus {
  readonly following: boolean;
  /** Rows that came behind the last one seen, while it does not follow. */
  readonly newer: number;
  readonly cursor: RowId | null;
  /** Rows are on their way. */
  readonly busy: boolean;
  /** The first row that is here stands at the upper edge. */
  readonly atStart: boolean;
  /** The row that was stood at has left the list: its line left the buffer, or is not shown any more. */
  readonly left: boolean;
}

/** How often what comes under a pause is counted at most. */
const COUNT_MS = 400;

/** One pane: its rows, where it stands in them and what is selected; and the list that draws it while it is on screen. */
export class PaneView {
  readonly rows: PaneRows;
  readonly #ask: AskRows;
  readonly #changed: () => void;
  #list: RowList | null = null;
  #place: Place = 'end';
  #status: PaneStatus = { following: true, newer: 0, cursor: null, busy: false, atStart: false, left: false };
  /** The last row that was there when it stopped following. */
  #seen: RowId | null = null;
  /** The time to stand at: what is read of it may come later. */
  #goal: Target | null = null;
  #isCounting = false;
  /** More has come since the count that is under way was requested. */
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

  /** The row to stay at when all else changes: what is selected, else the first that is visible. */
  get anchor(): RowId | null {
    const { cursor } = this.#status;
    if (cursor !== null) return cursor;
    return this.#place === 'end' ? null : this.#place.id;
  }

  /** A row that is here, or null. */
  row(id: RowId): Row | null {
    const { window } = this.rows;
    return window.rows[window.indexOf(id)] ?? null;
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

  /** The person moved in the list. */
  moved(place: Place): void {
    this.#place = place;
    this.#goal = null;
    if (place === 'end') this.follow();
    else this.#stop();
    this.#set({ left: false, atStart: this.#isAtStart });
  }

  follow(): void {
    this.#seen = null;
    this.#goal = null;
    this.#place = 'end';
    this.rows.follow(true);
    this.#list?.setPlace('end');
    this.#set({ following: true, newer: 0, left: false });
  }

  /** Stops where it stands. */
  pause(): void {
    this.#list?.hold();
    this.#place = this.#list?.place ?? this.#place;
    this.#stop();
  }

  select(id: RowId | null): void {
    if (id !== null) this.pause();
    this.#goal = null;
    this.#list?.setCursor(id);
    this.#set({ cursor: id });
  }

  /** Stands at a place that may have to be read first. */
  async goTo(target: Target): Promise<void> {
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

  /** Reads its rows again, staying where it is: the list is another one, or its past has changed. */
  refresh(): void {
    if (this.#status.following) return;
    const place = this.#standing();
    const { cursor } = this.#status;
    if (this.#goal !== null) void this.#read(this.#goal);
    else if (cursor !== null) void this.#read({ at: { id: cursor }, align: 'center' });
    else if (place !== 'end') void this.#read({ at: { id: place.id }, align: 'top', px: place.px });
  }

  async #read(target: Target): Promise<void> {
    this.#set({ busy: true });
    await this.rows.seek(target);
    this.#set({ busy: false });
  }

  /** Where it stands, as a record: a row that says what is not there goes when that is read. */
  #standing(): Place {
    const place = this.#list?.place ?? this.#place;
    const { window } = this.rows;
    if (place === 'end' || window.rows[window.indexOf(place.id)]?.kind !== 'edge') return place;
    const next = window.rows.slice(window.indexOf(place.id)).find(({ kind }) => kind !== 'edge');
    return next ? { id: next.id, px: 0 } : place;
  }

  /** What is known of its list has changed. */
  counted(state: PaneState): void {
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
