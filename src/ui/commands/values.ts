import { ValueCounts } from '../../core/count/valueCounts.ts';
import { isRecord } from '../../core/store/entry.ts';
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
  if (field === '') return notify('Name a field, as in :count status', 'warn');
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

const fieldWord = (name: string): string =>
  /^[\w.@/-]+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;

const valueAt = ({ state }: CommandContext): RecordValue | undefined => {
  const overlay = state.overlay as ValuesOverlay;
  return overlay.values[overlay.cursor];
};

const narrow =
  (negate: boolean) =>
  (context: CommandContext): Outcome => ({
    state: { ...context.state, overlay: null },
    actions: [{ type: 'addFilter', pattern: valueAt(context)!.filter, negate }],
  });

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
  complete: seenFields,
  unavailable: needsRow,
  run: countField,
};

export const valueCommands: readonly Command[] = [
  choice('value-show', ['enter', '&'], 'In the values: show only records that have it', narrow(false)),
  choice('value-hide', ['!'], 'In the values: hide records that have it', narrow(true)),
];
