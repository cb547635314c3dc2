import type { SourceId } from '../../core/record.ts';
import { type EntryId, isRecord } from '../../core/store/entry.ts';
import { paneView } from '../log/format.ts';
import { type PanePlace, placesOf } from '../state/layout.ts';
import { MERGED, type PaneKey, type PaneState, paneOf, withPane } from '../state/screen.ts';
import { cursorIndex, type PaneView, selectedEntry } from '../state/scroll.ts';
import type { CommandContext, Outcome } from './command.ts';

/** The pane that receives keys, with everything needed to move in it. */
export interface FocusedPane {
  readonly key: PaneKey;
  readonly place: PanePlace;
  readonly pane: PaneState;
  readonly view: PaneView;
  readonly selected: EntryId | null;
}

export const focusKey = (context: Pick<CommandContext, 'state' | 'snapshot'>): PaneKey => {
  const { state, snapshot } = context;
  if (state.view === 'merged') return MERGED;
  const known = snapshot.sources.some(status => status.source.id === state.focus);
  return known ? state.focus! : (snapshot.sources[0]?.source.id ?? MERGED);
};

/** Returns the focused pane; null if there are no panes. */
export const focusedPane = (context: CommandContext): FocusedPane | null => {
  const key = focusKey(context);
  const place = placesOf(context.layout).find(one => one.key === key);
  if (!place) return null;
  const pane = paneOf(context.state, key);
  const view = paneView(context.state, context.log, place);
  return { key, place, pane, view, selected: selectedEntry(view, pane) };
};

/** Changes the focused pane. */
export const changePane = (context: CommandContext, change: (focused: FocusedPane) => PaneState): Outcome => {
  const focused = focusedPane(context);
  return focused ? { state: withPane(context.state, focused.key, change(focused)) } : {};
};

/** Returns the focused pane's log; in the merged view, the selected record's log. Null if there is none. */
export const logOfPane = (context: CommandContext): SourceId | null => {
  const focused = focusedPane(context);
  if (!focused || focused.key !== MERGED) return focused?.key ?? null;
  return focused.selected === null ? null : (focused.view.entry(focused.selected)?.source ?? null);
};

export const needsPane = (context: CommandContext): string | null =>
  focusedPane(context) ? null : 'no log is open';

/** Returns why nothing can be selected in the focused pane; null: it can. */
export const needsRow = (context: CommandContext): string | null => {
  const focused = focusedPane(context);
  if (!focused) return 'no log is open';
  return cursorIndex(focused.view, focused.pane) < 0 ? 'nothing is shown here' : null;
};

/** Returns why the focused pane shows no record, perhaps only notices; null: it does. */
export const needsRecords = (context: CommandContext): string | null => {
  const problem = needsRow(context);
  if (problem !== null) return problem;
  const { key } = focusedPane(context)!;
  const { shown } = context.log.held.records(key === MERGED ? null : key);
  return shown === 0 ? 'no record is shown here' : null;
};

/** Returns why there is no selected record; null: there is. */
export const needsRecord = (context: CommandContext): string | null => {
  const problem = needsRow(context);
  if (problem !== null) return problem;
  const { view, selected } = focusedPane(context)!;
  const entry = view.entry(selected!);
  return entry && !isRecord(entry) ? 'this row is not from the log: select a record' : null;
};
