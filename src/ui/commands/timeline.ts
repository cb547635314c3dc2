import { jumpTo } from '../state/scroll.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { notify } from './command.ts';
import { changePane, focusedPane, needsPane } from './focus.ts';
import { recordAt } from './places.ts';

/** Widths of a bucket to choose from, in milliseconds. */
export const BUCKET_WIDTHS: readonly number[] = [
  1000, 5000, 15_000, 60_000, 300_000, 1_800_000, 10_800_000, 86_400_000,
];

const DEFAULT_WIDTH = 5000;

const needsTimeline = ({ state }: CommandContext): string | null =>
  state.timeline ? null : 'the timeline is not shown (T)';

/** Selects an earlier or later bucket and brings the pane to its first record. */
const step =
  (by: number) =>
  (context: CommandContext): Outcome => {
    const { state, log } = context;
    const timeline = state.timeline!;
    const back = Math.max(0, Math.min((timeline.back ?? 0) + by, context.size.columns - 1));
    const latest = log.held.timeline.latest;
    const next = { ...context, state: { ...state, timeline: { ...timeline, back } } };
    const focused = focusedPane(next);
    if (latest === null || !focused) return { state: next.state };
    const moment = (Math.floor(latest / timeline.widthMs) - back) * timeline.widthMs;
    const id = recordAt(next, focused, moment);
    if (id === null) return { state: next.state };
    return changePane(next, ({ view, pane }) => jumpTo(view, pane, id));
  };

/** Makes buckets narrower or wider. */
const zoom =
  (by: 1 | -1) =>
  ({ state }: CommandContext): Outcome => {
    const timeline = state.timeline!;
    const index = BUCKET_WIDTHS.indexOf(timeline.widthMs);
    const widthMs = BUCKET_WIDTHS[index + by];
    if (widthMs === undefined)
      return notify(by > 0 ? 'The timeline is at its widest' : 'The timeline is at its finest');
    const back = timeline.back === null ? null : Math.floor((timeline.back * timeline.widthMs) / widthMs);
    return { state: { ...state, timeline: { back, widthMs } } };
  };

const command = (id: string, keys: readonly string[], help: string, run: Command['run']): Command => ({
  id,
  group: 'Reading',
  context: 'log',
  keys,
  help,
  run,
  unavailable: needsTimeline,
});

export const timelineCommands: readonly Command[] = [
  {
    ...command('timeline', ['T'], 'Show or hide the timeline', ({ state }) => ({
      state: { ...state, timeline: state.timeline ? null : { back: null, widthMs: DEFAULT_WIDTH } },
    })),
    unavailable: needsPane,
  },
  command('earlier', [','], 'Go to an earlier stretch of the timeline', step(1)),
  command('later', ['.'], 'Go to a later stretch of the timeline', step(-1)),
  command('finer', ['}'], 'Zoom into the timeline', zoom(-1)),
  command('coarser', ['{'], 'Zoom out of the timeline', zoom(1)),
];
