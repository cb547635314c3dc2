import { type LogRecord, momentOf } from '../../../core/record.ts';
import { isRecord } from '../../../core/store/entry.ts';
import type { SessionAction } from '../../../session/live/actions.ts';
import { placesOf } from '../../state/layout.ts';
import { type PaneKey, paneOf } from '../../state/screen.ts';
import type { CommandContext, Outcome } from '../command.ts';
import { focusedPane } from '../focus.ts';
import { panesAt, sourcesOnShow } from './arrive.ts';

const FILTERING: ReadonlySet<SessionAction['type']> = new Set([
  'addFilter',
  'scopeFilter',
  'toggleFilter',
  'removeFilter',
  'clearFilters',
  'setFilters',
  'setLevel',
  'setIgnoreCase',
]);

/** The record that the focused pane showed before the filters changed. */
export interface PlaceBefore {
  readonly pane: PaneKey;
  readonly record: LogRecord;
}

/** Returns true if an action changes what the hosts filter. */
export const isFiltering = ({ type }: SessionAction): boolean => FILTERING.has(type);

/**
 * Returns what to do before the filters change. If no pane shows older lines that do not adjoin the buffer, they are
 * forgotten, so that a new filter searches back from the newest lines.
 */
export const beforeFiltering = ({ state, layout, snapshot }: CommandContext): SessionAction[] =>
  snapshot.range === null && placesOf(layout).every(({ key }) => paneOf(state, key).top === null)
    ? [{ type: 'dropDetached' }]
    : [];

/** Returns the record selected in the focused pane; null if the pane follows. */
export const placeBefore = (context: CommandContext): PlaceBefore | null => {
  const focused = focusedPane(context);
  if (!focused || focused.pane.top === null || focused.pane.cursor === null) return null;
  const entry = context.log.held.get(focused.pane.cursor);
  return entry && isRecord(entry) ? { pane: focused.key, record: entry } : null;
};

/** After the filters changed: reads again what is missing at the place shown before, or of the time range. */
export const afterFiltering = (context: CommandContext, before: PlaceBefore | null): Outcome => {
  const { snapshot, log, state } = context;
  const { range } = snapshot;
  const sources = sourcesOnShow(context);
  if (range !== null && !sources.every(source => log.held.isComplete(source, range)))
    return { actions: [{ type: 'readAt', moment: range.from, sources }] };
  if (before === null || isHeld(context, before)) return {};
  const pending = { kind: 'moment', moment: momentOf(before.record), only: before.pane } as const;
  return {
    state: { ...panesAt({ ...context, state: { ...state, pending } }, pending), pending },
    actions: [{ type: 'readAt', moment: pending.moment, sources }],
  };
};

/** Returns true if the record is still available, even if a filter hides it. */
const isHeld = ({ state, log }: CommandContext, { pane, record }: PlaceBefore): boolean => {
  const { cursor } = paneOf(state, pane);
  const entry = cursor === null ? undefined : log.held.get(cursor);
  return entry !== undefined && isRecord(entry) && entry.text === record.text;
};
