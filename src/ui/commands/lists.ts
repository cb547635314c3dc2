import { lineOf } from '../state/lineEdit.ts';
import type { Overlay, ScreenState } from '../state/screen.ts';
import { type Command, type CommandContext, commandsOf, type Outcome } from './command.ts';
import { logOfPane } from './focus.ts';

type ListOverlay = Extract<Overlay, { kind: 'help' | 'filters' | 'values' | 'messages' }>;

const listOf = ({ state }: CommandContext): ListOverlay | null =>
  state.overlay?.kind === 'picker' || state.overlay?.kind === 'line' ? null : state.overlay;

/** Moves the cursor of a list, or scrolls a list that has none. */
const moveBy = (context: CommandContext, by: number): Outcome => {
  const list = listOf(context);
  if (!list) return {};
  const cursorOf = (cursor: number, length: number): number => Math.max(0, Math.min(cursor + by, length - 1));
  const next: Overlay =
    list.kind === 'filters'
      ? { ...list, cursor: cursorOf(list.cursor, context.snapshot.filters.length) }
      : list.kind === 'values'
        ? { ...list, cursor: cursorOf(list.cursor, list.values.length) }
        : { ...list, scroll: Math.max(0, list.scroll + by) };
  return { state: { ...context.state, overlay: next } };
};

const filterAt = (context: CommandContext): number | null => {
  const list = listOf(context);
  return list?.kind === 'filters' ? (context.snapshot.filters[list.cursor]?.id ?? null) : null;
};

const needsFilterRow = (context: CommandContext): string | null =>
  filterAt(context) === null ? 'no filter is listed here' : null;

const close = ({ state }: CommandContext): { state: ScreenState } => ({ state: { ...state, overlay: null } });

const command = commandsOf('Typing', 'list');

const filterCommand = (id: string, keys: readonly string[], help: string, run: Command['run']): Command => ({
  ...command(id, keys, help, run, needsFilterRow),
  context: 'filters',
});

export const listCommands: readonly Command[] = [
  command('list-down', ['j', 'down'], 'In a list: next line', context => moveBy(context, 1)),
  command('list-up', ['k', 'up'], 'In a list: previous line', context => moveBy(context, -1)),
  command('list-page-down', ['pagedown', 'space', '^d', '^f'], 'In a list: a page down', context =>
    moveBy(context, context.listRows),
  ),
  command('list-page-up', ['pageup', 'b', '^u', '^b'], 'In a list: a page up', context =>
    moveBy(context, -context.listRows),
  ),
  filterCommand(
    'filter-toggle',
    ['space', 'enter'],
    'In the list of filters: switch one on or off',
    context => ({ actions: [{ type: 'toggleFilter', id: filterAt(context)! }] }),
  ),
  filterCommand('filter-scope', ['o'], 'In the list of filters: this pane only, or all', context => {
    const id = filterAt(context)!;
    const isScoped = context.snapshot.filters.some(filter => filter.id === id && filter.only !== undefined);
    const only = isScoped ? null : logOfPane(context);
    return { actions: [{ type: 'scopeFilter', id, only }] };
  }),
  filterCommand('filter-remove', ['d', 'delete'], 'In the list of filters: remove one', context => ({
    actions: [{ type: 'removeFilter', id: filterAt(context)! }],
  })),
  command(
    'help-search',
    ['/'],
    'In the help: show only lines with these words',
    ({ state }) => ({
      state: {
        ...state,
        overlay: { kind: 'line', mode: 'command', edit: lineOf('help '), back: 0, typed: '', searched: null },
      },
    }),
    ({ state }) => (state.overlay?.kind === 'help' ? null : 'only the help can be searched'),
  ),
  command('list-close', ['esc', 'q', '?', '^c'], 'Close the list', close),
];
