import type { Segment } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** An entry of a published log. */
export type RelayEntry =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | {
      readonly kind: 'bytes';
      /** Where its bytes end. */
      readonly end: StreamPlace;
      /** When they were published: milliseconds since the epoch. */
      readonly time: number;
      readonly bytes: Buffer;
    };

/** Maximum number of bytes of the log per entry. */
export const MAX_ENTRY = 64 * 1024;

/** Returns the id of an entry. */
export const placeOf = (entry: RelayEntry): StreamPlace =>
  entry.kind === 'segment' ? entry.segment.at : entry.end;
