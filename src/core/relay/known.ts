import { continuesBefore, missingBefore } from './between.ts';
import { compareContents, identicalContent, type Segment, samePublication } from './segment.ts';
import { comparePlaces, STREAM_START } from './streamPlace.ts';

/** The segments seen by a reader, and the ordinal of its current one: all earlier ones were delivered. */
export interface Passed {
  readonly seen: readonly Segment[];
  readonly ours: number;
}

/** A segment that was delivered before. */
export interface Known {
  readonly segment: number;
  /** The byte up to which it was delivered. */
  readonly end: number;
}

/**
 * Returns what is known about a table's last segment, if all its segments were delivered before ours;
 * otherwise null.
 */
export const knownTable = (passed: Passed, table: readonly Segment[]): Known | null => {
  let known: Known | null = null;
  for (const segment of table) {
    known = knownSegment(passed, segment, known);
    if (known === null) return null;
  }
  return known;
};

/**
 * Returns how much of a segment was delivered before ours, under any ordinal; `before` is what is known of the previous
 * segment. A segment that continues another (like the copy of a young file) is the same file.
 */
export const knownSegment = (passed: Passed, segment: Segment, before: Known | null): Known | null => {
  const { at, content } = segment;
  const same =
    seenAs(passed.seen, segment) ?? passed.seen.findLast(one => identicalContent(one.content, content));
  const end = same ? endOf(passed, same.at.segment) : continuedEnd(passed, segment, before);
  return end === null || at.byte > end ? null : { segment: at.segment, end };
};

const continuedEnd = (passed: Passed, segment: Segment, before: Known | null): number | null => {
  const { after } = segment;
  if (after === null || !continuesBefore(segment)) return null;
  return before?.segment === after.segment ? before.end : endOf(passed, after.segment);
};

/** Returns where a completed segment ends. */
const endOf = ({ seen, ours }: Passed, segment: number): number | null => {
  const next = segment < ours ? seen.find(({ at }) => at.segment === segment + 1) : undefined;
  return next?.after?.segment === segment ? next.after.byte : null;
};

/**
 * Returns the seen segment with the same ordinal, start and content. If contents cannot be distinguished, the previous
 * segments must have the same end, and the gaps in between the same size.
 */
export const seenAs = (seen: readonly Segment[], segment: Segment): Segment | undefined =>
  seen.find(one => {
    if (comparePlaces(one.at, segment.at) !== 0) return false;
    const isSame = samePublication(one, segment) || compareContents(one.content, segment.content);
    return isSame ?? (hasSameEnd(one, segment) && missingBefore(one.marks) === missingBefore(segment.marks));
  });

const hasSameEnd = (a: Segment, b: Segment): boolean =>
  comparePlaces(a.after ?? STREAM_START, b.after ?? STREAM_START) === 0;

/** Returns true if both are the same entry, and the first has a longer head of the file. */
export const tellsMore = (a: Segment, b: Segment): boolean =>
  a.time === b.time &&
  comparePlaces(a.at, b.at) === 0 &&
  a.content.kind === 'file' &&
  b.content.kind === 'file' &&
  a.content.generation.inode === b.content.generation.inode &&
  a.content.generation.head.length > b.content.generation.head.length;
