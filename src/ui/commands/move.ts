import { isRecord } from '../../core/store/entry.ts';
import { recordLines } from '../../core/text/recordLines.ts';
import { rowFormat } from '../log/format.ts';
import { styledWidth } from '../log/styledText.ts';
import type { PaneState } from '../state/screen.ts';
import {
  followPane,
  jumpTo,
  moveCursor,
  type PaneView,
  scrollRows,
  visibleEntries,
} from '../state/scroll.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { changePane, needsPane } from './focus.ts';
import { goBack, needsBeen } from './going/back.ts';
import { withOlder } from './going/older.ts';

type Motion = (view: PaneView, pane: PaneState) => PaneState;

const moving = (id: string, keys: readonly string[], help: string, motion: Motion): Command => ({
  id,
  group: 'Moving',
  context: 'log',
  keys,
  help,
  unavailable: needsPane,
  run: context =>
    detailFirst(context, id) ??
    withOlder(
      context,
      id,
      changePane(context, ({ view, pane }) => motion(view, pane)),
    ),
});

const DETAIL_STEPS: Readonly<Record<string, (rows: number) => number>> = {
  'half-down': rows => Math.ceil(rows / 2),
  'half-up': rows => -Math.ceil(rows / 2),
  'page-down': rows => rows - 1,
  'page-up': rows => 1 - rows,
};

/** While the detail panel is open, page keys scroll the panel; line keys still select records. */
const detailFirst = ({ state, listRows }: CommandContext, id: string): Outcome | null => {
  const step = DETAIL_STEPS[id];
  if (!state.detail || !step) return null;
  const scroll = Math.max(0, state.detail.scroll + step(listRows));
  return { state: { ...state, detail: { ...state.detail, scroll } } };
};

/** Pans by half a row, as less and lnav do. */
const pan =
  (by: 1 | -1) =>
  (context: CommandContext): Outcome =>
    changePane(context, ({ pane, place }) => {
      const step = Math.max(4, Math.floor(rowFormat(context.state, context.log, place).textWidth / 2));
      return { ...pane, pan: Math.max(0, pane.pan + by * step) };
    });

const panning = (id: string, keys: readonly string[], help: string, run: Command['run']): Command => ({
  id,
  group: 'Moving',
  context: 'log',
  keys,
  help,
  unavailable: needsPane,
  run,
});

/** Pans to the end of the longest visible line. */
const toLineEnd = (context: CommandContext): Outcome =>
  changePane(context, ({ pane, place, view }) => {
    const { textWidth } = rowFormat(context.state, context.log, place);
    const widths = visibleEntries(view, pane).flatMap(({ id }) => {
      const entry = view.entry(id);
      return entry && isRecord(entry) ? recordLines(entry, context.state.verbatim).map(styledWidth) : [];
    });
    return { ...pane, pan: Math.max(0, Math.max(0, ...widths) - textWidth) };
  });

export const movingCommands: readonly Command[] = [
  moving('down', ['j', 'down'], 'Select the next record', (view, pane) => moveCursor(view, pane, 1)),
  moving('up', ['k', 'up'], 'Select the previous record (pauses)', (view, pane) =>
    moveCursor(view, pane, -1),
  ),
  moving('page-down', ['space', 'pagedown', '^f'], 'A page down', (view, pane) =>
    scrollRows(view, pane, Math.max(1, view.height - 1)),
  ),
  moving('page-up', ['b', 'pageup', '^b'], 'A page up', (view, pane) =>
    scrollRows(view, pane, -Math.max(1, view.height - 1)),
  ),
  moving('half-down', ['^d'], 'Half a page down', (view, pane) =>
    scrollRows(view, pane, Math.ceil(view.height / 2)),
  ),
  moving('half-up', ['^u'], 'Half a page up', (view, pane) =>
    scrollRows(view, pane, -Math.ceil(view.height / 2)),
  ),
  moving('top', ['g', 'home'], 'Go to the oldest record; reads older ones', (view, pane) =>
    view.ids.length === 0 ? pane : jumpTo(view, pane, view.ids.at(0)),
  ),
  moving('bottom', ['G', 'end'], 'Go to the newest record and follow', (_view, pane) => followPane(pane)),
  {
    id: 'go-back',
    group: 'Moving',
    context: 'log',
    keys: ["'", '^o'],
    help: 'Go back to where you were before a jump',
    unavailable: needsBeen,
    run: goBack,
  },
  panning('left', ['h', 'left'], 'Pan left by half a pane', pan(-1)),
  panning('right', ['l', 'right'], 'Pan right by half a pane', pan(1)),
  panning('line-end', ['$'], 'Pan to the end of the longest line', toLineEnd),
  moving('line-start', ['0'], 'Pan back to the beginning of the lines', (_view, pane) => ({
    ...pane,
    pan: 0,
  })),
];
