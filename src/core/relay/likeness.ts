import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import { seenAs } from './known.ts';
import { compareContents, type Segment, type SegmentContent, samePublication } from './segment.ts';
import type { Standing } from './standing.ts';
import { comparePlaces, STREAM_START } from './streamPlace.ts';

/** Returns whether a segment has the same content as the reader's own; null: unknown. */
export const compareWithOwn = (standing: Standing, segment: Segment): boolean | null => {
  const { content: ours, own, head: ourHead } = standing;
  if (ours === null) return false;
  if (own !== undefined && samePublication(own, segment)) return true;
  const head = headOf(segment.content);
  if (head !== null && head.length > 0 && ourHead !== null && ourHead.length >= head.length)
    return cksum(ourHead.subarray(0, head.length)) === head.crc;
  const isSame = compareContents(segment.content, ours);
  return isSame === null && !isPossible(standing, segment) ? false : isSame;
};

/** Returns false if something other than the heads shows a difference. */
const isPossible = ({ content, own, place }: Standing, segment: Segment): boolean => {
  // Files grow: if it has fewer bytes than ours, it is another file with the same inode.
  const least = Math.max(headOf(content)?.length ?? 0, Math.min(HEAD_LENGTH, place?.byte ?? 0));
  if ((headOf(segment.content)?.length ?? least) < least) return false;
  // If the host removed earlier content, it may have removed ours as well.
  if (hasGap(segment)) return false;
  return own?.at.segment !== segment.at.segment || (own.after?.byte ?? 0) === (segment.after?.byte ?? 0);
};

export const isLikeOwn = (standing: Standing, segment: Segment): boolean =>
  compareWithOwn(standing, segment) !== false;

/** Returns true if nothing of the reader's own segment has been delivered yet. */
export const isUntouched = ({ own, place }: Standing): boolean => own?.at.byte === place?.byte;

/**
 * Returns true if the segment starts where the delivered bytes end; seen segments that start there were not delivered.
 */
export const isNext = (standing: Standing, { after }: Segment): boolean => {
  const start = after ?? STREAM_START;
  let end = standing.place ?? STREAM_START;
  let { own } = standing;
  while (comparePlaces(start, end) !== 0 && own?.at.byte === end.byte && !hasGap(own)) {
    end = own.after ?? STREAM_START;
    own = standing.seenAt(end.segment);
  }
  return comparePlaces(start, end) === 0;
};

/** Returns true if it has the ordinal and content of a seen segment. */
export const wasSeen = ({ seen }: Standing, segment: Segment): boolean => seenAs(seen, segment) !== undefined;

/** Returns true if this exact entry was seen before, in an earlier segment. */
export const isPassed = ({ seen, place }: Standing, segment: Segment): boolean =>
  segment.at.segment < (place?.segment ?? 0) && seen.some(one => samePublication(one, segment));

const hasGap = ({ marks }: Segment): boolean => marks.some(({ kind }) => kind === 'gap');

const headOf = (content: SegmentContent | null) =>
  content?.kind === 'file' ? content.generation.head : null;
