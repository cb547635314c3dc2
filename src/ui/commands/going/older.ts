import type { SessionAction } from '../../../session/live/actions.ts';
import { paneView } from '../../log/format.ts';
import { MERGED, type PaneKey, paneOf } from '../../state/screen.ts';
import { visibleEntries } from '../../state/scroll.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { focusedPane } from '../focus.ts';

/** Older entries are read when fewer than this many are left above the upper edge. */
const NEAR_ENTRIES = 50;

/** Motions towards older entries, even in an empty pane. */
const UPWARD: ReadonlySet<string> = new Set(['up', 'page-up', 'half-up', 'top']);

/**
 * Returns what to read when a pane is near the start of the available entries, or near a gap after the older
 * ones.
 */
const readsFor = (context: CommandContext, key: PaneKey, before: number): SessionAction[] => {
  const { held } = context.log;
  const place = focusedPane(context)?.place;
  const pane = paneOf(context.state, key);
  if (!place || pane.top === null) return [];
  const source = key === MERGED ? null : key;
  const view = paneView(context.state, context.log, place);
  const visible = visibleEntries(view, pane);
  const [first] = visible;
  const actions: SessionAction[] = [];
  const index = first ? view.ids.lowerBound(first.id) : 0;
  const isUp = first === undefined || first.id <= before;
  if (isUp && index <= NEAR_ENTRIES && held.edge(source)?.kind === 'older')
    actions.push({ type: 'readOlder', source });
  const last = visible.at(-1);
  const gap = visible.find(({ id }) => id < 0 && id > -0.5);
  if (
    gap ||
    (last && last.id < 0 && view.ids.lowerBound(last.id) + NEAR_ENTRIES >= view.ids.lowerBound(-0.5))
  )
    actions.push({ type: 'readOn', source });
  return actions;
};

/** Returns the outcome of a motion, with the reads that it requires. */
export const withOlder = (context: CommandContext, motion: string, outcome: Outcome): Outcome => {
  const focused = focusedPane(context);
  if (focused && focused.view.ids.length === 0 && UPWARD.has(motion)) {
    const source = focused.key === MERGED ? null : focused.key;
    return { ...outcome, actions: [{ type: 'readOlder', source }] };
  }
  if (!focused || !outcome.state) return outcome;
  const before = paneOf(context.state, focused.key).top ?? Number.POSITIVE_INFINITY;
  const after = { ...context, state: outcome.state };
  const reads = readsFor(after, focused.key, before);
  return reads.length === 0 ? outcome : { ...outcome, actions: [...(outcome.actions ?? []), ...reads] };
};
