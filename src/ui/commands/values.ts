import { ValueCounts } from '../../core/count/valueCounts.ts';
import type { SourceId } from '../../core/record.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { Source } from '../../core/target.ts';
import { conditionFilter } from '../../session/live/condition.ts';
import type { Overlay } from '../state/screen.ts';
import { type RecordValue, valuesOf } from '../values.ts';
import { type Command, type CommandContext, notify, type Outcome } from './command.ts';
import { seenFields } from './complete.ts';
import { focusedPane, needsRecord, needsRow } from './focus.ts';

type ValuesOverlay = Extract<Overlay, { kind: 'values' }>;

const openValues = (context: CommandContext): Outcome => {
  const focused = focusedPane(context)!;
  const entry = focused.selected === null ? undefined : focused.view.entry(focused.selected);
  if (!entry || !isRecord(entry)) return notify('The selected row is not from the log');
  const values = valuesOf(entry, context.log.held.source(entry.source));
  return values.length === 0
    ? notify('This record has no value to filter by: & takes any pattern')
    : {
        state: {
          ...context.state,
          overlay: { kind: 'values', cursor: 0, values, title: 'filter by a value of this record' },
        },
      };
};

/** How many of the newest records are examined: more would delay the next frame. */
const MAX_LOOKED = 10_000;
const MAX_LISTED = 100;

/** Lists the most frequent values of a field in the focused pane, each with its number of records. */
const countField = (context: CommandContext, argument: string): Outcome => {
  const field = argument.trim();
  if (field === '') return notify('Name a field, as in :count status or :count host', 'warn');
  const ofLogs = Object.hasOwn(OF_LOGS, field) ? OF_LOGS[field] : undefined;
  if (ofLogs) return countLogs(context, ofLogs, field);
  const { view } = focusedPane(context)!;
  const { ids } = view;
  const counts = new ValueCounts(field);
  for (let at = ids.length - 1; at >= 0 && counts.looked < MAX_LOOKED; at--) {
    const entry = view.entry(ids.at(at));
    const source = entry && isRecord(entry) ? context.log.held.source(entry.source) : undefined;
    if (entry && isRecord(entry) && source) counts.add(entry, source.format);
  }
  const values = counts.top(MAX_LISTED).map(([value, count]) => ({
    name: String(count),
    value,
    filter: conditionFilter(
      field === 'level' ? `level=${value}` : `${fieldWord(field)}='${value.replaceAll("'", "''")}'`,
    ),
  }));
  if (values.length === 0) return notify(`None of ${counts.looked} records has a field ${field}`, 'warn');
  const without = counts.without === 0 ? '' : `, ${counts.without} without it`;
  const title = `${field} in the newest ${counts.looked} records${without}`;
  return { state: { ...context.state, overlay: { kind: 'values', cursor: 0, values, title } } };
};

/** What records have by the log they are from, by its name as a field. */
const OF_LOGS: Readonly<Record<string, (source: Source) => string>> = {
  host: ({ host }) => host.name,
  log: ({ log }) => log,
  source: ({ host, log }) => `${host.name}:${log}`,
};

/** Lists the hosts or logs, with their numbers of records, over all logs. */
const countLogs = (context: CommandContext, nameOf: (source: Source) => string, field: string): Outcome => {
  const { sources } = context.snapshot;
  const groups = Map.groupBy(sources, ({ source }) => nameOf(source));
  const values = [...groups]
    .map(([value, members]) => {
      const logs = members.map(({ source }) => source.id);
      const shown = logs.reduce((sum, id) => sum + context.log.held.records(id).shown, 0);
      return { count: shown, name: String(shown), value, filter: '', logs };
    })
    .sort((a, b) => b.count - a.count);
  const title = `${field}, by records that have been read and pass the filters`;
  return { state: { ...context.state, overlay: { kind: 'values', cursor: 0, values, title } } };
};

const fieldWord = (name: string): string =>
  /^[\w.@/-]+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;

const valueAt = ({ state }: CommandContext): RecordValue | undefined => {
  const overlay = state.overlay as ValuesOverlay;
  return overlay.values[overlay.cursor];
};

const narrow =
  (negate: boolean) =>
  (context: CommandContext): Outcome => {
    const state = { ...context.state, overlay: null };
    const { filter, logs } = valueAt(context)!;
    if (logs) return showLogs({ ...context, state }, logs, negate);
    return { state, actions: [{ type: 'addFilter', pattern: filter, negate }] };
  };

/** Shows these logs alone in the merged view, or hides them there. */
const showLogs = (
  { state, snapshot }: CommandContext,
  logs: readonly SourceId[],
  hides: boolean,
): Outcome => {
  const others = snapshot.sources.map(({ source }) => source.id).filter(id => !logs.includes(id));
  const hidden = hides ? [...new Set([...snapshot.hidden, ...logs])] : others;
  if (others.length === 0) return notify('That is all there is');
  return {
    state: { ...state, view: 'merged', zoomed: false },
    actions: [{ type: 'setHidden', sources: hidden }],
  };
};

/** Shows only records with this value: all other filters are removed. */
const alone = (context: CommandContext): Outcome => {
  const { filter, logs } = valueAt(context)!;
  if (logs) return narrow(false)(context);
  const filters = [{ pattern: filter, negate: false, enabled: true }];
  return {
    state: { ...context.state, overlay: null },
    actions: [{ type: 'setFilters', filters, level: null, ignoreCase: context.snapshot.ignoreCase }],
  };
};

const choice = (id: string, keys: readonly string[], help: string, run: Command['run']): Command => ({
  id,
  group: 'Typing',
  context: 'values',
  keys,
  help,
  run,
});

/** Opens the values of the selected record. */
export const valuesCommand: Command = {
  id: 'values',
  group: 'Finding',
  context: 'log',
  keys: ['*'],
  help: 'Filter by a value of this record',
  unavailable: needsRecord,
  run: openValues,
};

/** Counts the values of a field. */
export const countCommand: Command = {
  id: 'count',
  group: 'Finding',
  context: 'log',
  keys: [],
  help: 'Count the values of a field, to filter by one',
  argument: 'FIELD',
  complete: context => [...seenFields(context), ...Object.keys(OF_LOGS)],
  unavailable: needsRow,
  run: countField,
};

export const valueCommands: readonly Command[] = [
  choice('value-show', ['enter', '&'], 'In the values: show only records that have it', narrow(false)),
  choice('value-alone', ['a'], 'In the values: the same, without other filters', alone),
  choice('value-hide', ['!'], 'In the values: hide records that have it', narrow(true)),
];
