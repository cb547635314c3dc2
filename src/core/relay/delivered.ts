import type { Marker } from '../record.ts';

/** The output of a reader. */
export type Delivered =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'marker'; readonly marker: Marker };

/** Why bytes are missing, or may be delivered twice. */
export const TRIMMED =
  'they were removed from Redis before they were read, because more was written than --keep allows';
export const UNPUBLISHED = 'Redis lost its data, and they were not published again';
export const FORKED =
  'Redis lost its latest data, and the log changed before it was published again; lines may be repeated';

/** Creates a gap; null: an unknown number of bytes is missing. */
export const gap = (at: number, bytes: number | null, why: string): Delivered => ({
  kind: 'marker',
  marker: { kind: 'gap', at, since: at, bytes, why },
});

export const asDelivered = (marker: Marker): Delivered => ({ kind: 'marker', marker });
