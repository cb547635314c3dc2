/**
 * A place in a published log, which is also the id of the stream's entry that ends there (`segment-byte`). It is a place of the log, not
 * of Redis: it means the same after Redis lost its last second, and however the bytes are cut into entries when they are sent again.
 */
export interface StreamPlace {
  /** Ordinal of the segment: a run of bytes that follow one another in one content of the log. From 1. */
  readonly segment: number;
  /** 0-based byte of the segment's output. */
  readonly byte: number;
}

/** Before everything. */
export const STREAM_START: StreamPlace = { segment: 0, byte: 0 };

/** Returns a place as Redis writes an entry's id. */
export const placeId = ({ segment, byte }: StreamPlace): string => `${segment}-${byte}`;

/** Returns the place that an id stands for; null: it is none of ours. */
export const readPlace = (id: string | null | undefined): StreamPlace | null => {
  const parts = /^(\d{1,15})-(\d{1,15})$/.exec(id ?? '');
  return parts && { segment: Number(parts[1]), byte: Number(parts[2]) };
};

/** Compares by order in the stream: negative, 0 or positive. */
export const comparePlaces = (a: StreamPlace, b: StreamPlace): number =>
  a.segment - b.segment || a.byte - b.byte;
