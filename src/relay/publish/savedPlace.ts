import { type Position, RECENT_LENGTH } from '../../core/follow/position.ts';
import { loadPosition, savePosition } from '../../core/follow/savedPosition.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import { comparePlaces, placeId, readPlace, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Hub } from '../hub/hub.ts';
import type { Taken } from '../hub/lease.ts';

/** Returns a position as text, with the place in the stream that it belongs to. Written when more of it changed than its byte. */
export const writeSaved = (position: Position, end: StreamPlace): string =>
  JSON.stringify({ end: placeId(end), position: savePosition(position) });

/**
 * Returns where a follower goes on that takes over: the position that was written last, moved to the end of what the hub has, with the
 * output before it read back from the stream. Null: nothing was written, or it is not readable. Rejects with a HubError.
 */
export const positionAt = async (
  hub: Hub,
  keys: LogKeys,
  { top, position: saved }: Taken,
): Promise<Position | null> => {
  const { end, position } = readSaved(saved) ?? {};
  if (!end || !position || top === null || end.segment !== top.segment) return null;
  if (comparePlaces(end, top) === 0 && position.finished) return position;
  const delivered = position.delivered + top.byte - end.byte;
  if (delivered < 0) return null;
  // What was written last may be of the content before, of which this position is the successor.
  const before = await readBack(hub, keys, top);
  const recent = before.subarray(before.length - Math.min(before.length, delivered));
  const isSame = comparePlaces(end, top) === 0 && recent.length < position.recent.length;
  return { ...position, delivered, recent: isSame ? position.recent : recent };
};

const readSaved = (
  text: string | null,
): { readonly end: StreamPlace; readonly position: Position } | null => {
  try {
    const { end, position } = JSON.parse(text ?? 'null') ?? {};
    const place = readPlace(end);
    const loaded = loadPosition(position);
    return place && loaded && { end: place, position: loaded };
  } catch {
    return null;
  }
};

/** The last bytes of the segment that ends here. */
const readBack = async (hub: Hub, keys: LogKeys, top: StreamPlace): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  let before: StreamPlace | null = null;
  for (;;) {
    const entries = await hub.back(keys, before, 2);
    for (const entry of entries) {
      if (entry.kind === 'segment' || entry.end.segment !== top.segment || length >= RECENT_LENGTH)
        return Buffer.concat(parts).subarray(-RECENT_LENGTH);
      parts.unshift(entry.bytes);
      length += entry.bytes.length;
      before = entry.end;
    }
    if (entries.length === 0) return Buffer.concat(parts).subarray(-RECENT_LENGTH);
  }
};

/** True if more than the byte differs: what a takeover must know has changed. */
export const differsBeyondByte = (a: Position | null, b: Position): boolean =>
  a === null ||
  (Object.keys(b) as (keyof Position)[]).some(
    key => key !== 'delivered' && key !== 'recent' && a[key] !== b[key],
  );
