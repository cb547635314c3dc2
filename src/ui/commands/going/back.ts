import { momentOf } from '../../../core/record.ts';
import { isRecord } from '../../../core/store/entry.ts';
import { type Been, paneOf, type ScreenState } from '../../state/screen.ts';
import type { Command, CommandContext, Outcome } from '../command.ts';
import { focusedPane } from '../focus.ts';
import { goToMoment } from './arrive.ts';

/** Commands that jump: the user may want to return to where they started. */
const LEAPS: ReadonlySet<string> = new Set([
  'top',
  'bottom',
  'follow',
  'next-match',
  'previous-match',
  'next-error',
  'previous-error',
  'next-mark',
  'previous-mark',
  'goto',
  'enter',
]);

/** Number of remembered places. */
const MAX_BEEN = 50;

const placeOf = (context: CommandContext): Been | null => {
  const focused = focusedPane(context);
  if (!focused) return null;
  const { view, zoomed, focus, panes } = context.state;
  const id = focused.pane.top === null ? null : focused.selected;
  const entry = id === null ? undefined : focused.view.entry(id);
  const moment = entry && isRecord(entry) ? momentOf(entry) : null;
  return { view, zoomed, focus, panes, selected: moment === null ? null : { id, moment } };
};

const hasLeapt = (context: CommandContext, after: ScreenState): boolean => {
  const focused = focusedPane(context);
  if (!focused) return false;
  const { top, cursor } = paneOf(after, focused.key);
  return top !== focused.pane.top || cursor !== focused.pane.cursor;
};

/** Returns the command, extended to remember where it started if it jumps. */
export const remembering = (command: Command): Command =>
  LEAPS.has(command.id)
    ? {
        ...command,
        run: (context, argument) => {
          const outcome = command.run(context, argument);
          const { state } = outcome;
          const place = placeOf(context);
          // A typed command has already remembered it.
          const isNew = state && place && state.been === context.state.been && hasLeapt(context, state);
          return isNew
            ? { ...outcome, state: { ...state, been: [...state.been, place].slice(-MAX_BEEN) } }
            : outcome;
        },
      }
    : command;

export const needsBeen = ({ state }: CommandContext): string | null =>
  state.been.length === 0 ? 'you have not gone anywhere yet' : null;

/** Returns to where the last jump started; a record that is no longer in memory is read again. */
export const goBack = (context: CommandContext): Outcome => {
  const { state, log } = context;
  const been = state.been.at(-1)!;
  const next: ScreenState = {
    ...state,
    view: been.view,
    zoomed: been.zoomed,
    focus: been.focus,
    panes: { ...state.panes, ...been.panes },
    been: state.been.slice(0, -1),
    crossed: null,
    pending: null,
  };
  const { selected } = been;
  const isHeld = selected === null || (selected.id !== null && log.held.get(selected.id) !== undefined);
  if (isHeld) return { state: next };
  return goToMoment({ ...context, state: next, layout: context.layoutOf(next) }, selected.moment);
};
