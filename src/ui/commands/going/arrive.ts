import type { SourceId } from '../../../core/record.ts';
import type { FoundRecord } from '../../../session/live/recordAccess.ts';
import { paneView } from '../../log/format.ts';
import { placesOf } from '../../state/layout.ts';
import { MERGED, type PaneKey, paneOf, type ScreenState, withPane } from '../../state/screen.ts';
import { followPane, jumpTo } from '../../state/scroll.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { recordAt } from '../places.ts';

/** Moves visible panes to their first record at or after a moment; panes without one follow their end. */
export const panesAt = (
  context: CommandContext,
  { moment, only }: { readonly moment: number; readonly only?: PaneKey },
): ScreenState =>
  placesOf(context.layout).reduce((state, place) => {
    if (only !== undefined && place.key !== only) return state;
    const pane = paneOf(state, place.key);
    const view = paneView(state, context.log, place);
    const id = recordAt(context, view.ids, moment);
    if (id !== null) return withPane(state, place.key, jumpTo(view, pane, id));
    // A pane that was paused at this moment stays so, even if nothing after it is there yet.
    if (only !== undefined) return state;
    return withPane(state, place.key, followPane(pane));
  }, context.state);

/** Returns the state after a read has finished: the panes have moved to their destination. */
export const arrived = (context: CommandContext, found: FoundRecord | null): ScreenState => {
  const { state } = context;
  const { pending } = state;
  if (pending === null) return state;
  if (pending.kind === 'moment') return panesAt(context, pending);
  if (found?.asked !== pending.id) return state;
  const place = placesOf(context.layout).find(one => one.key === pending.pane);
  if (!place) return { ...state, pending: null };
  // It may arrive again, once the lines of other logs around it are there too.
  const view = paneView(state, context.log, place);
  return withPane(state, place.key, jumpTo(view, paneOf(state, place.key), found.id));
};

/** Returns the visible logs; in the merged view, all of them. */
export const sourcesOnShow = ({ layout, snapshot }: CommandContext): SourceId[] => {
  const keys = placesOf(layout).map(place => place.key);
  return keys.includes(MERGED) ? snapshot.sources.map(({ source }) => source.id) : keys;
};

/** Moves the visible panes to a moment, reading older lines of logs if necessary. */
export const goToMoment = (context: CommandContext, moment: number): Outcome => {
  const pending = { kind: 'moment', moment } as const;
  return {
    state: { ...panesAt(context, pending), pending },
    actions: [{ type: 'readAt', moment, sources: sourcesOnShow(context) }],
  };
};
