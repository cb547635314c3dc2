import { continuesBefore } from './between.ts';
import { type Known, knownTable } from './known.ts';
import { compareWithOwn, isLikeOwn, isNext, isPassed, isUntouched, wasSeen } from './likeness.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';
import { comparePlaces, STREAM_START, type StreamPlace } from './streamPlace.ts';

/** What the hub says of a log when a reader connects. */
export interface StreamState {
  /** Drawn at random when the stream was made; null: not known. */
  readonly born: string | null;
  /** The last entry; null: there is no such stream. */
  readonly top: StreamPlace | null;
  /** The newest segments, in order. */
  readonly table: readonly Segment[];
}

/** What a reader finds of its own when it connects. */
export type Found =
  /** Its segment, as it was, or too little to tell. `isUnsure`: what bears an ordinal of ours may be another, whose beginning we do not get to see. */
  | { readonly kind: 'own'; readonly segment: Segment | undefined; readonly isUnsure: boolean }
  /** Its content, under another ordinal. */
  | { readonly kind: 'moved'; readonly segment: Segment }
  /** Nothing but what was delivered before its own. */
  | { readonly kind: 'ahead'; readonly known: Known }
  /** What was not delivered, from this segment on; undefined: from the start. */
  | { readonly kind: 'other'; readonly from: Segment | undefined };

/** Finds where a reader that stands somewhere goes on; `isOther`: the stream was made anew. */
export const findOwn = (
  standing: Standing,
  top: StreamPlace,
  table: readonly Segment[],
  isOther: boolean,
): Found => {
  const ordinal = standing.place!.segment;
  const own = table.find(({ at }) => at.segment === ordinal);
  const isReplaced = own !== undefined && standing.content !== null && !isLikeOwn(standing, own);
  const isUnsure = own === undefined && top.segment < ordinal;
  if (isOther || isReplaced || isUnsure) {
    const moved = ownIn(standing, table, isOther) ?? continuedIn(standing, table);
    if (moved) return { kind: 'moved', segment: moved };
    const from = isOther ? table[0] : (table.find(one => !wasSeen(standing, one)) ?? own);
    const known = from && knownTable(standing.passed, table);
    if (known) return { kind: 'ahead', known };
    if (isOther || from !== undefined) return { kind: 'other', from };
  }
  return { kind: 'own', segment: own, isUnsure };
};

/** The segment that has our content: for certain, or else one of which nothing else is known. */
const ownIn = (standing: Standing, table: readonly Segment[], isOther: boolean): Segment | undefined => {
  const candidates = table.filter(one => !isPassed(standing, one));
  const certain = candidates.findLast(one => compareWithOwn(standing, one) === true);
  if (certain !== undefined) return isOther ? begunAgain(standing, certain, table) : certain;
  const possible = candidates.filter(one => compareWithOwn(standing, one) === null);
  // Where everything was lost, what is only like ours may be anything, unless it has the place of ours.
  if (isOther) {
    const again = possible.find(({ at }) => comparePlaces(at, standing.own?.at ?? STREAM_START) === 0);
    return again && begunAgain(standing, again, table);
  }
  return possible.findLast(one => !isUntouched(standing) || isNext(standing, one));
};

/** Where everything was lost, the relay begins a segment at the byte that it remembers: it may have remembered less than we have. */
const begunAgain = (standing: Standing, own: Segment, table: readonly Segment[]): Segment => {
  const next = table.find(({ after }) => after?.segment === own.at.segment);
  const isBehind = (next?.after?.byte ?? 0) < (standing.place?.byte ?? 0);
  return next !== undefined && isBehind && isLikeOwn(standing, next)
    ? begunAgain(standing, next, table)
    : own;
};

/** The segment that ours continues, where that is still what the hub has: what was ours may come under its ordinal. */
const continuedIn = (standing: Standing, table: readonly Segment[]): Segment | undefined => {
  const { own } = standing;
  if (own === undefined || !continuesBefore(own)) return undefined;
  return table.find(one => one.at.segment === own.after?.segment && wasSeen(standing, one));
};
