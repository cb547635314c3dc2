import type { TimeBucket, TimeCounts } from '../../core/store/timeline.ts';
import { spanText } from '../../core/text/quantities.ts';
import type { TimeSpan } from '../../session/live/snapshot.ts';
import type { TimelineState } from './screen.ts';

/** Buckets as one row shows them, and what of them is selected, as indexes of `list`. */
export interface TimelineView {
  readonly widthMs: number;
  readonly list: readonly TimeBucket[];
  /** When the first one begins. */
  readonly start: number;
  readonly cursor: number;
  /** The selected stretch, both ends within; the cursor's bucket alone where no range was begun. */
  readonly selected: { readonly first: number; readonly last: number };
}

/** Cells of a row that are left for what is said about the buckets. */
export const TIMELINE_TEXT = 44;

/** How many buckets a screen so wide shows. */
export const bucketCount = (columns: number): number => Math.max(1, columns - TIMELINE_TEXT);

/** What stands before the buckets: how wide each is. */
export const timelineLabel = (widthMs: number): string => ` ${spanText(widthMs)} `;

/** The last `count` buckets, or earlier ones where the cursor stands there; null before the first record. */
export const timelineView = (
  timeline: TimeCounts,
  state: TimelineState,
  count: number,
): TimelineView | null => {
  const { latest } = timeline;
  if (latest === null) return null;
  const widthMs = timeline.widthOf(state.widthMs);
  const newest = Math.floor(latest / widthMs);
  const cursor = state.cursor === null ? newest : Math.min(newest, Math.floor(state.cursor / widthMs));
  const other = state.from === null ? cursor : Math.min(newest, Math.floor(state.from / widthMs));
  const last = Math.min(newest, cursor + count - 1);
  const first = last - count + 1;
  return {
    widthMs,
    list: timeline.buckets(last * widthMs, count, widthMs).list,
    start: first * widthMs,
    cursor: cursor - first,
    selected: { first: Math.min(cursor, other) - first, last: Math.max(cursor, other) - first },
  };
};

/** The time that the selected buckets take. */
export const selectedSpan = ({ start, widthMs, selected }: TimelineView): TimeSpan => ({
  from: start + selected.first * widthMs,
  to: start + (selected.last + 1) * widthMs,
});

/** Counts of the selected buckets together. */
export const selectedCounts = ({ list, selected }: TimelineView): TimeBucket => {
  const sum: TimeBucket = { total: 0, warnings: 0, errors: 0 };
  for (const bucket of list.slice(Math.max(0, selected.first), selected.last + 1)) {
    sum.total += bucket.total;
    sum.warnings += bucket.warnings;
    sum.errors += bucket.errors;
  }
  return sum;
};
