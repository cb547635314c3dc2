import type { Segment, SegmentMark } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** The place just before: entries are asked for behind a place. */
export const before = ({ segment, byte }: StreamPlace): StreamPlace =>
  byte > 0 ? { segment, byte: byte - 1 } : { segment: segment - 1, byte: Number.MAX_SAFE_INTEGER };

/** Its bytes follow those of the segment before in the same file: begun because that was copied, or Redis lost everything. */
export const continuesBefore = ({ at, after }: Segment): boolean => at.byte > 0 && at.byte === after?.byte;

/** Takes so many bytes that were delivered off the gaps that include them. */
export const withoutDelivered = (
  marks: readonly SegmentMark[],
  delivered: number,
): readonly SegmentMark[] => {
  let left = delivered;
  return marks.flatMap(mark => {
    if (left === 0 || mark.kind !== 'gap' || mark.bytes === null) return [mark];
    const bytes = Math.max(0, mark.bytes - left);
    left -= mark.bytes - bytes;
    return bytes === 0 ? [] : [{ ...mark, bytes }];
  });
};

/** Returns how many published bytes lie between two places; null: too long ago to be known. A place that is behind counts as none. */
export const bytesBetween = (
  from: StreamPlace,
  to: StreamPlace | null,
  table: readonly Segment[],
): number | null => {
  if (to === null) return 0;
  if (to.segment < from.segment) return 0;
  if (to.segment === from.segment) return Math.max(0, to.byte - from.byte);
  const last = table.find(({ at }) => at.segment === to.segment);
  if (last === undefined) return null;
  const earlier = bytesBetween(from, last.after, table);
  return earlier === null ? null : earlier + to.byte - last.at.byte;
};
