import type { TimeBucket, TimeCounts } from '../../core/store/timeline.ts';
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

/** Rows that the timeline takes: all records, and below them what is wrong. */
export const TIMELINE_ROWS = 2;

/** Eighths of a cell. */
const FULL = 8;
/** Eighths that errors have at least: one alone is a hairline. */
const MIN_ERROR = 3;

/** How high `count` of at most `highest` stands in a cell, at least `least` where there is any: what there is is seen. */
const eighths = (count: number, highest: number, least = 1): number =>
  count === 0 ? 0 : Math.max(least, Math.round((count / highest) * FULL));

const totalSpan = ({ total }: TimeBucket, highest: number, { glyphs }: TimelineLook): Span => ({
  text: glyphs.bars[eighths(total, highest)]!,
});

/** Errors as a bar, warnings as a low line of the same stretch; without colours or blocks by letters: never by colour alone. */
const alarmSpan = ({ warnings, errors }: TimeBucket, highest: number, look: TimelineLook): Span => {
  const { glyphs, colour, unicode } = look;
  const hasBars = colour && unicode;
  if (errors > 0) {
    const text = hasBars
      ? glyphs.bars[eighths(errors, highest, MIN_ERROR)]!
      : errors * 2 > highest
        ? 'E'
        : 'e';
    return { text, color: RED };
  }
  return warnings > 0 ? { text: hasBars ? glyphs.bars[1]! : 'w', color: YELLOW } : { text: ' ' };
};

/** The timeline's look: whether colours and blocks may be used. */
export interface TimelineLook {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
}

/**
 * Two rows: a bar for each bucket of all records, and one of its errors below, on a scale of its own. In front of them a bucket's width, behind
 * them the time and the counts of what is selected and the stretch on show. The range is inverted, what the pane shows is
 * underlined, and while keys go to the timeline its cursor is an arrow.
 */
export const timelineRows = (
  timeline: TimeCounts,
  state: TimelineState,
  width: number,
  zone: ZoneOffset,
  look: TimelineLook,
  seen: TimeSpan | null = null,
): readonly Span[][] => {
  const view = timelineView(timeline, state, bucketCount(width));
  if (view === null) return [[{ text: ' no records yet', dim: true }], []];
  const counts = selectedCounts(view);
  const { from, to } = selectedSpan(view);
  const when = state.from === null ? clock(timestampOf(from), zone) : timeSpanText({ from, to }, zone);
  const label = timelineLabel(view.widthMs);
  const ends = { from: view.start, to: view.start + view.list.length * view.widthMs };
  return [
    [
      { text: label, ...(state.entered ? { inverse: true } : { dim: true }) },
      ...joined(bucketSpans(view, state, look, seen)),
      {
        text: ` ${when} ${countText(counts.total)} rec ${countText(counts.warnings)} W ${countText(counts.errors)} E`,
      },
    ],
    [
      { text: ' '.repeat(label.length) },
      ...joined(alarmSpans(view, look)),
      { text: ` buffered, ${timeSpanText(ends, zone)}`, dim: true },
    ],
  ];
};

const alarmSpans = ({ list }: TimelineView, look: TimelineLook): Span[] => {
  const highest = Math.max(1, ...list.map(bucket => bucket.errors));
  return list.map(bucket => alarmSpan(bucket, highest, look));
};

const bucketSpans = (
  view: TimelineView,
  state: TimelineState,
  look: TimelineLook,
  seen: TimeSpan | null,
): Span[] => {
  const { list, cursor, selected, start, widthMs } = view;
  const { glyphs } = look;
  const highest = Math.max(1, ...list.map(bucket => bucket.total));
  return list.map((bucket, i): Span => {
    if (i === cursor && state.entered) return { text: glyphs.pointer, inverse: true, bold: true };
    const isSelected = state.from !== null && i >= selected.first && i <= selected.last;
    const begin = start + i * widthMs;
    const isSeen = seen !== null && begin <= seen.to && begin + widthMs > seen.from;
    const span = { ...totalSpan(bucket, highest, look), ...(isSeen ? { underline: true } : { dim: true }) };
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
      last &&
      last.color === span.color &&
      last.inverse === span.inverse &&
      last.underline === span.underline &&
      last.dim === span.dim;
    if (isAlike && last.bold === span.bold) out[out.length - 1] = { ...last, text: last.text + span.text };
    else out.push(span);
  }
  return out;
};
