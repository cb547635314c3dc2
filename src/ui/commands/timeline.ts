import { parseTimeRange, resolveTimeRange } from '../../core/time/timeExpression.ts';
import type { TimeSpan } from '../../session/live/snapshot.ts';
import { FOLLOWING, type ScreenState, TIMELINE_SHOWN, type TimelineState } from '../state/screen.ts';
import { bucketCount, selectedSpan, type TimelineView, timelineView } from '../state/timeline.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { notify } from './command.ts';
import { needsPane } from './focus.ts';
import { panesAt, sourcesOnShow } from './going/arrive.ts';

/** Available bucket widths, in milliseconds. */
export const BUCKET_WIDTHS: readonly number[] = [
  1000, 5000, 15_000, 60_000, 300_000, 1_800_000, 10_800_000, 86_400_000,
];

const needsTimeline = (context: CommandContext): string | null =>
  context.state.timeline ? needsRecords(context) : 'the timeline is not shown (T)';

const needsRecords = (context: CommandContext): string | null =>
  context.log.held.timeline.latest === null ? 'no record is buffered yet' : null;

const withTimeline = (state: ScreenState, change: Partial<TimelineState>): ScreenState => ({
  ...state,
  timeline: { ...state.timeline!, ...change },
});

const viewOf = ({ state, log, size }: CommandContext): TimelineView =>
  timelineView(log.held.timeline, state.timeline!, bucketCount(size.columns))!;

/** Selects the bucket of a moment, clamped to the range of the records, and moves the panes there. */
export const selectMoment = (context: CommandContext, moment: number, extend: boolean): Outcome => {
  const { state, log } = context;
  const { timeline } = log.held;
  const { widthMs, start, cursor } = viewOf(context);
  const least = Math.floor((timeline.earliest ?? moment) / widthMs) * widthMs;
  const to = Math.max(least, Math.min(Math.floor(moment / widthMs) * widthMs, timeline.latest!));
  const from = extend ? (state.timeline!.from ?? start + cursor * widthMs) : state.timeline!.from;
  const next = withTimeline(state, { cursor: to, from });
  return { state: panesAt({ ...context, state: next }, { moment: to }) };
};

const step =
  (by: number, extend = false) =>
  (context: CommandContext): Outcome => {
    const { start, cursor, widthMs } = viewOf(context);
    return selectMoment(context, start + (cursor + by) * widthMs, extend);
  };

/** Makes buckets narrower or wider. */
const rescale =
  (by: 1 | -1) =>
  ({ state }: CommandContext): Outcome => {
    const widthMs = BUCKET_WIDTHS[BUCKET_WIDTHS.indexOf(state.timeline!.widthMs) + by];
    if (widthMs === undefined)
      return notify(by > 0 ? 'The timeline is at its widest' : 'The timeline is at its finest');
    return { state: withTimeline(state, { widthMs }) };
  };

/** Starts a range at the selected bucket, or cancels it. */
const mark = (context: CommandContext): Outcome => {
  const { start, cursor, widthMs } = viewOf(context);
  const from = context.state.timeline!.from === null ? start + cursor * widthMs : null;
  return { state: withTimeline(context.state, { from }) };
};

/** Shows only the records within the span in all panes, starting at its beginning. */
const showSpan = (state: ScreenState, range: TimeSpan): Outcome => ({
  state: { ...state, panes: Object.fromEntries(Object.keys(state.panes).map(key => [key, FOLLOWING])) },
  actions: [{ type: 'setRange', range }],
});

const zoomIn = (context: CommandContext): Outcome =>
  showSpan(withTimeline(context.state, { entered: false }), selectedSpan(viewOf(context)));

/** Shows a range, and reads any part of it that lies before the buffered part of a log. */
const showSpanRead = (context: CommandContext, range: TimeSpan): Outcome => {
  const sources = sourcesOnShow(context);
  if (sources.every(source => context.log.held.isComplete(source, range)))
    return showSpan(context.state, range);
  const shown = showSpan({ ...context.state, pending: { kind: 'moment', moment: range.from } }, range);
  return { ...shown, actions: [...shown.actions!, { type: 'readAt', moment: range.from, sources }] };
};

const showRange = (context: CommandContext, argument: string): Outcome => {
  const range = parseTimeRange(argument);
  if (range === null) return notify(`Not times: ${argument} (try 14:02 14:05, or -5m)`, 'error');
  const { now, log } = context;
  const { since, until } = resolveTimeRange(range.since, range.until, { now, zone: log.zone }, false);
  const from = since ?? now;
  // Without an end, new records continue to be shown.
  const to = until ?? Number.POSITIVE_INFINITY;
  return from < to ? showSpanRead(context, { from, to }) : notify('The range ends before it starts', 'error');
};

const enter = (context: CommandContext): Outcome => ({
  state: { ...context.state, timeline: { ...(context.state.timeline ?? TIMELINE_SHOWN), entered: true } },
});

const command = (
  context: Command['context'],
  id: string,
  keys: readonly string[],
  help: string,
  run: Command['run'],
  unavailable: NonNullable<Command['unavailable']> = needsTimeline,
): Command => ({ id, group: 'Timeline', context, keys, help, run, unavailable });

export const timelineCommands: readonly Command[] = [
  command('log', 'timeline', ['T'], 'Show the timeline and move to it', enter, needsPane),
  command('log', 'earlier', [','], 'Go to an earlier part of the timeline', step(-1)),
  command('log', 'later', ['.'], 'Go to a later part of the timeline', step(1)),
  command('log', 'finer', ['}'], 'Make the timeline finer', rescale(-1)),
  command('log', 'coarser', ['{'], 'Make the timeline coarser', rescale(1)),
  {
    ...command(
      'log',
      'range',
      [],
      'Show only a time range: 14:02 14:05; -5m or today: from then on',
      showRange,
      context => needsPane(context) ?? needsRecords(context),
    ),
    argument: 'FROM [TO]',
  },
  command(
    'log',
    'no-range',
    [],
    'Show all times again',
    () => ({ actions: [{ type: 'setRange', range: null }] }),
    ({ snapshot }) => (snapshot.range === null ? 'no time range is set (T, Enter)' : null),
  ),
  command('timeline', 'bucket-before', ['left', 'h', ','], 'In the timeline: earlier', step(-1)),
  command('timeline', 'bucket-after', ['right', 'l', '.'], 'In the timeline: later', step(1)),
  command('timeline', 'bucket-page-before', ['pageup', 'b'], 'In the timeline: ten earlier', step(-10)),
  command('timeline', 'bucket-page-after', ['pagedown', 'f'], 'In the timeline: ten later', step(10)),
  command('timeline', 'bucket-first', ['home', 'g'], 'In the timeline: the oldest', context =>
    selectMoment(context, context.log.held.timeline.earliest!, false),
  ),
  command('timeline', 'bucket-last', ['end', 'G'], 'In the timeline: the newest', context =>
    selectMoment(context, context.log.held.timeline.latest!, false),
  ),
  command(
    'timeline',
    'range-before',
    ['shift-left', 'H'],
    'In the timeline: extend a range back',
    step(-1, true),
  ),
  command(
    'timeline',
    'range-after',
    ['shift-right', 'L'],
    'In the timeline: extend a range forward',
    step(1, true),
  ),
  command(
    'timeline',
    'range-mark',
    ['space', 'V'],
    'In the timeline: start a range here, or cancel it',
    mark,
  ),
  command('timeline', 'range-zoom', ['enter'], 'In the timeline: show only the selection', zoomIn),
  command('timeline', 'bucket-finer', ['up', 'k', '+', '}'], 'In the timeline: finer', rescale(-1)),
  command('timeline', 'bucket-coarser', ['down', 'j', '-', '{'], 'In the timeline: coarser', rescale(1)),
  command(
    'timeline',
    'timeline-leave',
    ['esc', 'tab', 'q'],
    'In the timeline: back to the logs',
    ({ state }) => ({ state: withTimeline(state, { entered: false, from: null }) }),
    () => null,
  ),
  command(
    'timeline',
    'timeline-hide',
    ['T'],
    'In the timeline: hide it',
    ({ state }) => ({ state: { ...state, timeline: null } }),
    () => null,
  ),
];
