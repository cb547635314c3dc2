import { cksum } from '../follow/checksum.ts';
import { HEAD_LENGTH } from '../follow/position.ts';
import { seenAs } from './known.ts';
import { compareContents, type Segment, type SegmentContent, samePublication } from './segment.ts';
import type { Standing } from './standing.ts';
import { comparePlaces, STREAM_START } from './streamPlace.ts';

/** Whether a segment's content is that of the reader's own; null: it cannot be told. */
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

/** What the heads do not tell, the rest may. */
const isPossible = ({ content, own, place }: Standing, segment: Segment): boolean => {
  // Files grow: one that had fewer bytes than ours is another, with the same inode.
  const least = Math.max(headOf(content)?.length ?? 0, Math.min(HEAD_LENGTH, place?.byte ?? 0));
  if ((headOf(segment.content)?.length ?? least) < least) return false;
  // Where the host removed what came before, it may have removed ours as well.
  if (hasGap(segment)) return false;
  return own?.at.segment !== segment.at.segment || (own.after?.byte ?? 0) === (segment.after?.byte ?? 0);
};

export const isLikeOwn = (standing: Standing, segment: Segment): boolean =>
  compareWithOwn(standing, segment) !== false;

/** Nothing of the reader's own segment was delivered yet. */
export const isUntouched = ({ own, place }: Standing): boolean => own?.at.byte === place?.byte;

/** What was delivered ends where this segment begins: nothing was of those that were seen to begin there. */
export const isNext = (standing: Standing, { after }: Segment): boolean => {
  let end = standing.place ?? STREAM_START;
  for (let own = standing.own; own?.at.byte === end.byte && !hasGap(own); own = standing.seenAt(end.segment))
    end = own.after ?? STREAM_START;
  return comparePlaces(after ?? STREAM_START, end) === 0;
};

/** It bears the ordinal and the content of one that was seen. */
export const wasSeen = ({ seen }: Standing, segment: Segment): boolean => seenAs(seen, segment) !== undefined;

/** This very entry was seen, and left behind. */
export const isPassed = ({ seen, place }: Standing, segment: Segment): boolean =>
  segment.at.segment < (place?.segment ?? 0) && seen.some(one => samePublication(one, segment));

const hasGap = ({ marks }: Segment): boolean => marks.some(({ kind }) => kind === 'gap');

const headOf = (content: SegmentContent | null) =>
  content?.kind === 'file' ? content.generation.head : null;
