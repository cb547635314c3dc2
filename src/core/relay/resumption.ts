import { continuesBefore } from './between.ts';
import { type Known, knownTable } from './known.ts';
import { compareWithOwn, isLikeOwn, isNext, isPassed, isUntouched, wasSeen } from './likeness.ts';
import type { Segment } from './segment.ts';
import type { Standing } from './standing.ts';
import { comparePlaces, STREAM_START, type StreamPlace } from './streamPlace.ts';

/** The hub's state of a log when a reader connects. */
export interface StreamState {
  /** A random identifier from the creation of the stream; null: unknown. */
  readonly born: string | null;
  /** The last entry; null: the stream does not exist. */
  readonly top: StreamPlace | null;
  /** The newest segments, in order. */
  readonly table: readonly Segment[];
}

/** The state of a reader's own segment when it connects. */
export type Found =
  /**
   * Its segment, unchanged as far as known. `isUnsure`: a segment with a known ordinal may be another one whose start
   * we never see.
   */
  | { readonly kind: 'own'; readonly segment: Segment | undefined; readonly isUnsure: boolean }
  /** Its content, under another ordinal. */
  | { readonly kind: 'moved'; readonly segment: Segment }
  /** Only content delivered before its own. */
  | { readonly kind: 'ahead'; readonly known: Known }
  /** Undelivered content, from this segment on; undefined: from the start. */
  | { readonly kind: 'other'; readonly from: Segment | undefined };

/** Determines where a reader resumes; `isOther`: the stream was recreated. */
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

/** Returns the segment that certainly has our content; otherwise one that may have it. */
const ownIn = (standing: Standing, table: readonly Segment[], isOther: boolean): Segment | undefined => {
  const candidates = table.filter(one => !isPassed(standing, one));
  const certain = candidates.findLast(one => compareWithOwn(standing, one) === true);
  if (certain !== undefined) return isOther ? begunAgain(standing, certain, table) : certain;
  const possible = candidates.filter(one => compareWithOwn(standing, one) === null);
  // After a total loss, similar content proves nothing, unless it is also at the same place as ours.
  if (isOther) {
    const again = possible.find(({ at }) => comparePlaces(at, standing.own?.at ?? STREAM_START) === 0);
    return again && begunAgain(standing, again, table);
  }
  return possible.findLast(one => !isUntouched(standing) || isNext(standing, one));
};

/**
 * Finds where our content continues after a total loss: the relay then starts a segment at its remembered byte, which
 * may be before ours.
 */
const begunAgain = (standing: Standing, own: Segment, table: readonly Segment[]): Segment => {
  const next = table.find(({ after }) => after?.segment === own.at.segment);
  const isBehind = (next?.after?.byte ?? 0) < (standing.place?.byte ?? 0);
  return next !== undefined && isBehind && isLikeOwn(standing, next)
    ? begunAgain(standing, next, table)
    : own;
};

/** Returns the segment that ours continues if the hub still has it: our content may come under its ordinal. */
const continuedIn = (standing: Standing, table: readonly Segment[]): Segment | undefined => {
  const { own } = standing;
  if (own === undefined || !continuesBefore(own)) return undefined;
  return table.find(one => one.at.segment === own.after?.segment && wasSeen(standing, one));
};
