import { momentOf } from '../../../core/record.ts';
import { type EntryId, isRecord } from '../../../core/store/entry.ts';
import { paneView } from '../../log/format.ts';
import { type PanePlace, placesOf } from '../../state/layout.ts';
import { MERGED, type PaneKey, paneOf, type ScreenState, withPane } from '../../state/screen.ts';
import { followPane, jumpTo, moveCursor, selectedEntry } from '../../state/scroll.ts';
import type { CommandContext } from '../command.ts';
import { focusKey } from '../focus.ts';
import { recordAt } from '../places.ts';

/** The context with another state, and the panes where that state has them. */
export type Relaid = (state: ScreenState) => CommandContext;

const selectedIn = (context: CommandContext, place: PanePlace): EntryId | null => {
  const pane = paneOf(context.state, place.key);
  return pane.top === null ? null : selectedEntry(paneView(context.state, context.log, place), pane);
};

/**
 * Takes the place in time along from one view to the other: a pane that is paused brings those that come into sight to its selected record, or
 * where they do not have it to the first after it, and paused; one that follows makes them follow. Panes that were left and come back
 * unchanged are as they were.
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

const followed = (state: ScreenState, { key }: PanePlace): ScreenState =>
  withPane(state, key, followPane(paneOf(state, key)));

/** Selects the record in a pane, or the first that is not before it. */
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
 * After a motion in the focused pane, brings the other panes to its time, or lets them follow where it follows. Returns the state as it is
 * where nothing moved.
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

/** The source of the record that a pane has selected; null if it follows or selects none. */
export const selectedSource = (context: CommandContext, key: PaneKey): PaneKey | null => {
  const place = placesOf(context.layout).find(one => one.key === key);
  const id = place ? selectedIn(context, place) : null;
  return id === null ? null : (context.log.held.get(id)?.source ?? null);
};

/** Keeps what is selected in paused panes on show after they have got another size. */
export const keepInSight = (context: CommandContext): ScreenState =>
  placesOf(context.layout).reduce((state, place) => {
    const pane = paneOf(state, place.key);
    if (pane.top === null) return state;
    return withPane(state, place.key, moveCursor(paneView(state, context.log, place), pane, 0));
  }, context.state);
