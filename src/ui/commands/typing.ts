import { nearest } from '../../core/nearest.ts';
import type { SessionAction } from '../../session/live/actions.ts';
import { checkFilter, checkPattern } from '../../session/live/pattern.ts';
import { lineOf, lineText } from '../state/lineEdit.ts';
import { type LineMode, MERGED, type Overlay, type ScreenState } from '../state/screen.ts';
import { type Command, type CommandContext, commandsOf, notify, type Outcome } from './command.ts';
import { completions, fieldCompletions } from './complete.ts';
import { noMatchText, stepFound } from './find.ts';
import { focusedPane } from './focus.ts';
import { revealMatch } from './going/reveal.ts';
import { stepTo } from './going/step.ts';
import { HABITS } from './habits.ts';

export type LineOverlay = Extract<Overlay, { kind: 'line' }>;

const lineOverlay = ({ state }: CommandContext): LineOverlay => state.overlay as LineOverlay;

/** Returns the search text of the help, if that is what is being typed; otherwise null. */
export const helpQuery = ({ mode, edit }: LineOverlay): string | null =>
  mode === 'command' ? (/^help (.*)$/s.exec(lineText(edit))?.[1] ?? null) : null;

/** Maximum number of remembered lines of each kind. */
const MAX_HISTORY = 50;

const remember = (state: ScreenState, mode: LineMode, text: string): ScreenState => {
  if (text === '') return state;
  const list = [...state.history[mode].filter(line => line !== text), text].slice(-MAX_HISTORY);
  return { ...state, history: { ...state.history, [mode]: list } };
};

/** Returns what is wrong with the text being typed; null if it can be entered. */
export const lineProblem = (mode: LineMode, text: string): string | null =>
  text === '' || mode === 'command' || mode === 'save'
    ? null
    : mode === 'search'
      ? checkPattern(text)
      : checkFilter(text);

const PATTERN_ACTIONS: Readonly<Record<'search' | 'filter' | 'exclude', (pattern: string) => SessionAction>> =
  {
    search: pattern => ({ type: 'search', pattern }),
    filter: pattern => ({ type: 'addFilter', pattern, negate: false }),
    exclude: pattern => ({ type: 'addFilter', pattern, negate: true }),
  };

/** Splits `name argument`, then finds and runs the command. */
export const runLine = (context: CommandContext, commands: readonly Command[], text: string): Outcome => {
  const [, name = '', argument = ''] = /^\s*(\S*)\s*(.*)$/.exec(text) ?? [];
  if (name === '') return {};
  const own = commands.filter(one => one.context === 'log');
  const command = own.find(one => one.id === (HABITS.get(name) ?? name)) ?? soleMatch(own, name);
  if (!command) {
    const [near] = nearest(
      name,
      own.map(one => one.id),
    );
    const advice = near === undefined ? 'Tab lists them' : `did you mean :${near}?`;
    return notify(`Unknown command ${name}; ${advice}`, 'error');
  }
  const reason = command.unavailable?.(context) ?? null;
  return reason === null ? command.run(context, argument) : notify(`Not now: ${reason}`, 'warn');
};

const soleMatch = (commands: readonly Command[], name: string): Command | undefined => {
  const matches = commands.filter(one => one.id.startsWith(name));
  return matches.length === 1 ? matches[0] : undefined;
};

const accept =
  (table: () => readonly Command[]) =>
  (context: CommandContext): Outcome => {
    const { mode, edit } = lineOverlay(context);
    const text = lineText(edit);
    const problem = lineProblem(mode, text);
    if (problem !== null) return notify(problem, 'error');
    const closed = { ...context, state: remember({ ...context.state, overlay: null }, mode, text) };
    if (text === '') return { state: closed.state, ...emptyLine(closed, mode) };
    const outcome =
      mode === 'command'
        ? runLine(closed, table(), text)
        : mode === 'save'
          ? runLine(closed, table(), `save ${text}`)
          : { actions: [PATTERN_ACTIONS[mode](text)] };
    if (mode !== 'search') return { state: closed.state, ...outcome };
    const found = toMatch(closed);
    return {
      state: closed.state,
      ...found,
      actions: [...(outcome.actions ?? []), ...(found.actions ?? [])],
    };
  };

/** An empty line repeats the last search, or filters by the current one. */
const emptyLine = (context: CommandContext, mode: LineMode): Outcome => {
  const { search } = context.snapshot;
  if (mode === 'search') return repeatSearch(context);
  if (mode !== 'filter' || search === null) return {};
  return { actions: [PATTERN_ACTIONS.filter(search), { type: 'search', pattern: null }] };
};

/**
 * Moves a paused pane to the next match, as `less` does; a pane that follows stays at its end, where new matches
 * arrive.
 */
const toMatch = (context: CommandContext): Outcome => {
  const focused = focusedPane(context);
  if (!focused) return {};
  const ids = context.log.held.view(focused.key === MERGED ? null : focused.key, 'found');
  if (ids.length === 0 && context.snapshot.scanned >= 1) return notify(noMatchText(context, 0, 1));
  if (focused.pane.top === null) return {};
  const step = (by: 1 | -1, none: () => Outcome): Outcome =>
    stepTo(context, {
      ...{ ids, by, what: 'match', key: by > 0 ? 'n' : 'N', none },
      go: id => revealMatch(context, id),
    });
  return step(1, () => step(-1, () => ({})));
};

/** An empty line repeats the last search, as in less, vi and lnav. */
const repeatSearch = (context: CommandContext): Outcome => {
  const { search } = context.snapshot;
  if (search !== null) return stepFound(1)(context);
  const last = context.state.history.search.at(-1);
  return last === undefined ? notify('No search yet') : { actions: [{ type: 'search', pattern: last }] };
};

/** Steps back or forward in the input history; the line being typed is kept at its end. */
const historyBy = (context: CommandContext, by: number): Outcome => {
  const line = lineOverlay(context);
  const list = context.state.history[line.mode];
  const back = Math.max(0, Math.min(line.back + by, list.length));
  const typed = line.back === 0 ? lineText(line.edit) : line.typed;
  const text = back === 0 ? typed : list[list.length - back]!;
  return { state: { ...context.state, overlay: { ...line, edit: lineOf(text), back, typed } } };
};

const complete =
  (table: () => readonly Command[]) =>
  (context: CommandContext): Outcome => {
    const line = lineOverlay(context);
    const text = lineText(line.edit);
    const candidates =
      line.mode === 'command'
        ? completions(context, table(), text)
        : fieldCompletions(context, line.mode, text);
    const common = candidates.reduce((sum, one) => commonStart(sum, one), candidates[0] ?? text);
    if (common.length > text.length)
      return { state: { ...context.state, overlay: { ...line, edit: lineOf(common) } } };
    return candidates.length > 1 && line.mode === 'command'
      ? { state: { ...context.state, overlay: { ...line, listed: true } } }
      : {};
  };

const commonStart = (a: string, b: string): string => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
};

const command = commandsOf('Typing', 'line');

/** `table` returns all commands: those that `:` can run. */
export const typingCommands = (table: () => readonly Command[]): readonly Command[] => [
  command('enter', ['enter'], 'In a line: accept', accept(table)),
  command('cancel', ['esc', '^c'], 'In a line: cancel', context => {
    const line = lineOverlay(context);
    const { mode, searched } = line;
    const below: Overlay | null = helpQuery(line) === null ? null : { kind: 'help', scroll: 0, query: '' };
    const state = { ...context.state, overlay: below };
    return mode === 'search' ? { state, actions: [{ type: 'search', pattern: searched }] } : { state };
  }),
  command('history-back', ['up', '^p'], 'In a line: previous entry', context => historyBy(context, 1)),
  command('history-forth', ['down', '^n'], 'In a line: next entry', context => historyBy(context, -1)),
  command(
    'complete',
    ['tab'],
    'In a command: complete the name or argument; after where, a field',
    complete(table),
  ),
];
