/**
 * A place in a published log, which is also the id of the stream's entry that ends there (`segment-byte`). It
 * is a place in the log, not in Redis: its meaning does not change if Redis loses its last second, or if
 * bytes are divided into other entries when they are sent again.
 */
export interface StreamPlace {
  /** Ordinal of the segment, from 1: a contiguous run of bytes in one content of the log. */
  readonly segment: number;
  /** 0-based byte of the segment's output. */
  readonly byte: number;
}

/** Before everything. */
export const STREAM_START: StreamPlace = { segment: 0, byte: 0 };

/** Returns a place as Redis writes an entry's id. */
export const placeId = ({ segment, byte }: StreamPlace): string => `${segment}-${byte}`;

/** Parses the place in an id; null if it is not one of ours. */
export const readPlace = (id: string | null | undefined): StreamPlace | null => {
  const parts = /^(\d{1,15})-(\d{1,15})$/.exec(id ?? '');
  return parts && { segment: Number(parts[1]), byte: Number(parts[2]) };
};

/** Compares by order in the stream: negative, 0 or positive. */
export const comparePlaces = (a: StreamPlace, b: StreamPlace): number =>
  a.segment - b.segment || a.byte - b.byte;
