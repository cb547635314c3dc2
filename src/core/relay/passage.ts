import { bytesBetween, continuesBefore, withoutDelivered } from './between.ts';
import { asDelivered, type Delivered, FORKED, gap, TRIMMED } from './delivered.ts';
import type { Segment } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** What lies between a place and a later segment. */
export interface Passage {
  /** The segment goes on, under another ordinal, with the content that the place is in. */
  readonly continues: boolean;
  /** What is to be told on the way. */
  readonly told: readonly Delivered[];
}

/** Finds what lies between. What Redis lost, but was delivered before, does not count twice. */
export const passage = (place: StreamPlace, segment: Segment, table: readonly Segment[]): Passage => {
  const skipped = table.filter(({ at }) => at.segment > place.segment && at.segment < segment.at.segment);
  const next = skipped[0] ?? segment;
  const { after } = next;
  const marks = [...skipped, segment].flatMap(one => one.marks);
  // It continues, under another ordinal, where an older state of our segment ended (a file's copy, say): what was delivered behind
  // that is part of it. What is not so shows when the bytes do not agree.
  const continues = continuesBefore(next) && after?.segment === place.segment && after.byte <= place.byte;
  if (continues && skipped.every(continuesBefore) && continuesBefore(segment)) {
    const missing = Math.max(0, segment.at.byte - place.byte);
    return { continues: true, told: toldBetween(segment, missing, marks.map(asDelivered)) };
  }
  const ahead = after === null ? 0 : (bytesBetween(after, place, table) ?? 0);
  const { left, rest } = withoutDelivered(marks, continues ? 0 : ahead);
  const told = left.map(asDelivered);
  // What we have is neither in the stream any more nor among what is missing: it may come again.
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
