import type { TimeBucket, TimeCounts } from '../../core/store/timeline.ts';
import { spanText } from '../../core/text/quantities.ts';
import type { TimeSpan } from '../../session/live/snapshot.ts';
import type { TimelineState } from './screen.ts';

/** The buckets visible in one row, and the selected ones as indexes of `list`. */
export interface TimelineView {
  readonly widthMs: number;
  readonly list: readonly TimeBucket[];
  /** When the first bucket starts. */
  readonly start: number;
  readonly cursor: number;
  /** The selected stretch, inclusive; only the cursor's bucket if there is no range. */
  readonly selected: { readonly first: number; readonly last: number };
}

/** Cells of a row reserved for text about the buckets. */
export const TIMELINE_TEXT = 44;

/** Returns how many buckets fit on a screen of this width. */
export const bucketCount = (columns: number): number => Math.max(1, columns - TIMELINE_TEXT);

/** Returns the label before the buckets: their width. */
export const timelineLabel = (widthMs: number): string => ` ${spanText(widthMs)} `;

/**
 * Returns the last `count` buckets, or earlier ones that include the cursor; null before the first record.
 */
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

/** Returns the time span of the selected buckets. */
export const selectedSpan = ({ start, widthMs, selected }: TimelineView): TimeSpan => ({
  from: start + selected.first * widthMs,
  to: start + (selected.last + 1) * widthMs,
});

/** Returns the combined counts of the selected buckets. */
export const selectedCounts = ({ list, selected }: TimelineView): TimeBucket => {
  const sum: TimeBucket = { total: 0, warnings: 0, errors: 0 };
  for (const bucket of list.slice(Math.max(0, selected.first), selected.last + 1)) {
    sum.total += bucket.total;
    sum.warnings += bucket.warnings;
    sum.errors += bucket.errors;
  }
  return sum;
};
