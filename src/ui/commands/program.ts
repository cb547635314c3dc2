import { MERGED, paneOf, type ScreenState } from '../state/screen.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { commandsOf, notify } from './command.ts';
import { openLine } from './find.ts';
import { changePane, focusKey } from './focus.ts';
import { toggleContext } from './read.ts';

/** Closes or turns off the innermost thing that is open or on; null if there is none. */
const back = (context: CommandContext): Outcome | null => {
  const { state, snapshot } = context;
  const key = focusKey(context);
  const pane = paneOf(state, key);
  if (state.overlay) return { state: { ...state, overlay: null } };
  if (state.detail) return { state: { ...state, detail: null } };
  if (pane.selectedFrom !== null) return changePane(context, () => ({ ...pane, selectedFrom: null }));
  const source = key === MERGED ? null : key;
  const edge = context.log.held.edge(source);
  const stop: Outcome = { actions: [{ type: 'stopReading', source }] };
  // A single page arrives soon; a search through the log is what one wants to end first.
  if (edge?.kind === 'reading' && edge.searched) return stop;
  if (pane.context) return toggleContext(context);
  if (snapshot.search !== null) return { actions: [{ type: 'search', pattern: null }] };
  if (state.view === 'merged' && snapshot.hidden.length > 0)
    return { actions: [{ type: 'setHidden', sources: [] }] };
  if (snapshot.range !== null) return { actions: [{ type: 'setRange', range: null }] };
  if (state.zoomed) return { state: { ...state, zoomed: false } };
  return edge?.kind === 'reading' ? stop : null;
};

const dismiss = ({ state, snapshot }: CommandContext): ScreenState => ({
  ...state,
  dismissed: snapshot.toasts.at(-1)?.id ?? state.dismissed,
});

const command = commandsOf('rtop', 'log');

export const programCommands: readonly Command[] = [
  command('back', ['esc'], 'Close or undo the last thing opened', context => {
    const outcome = back(context);
    return outcome ?? { state: dismiss(context) };
  }),
  command('quit-or-back', ['q'], 'Close the last thing opened, or quit', context => {
    const { state } = context;
    return (
      (state.overlay || state.detail || state.zoomed ? back(context) : null) ?? {
        effects: [{ kind: 'quit' }],
      }
    );
  }),
  command('quit', ['Q', '^c'], 'Quit at once', () => ({ effects: [{ kind: 'quit' }] })),
  command('type-command', [':'], 'Type a command', context => openLine(context, 'command')),
  {
    ...command('help', ['?', 'f1'], 'Show all keys, or those about some words', ({ state }, argument) => ({
      state: { ...state, overlay: { kind: 'help', scroll: 0, query: argument.trim() } },
    })),
    argument: '[WORDS]',
  },
  command('messages', ['M'], 'Show recent messages', ({ state }) => ({
    state: { ...state, overlay: { kind: 'messages', scroll: 0 } },
  })),
  {
    ...command('suspend', ['^z'], 'Suspend; fg resumes', () => ({ effects: [{ kind: 'suspend' }] })),
    everywhere: true,
  },
  {
    ...command('redraw', ['^l'], 'Redraw the screen', () => ({ effects: [{ kind: 'redraw' }] })),
    everywhere: true,
  },
  command('mouse', [], 'Mouse on or off: wheel scrolls, click selects', ({ state }) => ({
    state: { ...state, mouse: !state.mouse },
    effects: [{ kind: 'mouse', on: !state.mouse }],
    ...notify(state.mouse ? 'Mouse off' : 'Mouse on: hold shift to select text'),
  })),
];
