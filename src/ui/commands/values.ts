import { isRecord } from '../../core/store/entry.ts';
import type { Overlay } from '../state/screen.ts';
import { type RecordValue, valuesOf } from '../values.ts';
import { type Command, type CommandContext, notify, type Outcome } from './command.ts';
import { focusedPane, needsRecord } from './focus.ts';

type ValuesOverlay = Extract<Overlay, { kind: 'values' }>;

const openValues = (context: CommandContext): Outcome => {
  const focused = focusedPane(context)!;
  const entry = focused.selected === null ? undefined : focused.view.entry(focused.selected);
  if (!entry || !isRecord(entry)) return notify('The selected row is not from the log');
  const values = valuesOf(entry, context.log.held.source(entry.source));
  return values.length === 0
    ? notify('This record has no value to filter by: & takes any pattern')
    : { state: { ...context.state, overlay: { kind: 'values', cursor: 0, values } } };
};

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

export const valueCommands: readonly Command[] = [
  choice('value-show', ['enter', '&'], 'In the values: show only records that have it', narrow(false)),
  choice('value-hide', ['!'], 'In the values: hide records that have it', narrow(true)),
];
