import type { TimeBucket, Timeline } from '../../core/store/timeline.ts';
import { countText } from '../../core/text/quantities.ts';
import { timePattern, timestampOf, type ZoneOffset } from '../../core/text/timeText.ts';
import type { TimeSpan } from '../../session/live/snapshot.ts';
import type { Glyphs } from '../glyphs.ts';
import type { TimelineState } from '../state/screen.ts';
import {
  bucketCount,
  selectedCounts,
  selectedSpan,
  type TimelineView,
  timelineLabel,
  timelineView,
} from '../state/timeline.ts';
import { RED, type Span, YELLOW } from './spans.ts';

const clock = timePattern('HH:mm:ss');
const dayAndClock = timePattern('MM-DD HH:mm');

const DAY_MS = 86_400_000;

/** A time span as people say it: on one day by the clock, else with the dates. */
export const timeSpanText = ({ from, to }: TimeSpan, zone: ZoneOffset): string => {
  const print = to - from >= DAY_MS ? dayAndClock : clock;
  return `${print(timestampOf(from), zone)}-${print(timestampOf(to), zone)}`;
};

/** Eighths of a cell. */
const FULL = 8;

/** How high `count` of at most `highest` stands in a cell, at least `least` where there is any: what there is is seen. */
const eighths = (count: number, highest: number, least = 1): number =>
  count === 0 ? 0 : Math.max(least, Math.round((count / highest) * FULL));

/** Eighths that alarms have at least in a cell of two colours: one alone is a hairline. */
const LEAST_ALARM = 2;

/**
 * One bucket in one cell: errors at the bottom in red, on them warnings in yellow, on them the rest. A cell has two colours, one of
 * them the ground: a high bar is drawn to the full height of the cell, its lower part in the colour of the worst; of a low
 * one, where that would say too much of its height, all is in that colour.
 */
const bucketSpan = (bucket: TimeBucket, highest: number, glyphs: Glyphs, flat: boolean): Span => {
  const height = eighths(bucket.total, highest);
  const worst = bucket.errors > 0 ? bucket.errors : bucket.warnings;
  if (worst === 0) return { text: glyphs.bars[height]! };
  const color = bucket.errors > 0 ? RED : YELLOW;
  const bottom = Math.min(height, eighths(worst, highest, LEAST_ALARM));
  if (flat || 2 * (FULL - height) >= height - bottom) return { text: glyphs.bars[height]!, color };
  const others = bucket.total - bucket.errors - bucket.warnings;
  return bucket.errors > 0 && bucket.warnings > others
    ? { text: glyphs.bars[bottom]!, color, ground: YELLOW }
    : { text: glyphs.bars[bottom]!, ground: color, inverse: true };
};

/** Without colours or blocks the worst level is said by its letter, small where the bar would be less than half as high. */
const letterSpan = ({ total, warnings, errors }: TimeBucket, highest: number, glyphs: Glyphs): Span => {
  const height = eighths(total, highest);
  if (errors + warnings === 0) return { text: glyphs.bars[height]! };
  const letter = errors > 0 ? 'E' : 'W';
  const color = errors > 0 ? RED : YELLOW;
  return { text: height < FULL / 2 ? letter.toLowerCase() : letter, color };
};

/** The timeline's look: whether colours and blocks may be used. */
export interface TimelineLook {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
}

/**
 * One row: a bar for each bucket, in front of them a bucket's width, behind them the time and the counts of what is selected.
 * The range is inverted; while keys go to the timeline its cursor is an arrow.
 */
export const timelineSpans = (
  timeline: Timeline,
  state: TimelineState,
  width: number,
  zone: ZoneOffset,
  look: TimelineLook,
): Span[] => {
  const view = timelineView(timeline, state, bucketCount(width));
  if (view === null) return [{ text: ' no records yet', dim: true }];
  const counts = selectedCounts(view);
  const { from, to } = selectedSpan(view);
  const when = state.from === null ? clock(timestampOf(from), zone) : timeSpanText({ from, to }, zone);
  return [
    { text: timelineLabel(view.widthMs), ...(state.entered ? { inverse: true } : { dim: true }) },
    ...joined(bucketSpans(view, state, look)),
    {
      text: ` ${when} ${countText(counts.total)} rec ${countText(counts.warnings)} W ${countText(counts.errors)} E`,
    },
  ];
};

const bucketSpans = (view: TimelineView, state: TimelineState, look: TimelineLook): Span[] => {
  const { list, cursor, selected } = view;
  const { glyphs } = look;
  const highest = Math.max(1, ...list.map(bucket => bucket.total));
  return list.map((bucket, i): Span => {
    if (i === cursor && state.entered) return { text: glyphs.pointer, inverse: true, bold: true };
    const isSelected = state.from !== null && i >= selected.first && i <= selected.last;
    const span =
      look.colour && look.unicode
        ? bucketSpan(bucket, highest, glyphs, isSelected)
        : letterSpan(bucket, highest, glyphs);
    if (!isSelected) return span;
    // A full bar inverted would be blank.
    return {
      ...span,
      text: span.text === glyphs.bars[FULL] ? glyphs.bars[FULL - 1]! : span.text,
      inverse: true,
    };
  });
};

/** Neighbours of one look as one span. */
const joined = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    const isAlike =
      last && last.color === span.color && last.ground === span.ground && last.inverse === span.inverse;
    if (isAlike && last.bold === span.bold) out[out.length - 1] = { ...last, text: last.text + span.text };
    else out.push(span);
  }
  return out;
};
