import { ARRANGEMENTS, LAYOUTS, type LayoutName } from '../../core/savedView.ts';
import { paneView } from '../log/format.ts';
import { layoutPanes, placesOf } from '../state/layout.ts';
import { MERGED, type PaneKey, paneOf, type ScreenState, withPane } from '../state/screen.ts';
import { followPane, pausePane } from '../state/scroll.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { commandsOf, notify } from './command.ts';
import { changePane, focusKey, logOfPane, needsPane } from './focus.ts';
import { goToMoment } from './going/arrive.ts';
import { crossOver, keepInSight, selectedSource, unreadInMerged } from './going/crossing.ts';

const keysOf = (context: CommandContext): PaneKey[] =>
  context.snapshot.sources.map(status => status.source.id);

const needsSeveral = (context: CommandContext): string | null =>
  context.state.view === 'merged'
    ? 'the merged view has one pane (v for split panes)'
    : context.snapshot.sources.length < 2
      ? 'there is only one pane'
      : null;

const focusBy = (context: CommandContext, by: number): Outcome => {
  const keys = keysOf(context);
  const index = (keys.indexOf(focusKey(context)) + by + keys.length) % keys.length;
  return { state: { ...context.state, focus: keys[index]! } };
};

/** Focuses the first pane of the next or previous page. */
const pageBy = (context: CommandContext, by: number): Outcome => {
  const { page, pages } = context.layout;
  const keys = keysOf(context);
  const perPage = Math.ceil(keys.length / pages);
  const next = (page + by + pages) % pages;
  return { state: { ...context.state, focus: keys[next * perPage]! } };
};

/** Pauses every pane, or resumes all of them if all are paused. */
const pauseAll = (context: CommandContext): Outcome => {
  const { state, log, layout } = context;
  const places = placesOf(layout);
  const resume = places.every(place => paneOf(state, place.key).top !== null);
  const next = places.reduce((sum: ScreenState, place) => {
    const pane = paneOf(state, place.key);
    return withPane(sum, place.key, resume ? followPane(pane) : pausePane(paneView(state, log, place), pane));
  }, state);
  return { state: resume ? { ...next, panes: mapPanes(next, followPane) } : next };
};

const mapPanes = (state: ScreenState, change: typeof followPane): ScreenState['panes'] =>
  Object.fromEntries(Object.entries(state.panes).map(([key, pane]) => [key, change(pane)]));

/** Changes the focused pane's share of its row or column. */
const resize = (context: CommandContext, direction: 'rows' | 'columns', by: number): Outcome => {
  const key = focusKey(context);
  const row = context.layout.rows.findIndex(one => one.panes.some(place => place.key === key));
  const column = context.layout.rows[row]?.panes.findIndex(place => place.key === key) ?? 0;
  const index = direction === 'rows' ? row : column;
  const name = direction === 'rows' ? 'rowShares' : 'columnShares';
  const share = Math.min(5, Math.max(0.2, (context.state[name][index] ?? 1) * by));
  return { state: { ...context.state, [name]: { ...context.state[name], [index]: share } } };
};

const LARGER = 1.25;

const showLayout = (context: CommandContext, view: LayoutName): Outcome => {
  const { state } = context;
  const focus = focusKey(context);
  const arrangement = view === 'merged' ? state.arrangement : view;
  const source = focus === MERGED ? selectedSource(context, MERGED) : null;
  const next: ScreenState = {
    ...state,
    view,
    arrangement,
    zoomed: false,
    focus: focus === MERGED ? (source ?? state.focus) : focus,
  };
  const after = { ...context, state: next, layout: context.layoutOf(next) };
  const isCrossing = (view === 'merged') !== (state.view === 'merged');
  if (!isCrossing) return { state: keepInSight(after) };
  const crossed = { ...after, state: crossOver(context, after, focus) };
  const unread = unreadInMerged(context, crossed, focus);
  return unread === null ? { state: crossed.state } : goToMoment(crossed, unread);
};

/** Shows the named layout, or toggles between panes and the merged log. */
const layOut = (context: CommandContext, argument: string): Outcome => {
  const { view, arrangement } = context.state;
  const asked = argument.trim();
  if (asked === '') return showLayout(context, view === 'merged' ? arrangement : 'merged');
  const named = LAYOUTS.find(name => name === asked);
  return named
    ? showLayout(context, named)
    : notify(`Unknown layout ${asked}: ${LAYOUTS.join(', ')}`, 'error');
};

/** Switches to the next arrangement that changes the position of any pane. */
const arrange = (context: CommandContext): Outcome => {
  const { state, layout } = context;
  const placed = (name: LayoutName): string =>
    JSON.stringify(layoutPanes(layout.area, keysOf(context), focusKey(context), false, undefined, name).rows);
  const from = ARRANGEMENTS.indexOf(state.arrangement);
  const others = [1, 2].map(by => ARRANGEMENTS[(from + by) % ARRANGEMENTS.length]!);
  const now = placed(state.arrangement);
  const next = others.find(name => placed(name) !== now);
  return next === undefined
    ? notify('There is no room for another arrangement')
    : showLayout(context, state.view === 'merged' ? state.arrangement : next);
};

const ofPanes = commandsOf('Panes', 'log');
const command = (
  id: string,
  keys: readonly string[],
  help: string,
  run: Command['run'],
  unavailable: NonNullable<Command['unavailable']> = needsSeveral,
): Command => ofPanes(id, keys, help, run, unavailable);

const needsMerged = (context: CommandContext): string | null => {
  if (context.state.view !== 'merged') return 'logs can be hidden only in the merged view (v)';
  return logOfPane(context) === null && context.snapshot.hidden.length === 0 ? 'nothing is shown here' : null;
};

const hideSource = (context: CommandContext): Outcome => {
  const source = logOfPane(context);
  if (source === null) return {};
  return { actions: [{ type: 'setHidden', sources: [...context.snapshot.hidden, source] }] };
};

const onlySource = (context: CommandContext): Outcome => {
  const { hidden, sources } = context.snapshot;
  const source = logOfPane(context);
  const isAlone = hidden.length > 0 && hidden.length === sources.length - 1;
  const others = sources.map(({ source: one }) => one.id).filter(id => id !== source);
  return { actions: [{ type: 'setHidden', sources: isAlone || source === null ? [] : others }] };
};

const focusNumber = (number: number): Command =>
  command(
    `pane-${number}`,
    [String(number)],
    `Go to pane ${number}`,
    context => ({ state: { ...context.state, focus: keysOf(context)[number - 1]! } }),
    context =>
      needsSeveral(context) ?? (keysOf(context).length < number ? `there is no pane ${number}` : null),
  );

export const paneCommands: readonly Command[] = [
  command(
    'follow',
    ['F'],
    'Follow the newest records of this pane',
    context => changePane(context, ({ pane }) => followPane(pane)),
    needsPane,
  ),
  command(
    'pause',
    ['p'],
    'Pause this pane, or follow again',
    context =>
      changePane(context, ({ view, pane }) => (pane.top === null ? pausePane(view, pane) : followPane(pane))),
    needsPane,
  ),
  command('pause-all', ['P'], 'Pause all panes, or follow again', pauseAll, needsPane),
  command('next-pane', ['tab'], 'Go to the next pane', context => focusBy(context, 1)),
  command('previous-pane', ['shift-tab'], 'Go to the previous pane', context => focusBy(context, -1)),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(focusNumber),
  command(
    'next-page',
    [']'],
    'Show the next page of panes',
    context => pageBy(context, 1),
    context => (context.layout.pages < 2 ? 'all panes are on this page' : null),
  ),
  command(
    'previous-page',
    ['['],
    'Show the previous page of panes',
    context => pageBy(context, -1),
    context => (context.layout.pages < 2 ? 'all panes are on this page' : null),
  ),
  command('zoom', ['z'], 'Zoom this pane to full screen, or back', context => {
    const state = { ...context.state, zoomed: !context.state.zoomed };
    return { state: keepInSight({ ...context, state, layout: context.layoutOf(state) }) };
  }),
  {
    ...command('layout', ['v'], 'Split panes, or one merged log', layOut, needsPane),
    argument: '[NAME]',
    complete: () => LAYOUTS,
  },
  command('in-step', ['J'], 'Move all panes by time, or each alone', ({ state }) => ({
    state: { ...state, inStep: !state.inStep },
    ...notify(
      state.inStep ? 'Each pane moves alone' : 'Panes move together: the others go to the time of this one',
    ),
  })),
  command('arrange', ['S'], 'Arrange panes in columns, rows, or to fit', arrange, ({ snapshot }) =>
    snapshot.sources.length < 2 ? 'there is only one pane' : null,
  ),
  command('hide-source', ['H'], 'In the merged log: hide this record’s log', hideSource, needsMerged),
  command('only-source', ['A'], 'In the merged log: this log alone, or all', onlySource, needsMerged),
  command(
    'all-sources',
    [],
    'In the merged log: show all logs again',
    () => ({ actions: [{ type: 'setHidden', sources: [] }] }),
    ({ snapshot }) => (snapshot.hidden.length === 0 ? 'no log is hidden' : null),
  ),
  command('even', ['_'], 'Make all panes the same size', ({ state }) => ({
    state: { ...state, rowShares: {}, columnShares: {} },
  })),
  command('taller', ['+', '='], 'Make this pane taller', context => resize(context, 'rows', LARGER)),
  command('shorter', ['-'], 'Make this pane shorter', context => resize(context, 'rows', 1 / LARGER)),
  command('wider', ['>'], 'Make this pane wider', context => resize(context, 'columns', LARGER)),
  command('narrower', ['<'], 'Make this pane narrower', context => resize(context, 'columns', 1 / LARGER)),
];
