import type { EntryId } from '../../core/store/entry.ts';
import type { PaneKey, PaneState, ScreenState } from './screen.ts';

/** Where an entry went; null: it is gone. */
export type Moved = (id: EntryId) => EntryId | null;

/** A pane after entries got other ids; where its upper edge is gone it stays at the nearest one. */
const movedPane = (pane: PaneState, moved: Moved): PaneState => {
  const to = (id: EntryId | null): EntryId | null => (id === null ? null : moved(id));
  const top = to(pane.top);
  const cursor = to(pane.cursor);
  return {
    ...pane,
    top: top ?? (pane.top === null ? null : (cursor ?? pane.top)),
    cursor,
    selectedFrom: to(pane.selectedFrom),
  };
};

const movedPanes = (panes: ScreenState['panes'], moved: Moved): ScreenState['panes'] =>
  Object.fromEntries(Object.entries(panes).map(([key, pane]) => [key, movedPane(pane, moved)])) as Readonly<
    Record<PaneKey, PaneState>
  >;

/** The state after entries got other ids, as older ones were read: what is looked at stays. */
export const movedState = (state: ScreenState, moved: Moved): ScreenState => {
  const ids = (list: Iterable<EntryId>): EntryId[] => [...list].flatMap(id => moved(id) ?? []);
  return {
    ...state,
    panes: movedPanes(state.panes, moved),
    been: state.been.map(({ selected, ...place }) => ({
      ...place,
      panes: movedPanes(place.panes, moved),
      selected: selected && { ...selected, id: selected.id === null ? null : moved(selected.id) },
    })),
    marks: ids(state.marks),
    unfolded: new Set(ids(state.unfolded)),
    crossed: null,
  };
};
