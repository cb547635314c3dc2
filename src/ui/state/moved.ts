import type { EntryId } from '../../core/store/entry.ts';
import type { PaneKey, PaneState, ScreenState } from './screen.ts';

/** An entry's new id; null if it is gone. */
export type Moved = (id: EntryId) => EntryId | null;

/** Updates a pane after entries got new ids; if its upper edge is gone, it stays at the nearest entry. */
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

/** Updates the state after reading older entries renumbered those present: the visible content does not change. */
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
