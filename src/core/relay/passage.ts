import { bytesBetween, continuesBefore, withoutDelivered } from './between.ts';
import { asDelivered, type Delivered, FORKED, gap, TRIMMED } from './delivered.ts';
import type { Segment } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** The result of moving from a place to a later segment. */
export interface Passage {
  /** True if the segment continues the content at the place under another ordinal. */
  readonly continues: boolean;
  /** What to report on the way. */
  readonly told: readonly Delivered[];
}

/**
 * Determines what lies between a place and a segment. Bytes that Redis lost after they were delivered do not count as
 * missing.
 */
export const passage = (place: StreamPlace, segment: Segment, table: readonly Segment[]): Passage => {
  const skipped = table.filter(({ at }) => at.segment > place.segment && at.segment < segment.at.segment);
  const next = skipped[0] ?? segment;
  const { after } = next;
  const marks = [...skipped, segment].flatMap(one => one.marks);
  // The segment continues, under another ordinal, from an older state of our own (a copied file, for example), so the
  // bytes delivered after that state belong to it. If that is wrong, comparing the bytes shows it.
  const continues = continuesBefore(next) && after?.segment === place.segment && after.byte <= place.byte;
  if (continues && skipped.every(continuesBefore) && continuesBefore(segment)) {
    const missing = Math.max(0, segment.at.byte - place.byte);
    return { continues: true, told: toldBetween(segment, missing, marks.map(asDelivered)) };
  }
  const ahead = after === null ? 0 : (bytesBetween(after, place, table) ?? 0);
  const { left, rest } = withoutDelivered(marks, continues ? 0 : ahead);
  const told = left.map(asDelivered);
  // These bytes are neither in the stream nor missing: they may be delivered twice.
  if (rest > 0) return { continues: false, told: [gap(segment.time, null, FORKED), ...told] };
  const between = bytesBetween(place, segment.after, table);
  const missing = between === null ? null : Math.max(0, between - (continues ? ahead : 0));
  return { continues: false, told: toldBetween(segment, missing, told) };
};

const toldBetween = (
  { time }: Segment,
  missing: number | null,
  told: readonly Delivered[],
): readonly Delivered[] => (missing === 0 ? told : [gap(time, missing, TRIMMED), ...told]);
