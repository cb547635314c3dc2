import { momentOf } from '../../../core/record.ts';
import { type EntryId, isRecord } from '../../../core/store/entry.ts';
import { paneView } from '../../log/format.ts';
import { type PanePlace, placesOf } from '../../state/layout.ts';
import { MERGED, type PaneKey, paneOf, type ScreenState, withPane } from '../../state/screen.ts';
import { followPane, jumpTo, moveCursor, selectedEntry } from '../../state/scroll.ts';
import type { CommandContext } from '../command.ts';
import { focusKey } from '../focus.ts';
import { recordAt } from '../places.ts';

/** Returns the context with another state, with the panes laid out for that state. */
export type Relaid = (state: ScreenState) => CommandContext;

const selectedIn = (context: CommandContext, place: PanePlace): EntryId | null => {
  const pane = paneOf(context.state, place.key);
  return pane.top === null ? null : selectedEntry(paneView(context.state, context.log, place), pane);
};

/**
 * Preserves the position in time when switching between views. If the pane was paused, the panes that appear
 * are paused at its selected record or, if they lack it, at the first one after it; if it was following, they
 * follow. When switching back without a change in between, the panes are restored as they were.
 */
export const crossOver = (before: CommandContext, after: CommandContext, from: PaneKey): ScreenState => {
  const { state } = after;
  const pane = paneOf(before.state, from);
  if (state.crossed !== null && state.crossed.key === from && state.crossed.pane === pane) {
    return { ...state, panes: { ...state.crossed.panes, [from]: pane }, crossed: null };
  }
  const place = placesOf(before.layout).find(one => one.key === from);
  const id = place ? selectedIn(before, place) : null;
  const next = placesOf(after.layout).reduce(
    (sum, there) => (id === null ? followed(sum, there) : bring({ ...after, state: sum }, there, id)),
    state,
  );
  const to = next.view === 'merged' ? MERGED : null;
  return {
    ...next,
    crossed: to === null ? null : { key: to, pane: paneOf(next, to), panes: before.state.panes },
  };
};

/**
 * Returns the time of the record selected in a pane if the merged log does not reach it, because other logs have not been
 * read there; otherwise null.
 */
export const unreadInMerged = (
  before: CommandContext,
  after: CommandContext,
  from: PaneKey,
): number | null => {
  const place = placesOf(before.layout).find(one => one.key === from);
  const merged = placesOf(after.layout).find(one => one.key === MERGED);
  const id = place ? selectedIn(before, place) : null;
  const entry = id === null ? undefined : before.log.held.get(id);
  if (!merged || id === null || !entry || !isRecord(entry)) return null;
  if (before.snapshot.hidden.includes(entry.source)) return null;
  const { ids } = paneView(after.state, after.log, merged);
  const index = ids.lowerBound(id);
  return index < ids.length && ids.at(index) === id ? null : momentOf(entry);
};

const followed = (state: ScreenState, { key }: PanePlace): ScreenState =>
  withPane(state, key, followPane(paneOf(state, key)));

/** Selects the record in a pane, or the first one after it. */
const bring = (context: CommandContext, place: PanePlace, id: EntryId): ScreenState => {
  const { state, log } = context;
  const pane = paneOf(state, place.key);
  const view = paneView(state, log, place);
  const entry = log.held.get(id);
  const index = view.ids.lowerBound(id);
  const isHere = index < view.ids.length && view.ids.at(index) === id;
  const moment = entry && isRecord(entry) ? momentOf(entry) : null;
  const there = isHere || moment === null ? id : (recordAt(context, view.ids, moment) ?? id);
  return withPane(state, place.key, jumpTo(view, pane, there));
};

/**
 * After a motion in the focused pane, moves the other panes to the same time, or makes them follow if it
 * follows. Returns the state unchanged if nothing moved.
 */
export const keepInStep = (before: CommandContext, after: CommandContext): ScreenState => {
  const { state } = after;
  const key = focusKey(after);
  const place = placesOf(after.layout).find(one => one.key === key);
  if (!state.inStep || !place || paneOf(before.state, key) === paneOf(state, key)) return state;
  const id = selectedIn(after, place);
  return placesOf(after.layout)
    .filter(other => other.key !== key)
    .reduce(
      (sum, other) => (id === null ? followed(sum, other) : bring({ ...after, state: sum }, other, id)),
      state,
    );
};

/** Returns the source of the selected record in a pane; null if the pane follows or has no selection. */
export const selectedSource = (context: CommandContext, key: PaneKey): PaneKey | null => {
  const place = placesOf(context.layout).find(one => one.key === key);
  const id = place ? selectedIn(context, place) : null;
  return id === null ? null : (context.log.held.get(id)?.source ?? null);
};

/** Keeps the selection of paused panes visible after their size has changed. */
export const keepInSight = (context: CommandContext): ScreenState =>
  placesOf(context.layout).reduce((state, place) => {
    const pane = paneOf(state, place.key);
    if (pane.top === null) return state;
    return withPane(state, place.key, moveCursor(paneView(state, context.log, place), pane, 0));
  }, context.state);
