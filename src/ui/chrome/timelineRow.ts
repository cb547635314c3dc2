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
const day = timePattern('YYYY-MM-DD');
const dayAndClock = timePattern('MM-DD HH:mm');

const DAY_MS = 86_400_000;

/**
 * Formats a time span: clock times only if it is shorter than a day, otherwise with dates. It may have no end. With `now`,
 * any other day than today is named as well.
 */
export const timeSpanText = ({ from, to }: TimeSpan, zone: ZoneOffset, now: number | null = null): string => {
  if (to === Number.POSITIVE_INFINITY) return `since ${dayAndClock(timestampOf(from), zone)}`;
  const times = [from, to].map(timestampOf);
  const isLong = to - from >= DAY_MS;
  const today = now === null ? null : day(timestampOf(now), zone);
  const days = times.map(time => day(time, zone));
  if (today === null || (isLong && days.every(one => one.slice(0, 4) === today.slice(0, 4)))) {
    const print = isLong ? dayAndClock : clock;
    return times.map(time => print(time, zone)).join('-');
  }
  const before = [today, days[0]];
  return times
    .map((time, i) => `${days[i] === before[i] ? '' : `${days[i]} `}${clock(time, zone)}`)
    .join('-');
};

/** Rows of the timeline: one for all records, and below it one for warnings and errors. */
export const TIMELINE_ROWS = 2;

/** Eighths of a cell. */
const FULL = 8;
/** Minimum height of an error bar, in eighths: a single eighth would be only a hairline. */
const MIN_ERROR = 3;

/**
 * Returns the height of a bar in eighths, in proportion to `highest`. Any count above zero gets at least
 * `least`, so that it is visible.
 */
const eighths = (count: number, highest: number, least = 1): number =>
  count === 0 ? 0 : Math.max(least, Math.round((count / highest) * FULL));

const totalSpan = ({ total }: TimeBucket, highest: number, { glyphs }: TimelineLook): Span => ({
  text: glyphs.bars[eighths(total, highest)]!,
});

/**
 * Draws errors as a bar and warnings as a low line over the same time. Without colours or block characters it uses
 * letters, so that colour is never the only cue.
 */
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

/** The timeline's style: whether it may use colours and block characters. */
export interface TimelineLook {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
}

/**
 * Draws two rows: one with a bar per bucket for all records, and below it one for errors, on its own scale. The bucket
 * width is on the left; the time and counts of the selection and of the visible stretch are on the right. The range is
 * inverted, the part visible in the pane is underlined, and the cursor is an arrow while the timeline has the keyboard
 * focus.
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
    // An inverted full bar would look blank.
    return {
      ...span,
      text: span.text === glyphs.bars[FULL] ? glyphs.bars[FULL - 1]! : span.text,
      inverse: true,
    };
  });
};

/** Merges adjacent spans of the same style. */
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
