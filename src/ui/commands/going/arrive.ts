import type { SourceId } from '../../../core/record.ts';
import type { FoundRecord } from '../../../session/live/recordAccess.ts';
import { paneView } from '../../log/format.ts';
import { placesOf } from '../../state/layout.ts';
import { MERGED, paneOf, type ScreenState, withPane } from '../../state/screen.ts';
import { followPane, jumpTo } from '../../state/scroll.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { recordAt } from '../places.ts';

/** Moves every visible pane to its first record at or after a moment; panes without one follow their end. */
export const panesAt = (context: CommandContext, moment: number): ScreenState =>
  placesOf(context.layout).reduce((state, place) => {
    const pane = paneOf(state, place.key);
    const view = paneView(state, context.log, place);
    const id = recordAt(context, view.ids, moment);
    return withPane(state, place.key, id === null ? followPane(pane) : jumpTo(view, pane, id));
  }, context.state);

/** Returns the state after a read has finished: the panes have moved to their destination. */
export const arrived = (context: CommandContext, found: FoundRecord | null): ScreenState => {
  const { state } = context;
  const { pending } = state;
  if (pending === null) return state;
  if (pending.kind === 'moment') return panesAt(context, pending.moment);
  if (found?.asked !== pending.id) return state;
  const place = placesOf(context.layout).find(one => one.key === pending.pane);
  if (!place) return { ...state, pending: null };
  const view = paneView(state, context.log, place);
  return { ...withPane(state, place.key, jumpTo(view, paneOf(state, place.key), found.id)), pending: null };
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
    state: { ...panesAt(context, moment), pending },
    actions: [{ type: 'readAt', moment, sources: sourcesOnShow(context) }],
  };
};
