import type { Timeline } from '../../core/storeTimeline.ts';
import { timePattern, timestampOf, type ZoneOffset } from '../../core/timeText.ts';
import type { Glyphs } from '../glyphs.ts';
import { countText, spanText } from '../quantities.ts';
import type { ScreenState } from '../state/screen.ts';
import { RED, type Span, YELLOW } from './spans.ts';

const clock = timePattern('HH:mm:ss');

/**
 * One row: a bar for each bucket, as high as it has records, red where it has errors and yellow where it has warnings only;
 * without colours an error shows as `!`. In front stand the bucket's width, and the selected one's time and counts.
 */
export const timelineSpans = (
  timeline: Timeline,
  state: NonNullable<ScreenState['timeline']>,
  width: number,
  zone: ZoneOffset,
  colour: boolean,
  glyphs: Glyphs,
): Span[] => {
  const latest = timeline.latest;
  if (latest === null) return [{ text: ' no records yet', dim: true }];
  const label = ` ${spanText(state.widthMs)} `;
  const count = Math.max(1, width - 44);
  const { list, widthMs } = timeline.buckets(latest, count, state.widthMs);
  const highest = Math.max(1, ...list.map(bucket => bucket.total));
  const selected = state.back === null ? null : count - 1 - state.back;
  const bars = list.map((bucket, i): Span => {
    const height =
      bucket.total === 0 ? 0 : 1 + Math.round((bucket.total / highest) * (glyphs.bars.length - 2));
    const alarm = bucket.errors > 0;
    const text = alarm && !colour ? '!' : glyphs.bars[height]!;
    const color = alarm ? RED : bucket.warnings > 0 ? YELLOW : undefined;
    return { text, ...(color === undefined ? {} : { color }), ...(i === selected ? { inverse: true } : {}) };
  });
  const chosen = list[selected ?? count - 1]!;
  const start = (Math.floor(latest / widthMs) - (state.back ?? 0)) * widthMs;
  const counts = `${countText(chosen.total)} rec ${countText(chosen.warnings)} W ${countText(chosen.errors)} E`;
  return [
    { text: label, dim: true },
    ...joined(bars),
    { text: ` ${clock(timestampOf(start), zone)} ${counts}` },
  ];
};

/** Neighbours of one look as one span. */
const joined = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && last.color === span.color && last.inverse === span.inverse) {
      out[out.length - 1] = { ...last, text: last.text + span.text };
    } else out.push(span);
  }
  return out;
};
