import { parseScheme } from '../../core/sourceSchemes.ts';
import type { SessionAction } from '../../session/live/actions.ts';
import { lineOf, lineText } from '../state/lineEdit.ts';
import type { Overlay, ScreenState } from '../state/screen.ts';
import { type Command, type CommandContext, commandsOf, type Outcome } from './command.ts';

type PickerOverlay = Extract<Overlay, { kind: 'picker' }>;

const pickerOf = ({ state }: CommandContext): PickerOverlay => state.overlay as PickerOverlay;

const withPicker = (context: CommandContext, change: Partial<PickerOverlay>): { state: ScreenState } => ({
  state: { ...context.state, overlay: { ...pickerOf(context), ...change } },
});

const move = (context: CommandContext, by: number): Outcome => {
  const count = context.choices.length;
  const cursor = Math.max(0, Math.min(pickerOf(context).cursor + by, count - 1));
  return withPicker(context, { cursor });
};

const toggled = <T>(list: readonly T[], item: T): T[] =>
  list.includes(item) ? list.filter(other => other !== item) : [...list, item];

/** Returns true for a host of ssh's configuration: which of its files to read has to be typed. */
const needsPath = ({ kind, open }: CommandContext['choices'][number]): boolean =>
  kind === 'ssh' && open.length === 0;

/** Toggles the item under the cursor (or stops reading it if it is open), and moves to the next one. */
const toggle = (context: CommandContext): Outcome => {
  const picker = pickerOf(context);
  const choice = context.choices[picker.cursor];
  if (!choice) return {};
  if (needsPath(choice)) return withPicker(context, { edit: lineOf(choice.name), cursor: 0 });
  const cursor = Math.min(picker.cursor + 1, context.choices.length - 1);
  if (choice.open.length === 0)
    return withPicker(context, { picked: toggled(picker.picked, choice.name), cursor });
  const dropping = choice.open.every(id => picker.dropped.includes(id));
  const others = picker.dropped.filter(id => !choice.open.includes(id));
  return withPicker(context, { dropped: dropping ? others : [...others, ...choice.open], cursor });
};

/** Reads the picked items (or, if none was picked, the one under the cursor) and stops reading those dropped. */
const accept = (context: CommandContext): Outcome => {
  const picker = pickerOf(context);
  const under = context.choices[picker.cursor];
  const changed = picker.picked.length > 0 || picker.dropped.length > 0;
  const typed = lineText(picker.edit).trim();
  const isAsked = !changed && under !== undefined && needsPath(under) && !isWholePath(typed);
  if (isAsked) return withPicker(context, { edit: lineOf(under.name), cursor: 0 });
  const names = changed
    ? picker.picked
    : isPattern(typed) || (isWholePath(typed) && !isStartOf(typed, picker.cursor))
      ? [typed]
      : under
        ? under.open.length === 0
          ? [under.name]
          : []
        : typedName(picker);
  const actions: SessionAction[] = picker.dropped.map(source => ({ type: 'removeSource', source }));
  if (names.length > 0) actions.push({ type: 'addSources', names });
  const focus = !changed && under?.open[0] !== undefined ? under.open[0] : context.state.focus;
  return { state: { ...context.state, overlay: null, focus }, actions };
};

/** Matches `HOST:/path`, which works without the list. */
const isWholePath = (text: string): boolean => /^[^\s:/]+:~?\/.*[^/]$/.test(text);

/** Returns true for an unfinished URL, or one from which the cursor was moved to a log that it matches. */
const isStartOf = (text: string, cursor: number): boolean => {
  const parsed = parseScheme(text);
  return parsed !== null && (!parsed.ok || cursor > 0);
};

/**
 * Matches arguments that stand for several sources, as on the command line: all of them are meant, not the one under
 * the cursor.
 */
const isPattern = (text: string): boolean => /[*?[\],]/.test(text);

/** Picks all listed items, or none if all were picked. */
const pickAll = (context: CommandContext): Outcome => {
  const picker = pickerOf(context);
  const names = context.choices
    .filter(choice => choice.open.length === 0 && !needsPath(choice))
    .map(choice => choice.name);
  const isAll = names.every(name => picker.picked.includes(name));
  const others = picker.picked.filter(name => !names.includes(name));
  return withPicker(context, { picked: isAll ? others : [...others, ...names] });
};

/** Text that matches no item may still be a SOURCE argument: `user@host:/path`. */
const typedName = ({ edit }: PickerOverlay): string[] => {
  const text = lineText(edit).trim();
  return text === '' ? [] : [text];
};

const command = commandsOf('Typing', 'picker');

export const pickingCommands: readonly Command[] = [
  command('pick-down', ['down', '^n'], 'In the picker: next', context => move(context, 1)),
  command('pick-up', ['up', '^p'], 'In the picker: previous', context => move(context, -1)),
  command('pick-page-down', ['pagedown'], 'In the picker: a page down', context =>
    move(context, context.listRows),
  ),
  command('pick-page-up', ['pageup'], 'In the picker: a page up', context =>
    move(context, -context.listRows),
  ),
  command('pick-toggle', ['tab'], 'In the picker: add this one, or remove it', toggle),
  command('pick-all', ['^a'], 'In the picker: pick everything listed', pickAll),
  command('pick-accept', ['enter'], 'In the picker: read the picked sources', accept),
  command('pick-cancel', ['esc', '^c'], 'In the picker: cancel', ({ state }) => ({
    state: { ...state, overlay: null },
  })),
];
