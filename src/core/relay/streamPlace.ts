/**
 * A place in a published log, and the id of the stream's entry that ends there (`segment-byte`). It refers to the log,
 * not to Redis: its meaning does not change if Redis loses its last second, or if re-sent bytes are divided into other
 * entries.
 */
export interface StreamPlace {
  /** Ordinal of the segment, from 1: a contiguous run of bytes in one content of the log. */
  readonly segment: number;
  /** 0-based byte of the segment's output. */
  readonly byte: number;
}

/** The place before all entries. */
export const STREAM_START: StreamPlace = { segment: 0, byte: 0 };

/** Returns a place as an entry's id in Redis. */
export const placeId = ({ segment, byte }: StreamPlace): string => `${segment}-${byte}`;

/** Parses the place in an id; null if it is not valid. */
export const readPlace = (id: string | null | undefined): StreamPlace | null => {
  const parts = /^(\d{1,15})-(\d{1,15})$/.exec(id ?? '');
  return parts && { segment: Number(parts[1]), byte: Number(parts[2]) };
};

/** Compares two places by order in the stream: negative, 0 or positive. */
export const comparePlaces = (a: StreamPlace, b: StreamPlace): number =>
  a.segment - b.segment || a.byte - b.byte;
