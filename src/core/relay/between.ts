import type { Segment, SegmentMark } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** Returns the place just before this one, because entries are requested after a place. */
export const before = ({ segment, byte }: StreamPlace): StreamPlace =>
  byte > 0 ? { segment, byte: byte - 1 } : { segment: segment - 1, byte: Number.MAX_SAFE_INTEGER };

/**
 * Returns true if its bytes follow those of the previous segment in the same file: it was started because the file was
 * copied, or because Redis lost everything.
 */
export const continuesBefore = ({ at, after }: Segment): boolean => at.byte > 0 && at.byte === after?.byte;

/** Subtracts this many delivered bytes from the gaps that include them; `rest` is the number of bytes in no gap. */
export const withoutDelivered = (
  marks: readonly SegmentMark[],
  delivered: number,
): { readonly left: readonly SegmentMark[]; readonly rest: number } => {
  let rest = delivered;
  const left = marks.flatMap(mark => {
    if (rest === 0 || mark.kind !== 'gap') return [mark];
    if (mark.bytes === null) {
      rest = 0;
      return [mark];
    }
    const bytes = Math.max(0, mark.bytes - rest);
    rest -= mark.bytes - bytes;
    return bytes === 0 ? [] : [{ ...mark, bytes }];
  });
  return { left, rest };
};

/**
 * Returns the number of published bytes between two places; null: too long ago to be known. Zero if `to` comes first.
 */
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

/** Returns how many bytes were lost before a segment; null: unknown. */
export const missingBefore = (marks: readonly SegmentMark[]): number | null => {
  const sizes = marks.map(mark => (mark.kind === 'gap' ? mark.bytes : 0));
  return sizes.includes(null) ? null : sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
};
