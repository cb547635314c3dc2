import type { SourceId } from '../../../core/record.ts';
import type { SessionAction } from '../../../session/live/actions.ts';
import { paneView } from '../../log/format.ts';
import { MERGED, type PaneKey, paneOf } from '../../state/screen.ts';
import { visibleEntries } from '../../state/scroll.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { focusedPane } from '../focus.ts';

/**
 * How near to an edge, in entries, what is behind it is read. Whoever has older lines read already may hold a key down,
 * which moves a thousand lines a second.
 */
const NEAR_ENTRIES = 50;
const NEAR_AMONG_OLDER = 400;

/** Motions towards older entries, even in an empty pane. */
const UPWARD: ReadonlySet<string> = new Set(['up', 'page-up', 'half-up', 'top']);

/**
 * Returns what to read when a pane is near the start of the available entries, or near a gap after the older
 * ones.
 */
const readsFor = (context: CommandContext, key: PaneKey, motion: string, before: number): SessionAction[] => {
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
  const near = context.log.held.hasReadOlder(source) ? NEAR_AMONG_OLDER : NEAR_ENTRIES;
  if (isUp && index <= near) actions.push(...readOlder(context, source, motion));
  // What follows a time range is not shown.
  if (context.log.held.edge(source)?.kind === 'range') return actions;
  const last = visible.at(-1);
  const gap = visible.find(({ id }) => id < 0 && id > -0.5);
  if (
    gap ||
    (last && last.id < 0 && view.ids.lowerBound(last.id) + NEAR_ENTRIES >= view.ids.lowerBound(-0.5))
  )
    actions.push({ type: 'readOn', source });
  return actions;
};

/** Returns the read of older entries that a motion requires: going to the top reads back to the log's start. */
const readOlder = ({ log }: CommandContext, source: SourceId | null, motion: string): SessionAction[] => {
  const kind = log.held.edge(source)?.kind;
  const whole = motion === 'top';
  if (kind !== 'older' && !(whole && kind === 'reading')) return [];
  return [{ type: 'readOlder', source, ...(whole && { whole }) }];
};

/** Returns what ends a search for older entries: going to the end shows that they are no longer wanted. */
const stopSearch = ({ log }: CommandContext, key: PaneKey): SessionAction[] => {
  const source = key === MERGED ? null : key;
  const edge = log.held.edge(source);
  return edge?.kind === 'reading' && edge.searched ? [{ type: 'stopReading', source }] : [];
};

/** Returns the outcome of a motion, with the reads that it requires. */
export const withOlder = (context: CommandContext, motion: string, outcome: Outcome): Outcome => {
  const focused = focusedPane(context);
  if (focused && focused.view.ids.length === 0 && UPWARD.has(motion)) {
    const source = focused.key === MERGED ? null : focused.key;
    return { ...outcome, actions: readOlder(context, source, motion) };
  }
  if (!focused || !outcome.state) return outcome;
  const before = paneOf(context.state, focused.key).top ?? Number.POSITIVE_INFINITY;
  const after = { ...context, state: outcome.state };
  const reads =
    motion === 'bottom' ? stopSearch(context, focused.key) : readsFor(after, focused.key, motion, before);
  return reads.length === 0 ? outcome : { ...outcome, actions: [...(outcome.actions ?? []), ...reads] };
};
