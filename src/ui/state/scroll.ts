import type { EntryId, StoreEntry } from '../../core/store/entry.ts';
import type { IdSequence } from '../../core/store/ids.ts';
import { FOLLOWING, type PaneState } from './screen.ts';

/** What a pane can show: its entries in order, the number of rows of each, and the rows available. */
export interface PaneView {
  readonly ids: IdSequence;
  /** Returns an entry of `ids`; undefined if it has left the buffer. */
  entry(id: EntryId): StoreEntry | undefined;
  rowsOf(id: EntryId): number;
  readonly height: number;
  /** The rows available while the pane is paused: its last row may have the "paused" note. */
  readonly pausedHeight: number;
  /** The id that the session's next entry will get. */
  readonly end: EntryId;
}

/** A position in a pane: an index of its ids, and how many rows of that entry are above. */
interface Place {
  readonly index: number;
  readonly skip: number;
}

/** A visible entry: its index, its first visible row, and the number of visible rows. */
export interface VisibleEntry {
  readonly id: EntryId;
  readonly firstRow: number;
  readonly rows: number;
}

/** Returns the position `rows` rows above the end of the entry at `index`. */
const rowsAbove = (view: PaneView, index: number, rows: number): Place => {
  let left = rows;
  for (let i = index; i >= 0; i--) {
    const height = view.rowsOf(view.ids.at(i));
    if (height >= left) return { index: i, skip: height - left };
    left -= height;
  }
  return { index: 0, skip: 0 };
};

/** Returns the upper edge of a pane that follows. */
const followPlace = (view: PaneView, height = view.height): Place =>
  rowsAbove(view, view.ids.length - 1, height);

const isBefore = (a: Place, b: Place): boolean =>
  a.index < b.index || (a.index === b.index && a.skip < b.skip);

/** Returns the pane's upper edge: never below that of a pane that follows. */
const placeOf = (view: PaneView, pane: PaneState): Place => {
  const last = followPlace(view);
  if (pane.top === null) return last;
  const found = view.ids.lowerBound(pane.top);
  // The entry may have been a notice above the first entry, now replaced by older entries.
  const there = found < view.ids.length && view.ids.at(found) === pane.top;
  const index = there || Number.isInteger(pane.top) || found === 0 ? found : found - 1;
  const place = { index, skip: there ? Math.min(pane.skip, view.rowsOf(pane.top) - 1) : 0 };
  return isBefore(place, last) ? place : last;
};

/** The same for a pane that is being moved, and thus paused: its newest entry stays above the "paused" note. */
const startPlace = (view: PaneView, pane: PaneState): Place =>
  pane.top === null ? followPlace(view, view.pausedHeight) : placeOf(view, pane);

/** Returns the visible entries, from the top. */
export const visibleEntries = (view: PaneView, pane: PaneState): VisibleEntry[] => {
  const place = placeOf(view, pane);
  const visible: VisibleEntry[] = [];
  let left = view.height;
  for (let i = place.index; i < view.ids.length && left > 0; i++) {
    const id = view.ids.at(i);
    if (pane.top !== null && pane.seenEnd !== null && id >= pane.seenEnd) break;
    const firstRow = i === place.index ? place.skip : 0;
    const rows = Math.min(view.rowsOf(id) - firstRow, left);
    visible.push({ id, firstRow, rows });
    left -= rows;
  }
  return visible;
};

/** Returns the index of the selected entry, or of the nearest one left; -1 if there is none. */
export const cursorIndex = (view: PaneView, pane: PaneState): number => {
  if (view.ids.length === 0) return -1;
  if (pane.cursor === null) return view.ids.length - 1;
  return Math.min(view.ids.lowerBound(pane.cursor), view.ids.length - 1);
};

export const selectedEntry = (view: PaneView, pane: PaneState): EntryId | null => {
  const index = cursorIndex(view, pane);
  return index < 0 ? null : view.ids.at(index);
};

const stopAt = (view: PaneView, pane: PaneState, place: Place, cursor: number): PaneState => {
  const id = view.ids.at(cursor);
  const isPast = pane.top === null || (pane.seenEnd !== null && id >= pane.seenEnd);
  return {
    ...pane,
    top: view.ids.at(place.index),
    skip: place.skip,
    cursor: id,
    pausedAt: pane.top === null ? view.end : pane.pausedAt,
    seenEnd: isPast ? view.end : pane.seenEnd,
  };
};

/** Pauses the pane at its current position. */
export const pausePane = (view: PaneView, pane: PaneState): PaneState =>
  pane.top !== null
    ? pane
    : view.ids.length === 0
      ? { ...pane, top: view.end, cursor: null, pausedAt: view.end, seenEnd: view.end }
      : stopAt(view, pane, startPlace(view, pane), view.ids.length - 1);

/** Resumes following the end. */
export const followPane = (pane: PaneState): PaneState => ({
  ...FOLLOWING,
  pan: pane.pan,
  context: pane.context,
});

/** Returns the upper edge that makes the entry visible with the least movement. */
const reveal = (view: PaneView, place: Place, index: number): Place => {
  if (index <= place.index || view.rowsOf(view.ids.at(index)) >= view.pausedHeight) return { index, skip: 0 };
  let rows = -place.skip;
  for (let i = place.index; i <= index; i++) {
    rows += view.rowsOf(view.ids.at(i));
    if (rows > view.pausedHeight) return rowsAbove(view, index, view.pausedHeight);
  }
  return place;
};

/** Selects the entry `by` further down (or up); moving past the last one resumes following. */
export const moveCursor = (view: PaneView, pane: PaneState, by: number): PaneState => {
  const from = cursorIndex(view, pane);
  if (from < 0) return pane;
  if (by > 0 && from + by >= view.ids.length && pane.selectedFrom === null) return followPane(pane);
  const to = Math.max(0, Math.min(from + by, view.ids.length - 1));
  return stopAt(view, pane, reveal(view, startPlace(view, pane), to), to);
};

/** Scrolls by rows, moving the selection only as far as needed; reaching the end resumes following. */
export const scrollRows = (view: PaneView, pane: PaneState, by: number): PaneState => {
  if (view.ids.length === 0 || (by > 0 && pane.top === null)) return pane;
  let { index, skip } = startPlace(view, pane);
  skip += by;
  while (skip < 0 && index > 0) skip += view.rowsOf(view.ids.at(--index));
  skip = Math.max(0, skip);
  while (index < view.ids.length - 1 && skip >= view.rowsOf(view.ids.at(index)))
    skip -= view.rowsOf(view.ids.at(index++));
  const place = { index, skip };
  if (by > 0 && !isBefore(place, followPlace(view)) && pane.selectedFrom === null) return followPane(pane);
  const seenEnd = by > 0 ? view.end : pane.seenEnd;
  const moved = { ...pane, top: view.ids.at(index), skip, seenEnd };
  const visible = visibleEntries(view, moved);
  const first = view.ids.lowerBound(visible[0]!.id);
  const last = first + visible.length - 1;
  const cursor = Math.max(first, Math.min(cursorIndex(view, pane), last));
  return stopAt(view, pane.top === null ? pane : moved, place, cursor);
};

/** Selects an entry (or the next one if it is hidden) and brings it to the upper third. */
export const jumpTo = (view: PaneView, pane: PaneState, id: EntryId): PaneState => {
  if (view.ids.length === 0) return pane;
  const index = Math.min(view.ids.lowerBound(id), view.ids.length - 1);
  const above = rowsAbove(view, index, view.rowsOf(view.ids.at(index)) + Math.floor(view.height / 3));
  const last = followPlace(view, view.pausedHeight);
  return stopAt(view, pane, isBefore(above, last) ? above : last, index);
};

/** Entries that arrived since the pane was paused and are still below its lower edge. */
export const newBelow = (view: PaneView, pane: PaneState): number => {
  if (pane.top === null) return 0;
  const seen = visibleEntries(view, pane).at(-1)?.id ?? -1;
  return view.ids.length - view.ids.lowerBound(Math.max(pane.pausedAt, seen + 1));
};
