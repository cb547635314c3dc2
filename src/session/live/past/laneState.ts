import type { HistoryPlace } from '../../../core/history/place.ts';
import type { Lane, PastEdge } from '../../../core/store/past.ts';

/** Returns the lane in its idle state. */
export const idle = (lane: Lane): Lane => ({
  ...lane,
  edge: lane.edge.kind === 'reading' ? olderEdge(lane.edge.searched ?? 0) : lane.edge,
  readingOn: false,
});

/** Returns the lane after lines between it and the buffer left the buffer. */
export const detached = (lane: Lane): Lane => {
  if (lane.entries.length > 0) return { ...lane, attached: false };
  // None of the lines searched so far passed the filter; the lines that left the buffer follow them, and may pass.
  return lane.pages.length > 0 ? { ...lane, pages: [] } : lane;
};

/** Returns true if a lane was read from this time or an earlier one on. */
export const startsBy = ({ since, pages }: Lane, moment: number): boolean =>
  since !== undefined && since <= moment && pages.length > 0;

/** The edge of a lane that has older lines before it; `searched`: bytes searched so far without a match. */
export const olderEdge = (searched: number): PastEdge => ({
  kind: 'older',
  ...(searched > 0 && { searched }),
});
/** The same while they are being read. */
export const readingEdge = (searched: number): PastEdge => ({
  kind: 'reading',
  ...(searched > 0 && { searched }),
});

/** A placeholder for the place in a log that cannot be read from any place. */
export const NOWHERE: HistoryPlace = { generation: { inode: '', head: { length: 0, crc: 0 } }, offset: 0 };

/** The edge of a lane whose file has vanished. */
export const LOST: PastEdge = {
  kind: 'unreadable',
  why: 'its file no longer exists on the host',
};
