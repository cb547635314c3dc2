import { type Position, RECENT_LENGTH } from '../../core/follow/position.ts';
import { loadPosition, savePosition } from '../../core/follow/savedPosition.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import { comparePlaces, placeId, readPlace, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Hub } from '../hub/hub.ts';
import type { Taken } from '../hub/lease.ts';

/** Returns a position as text, with its place in the stream. Saved whenever more than its byte changes. */
export const writeSaved = (position: Position, end: StreamPlace): string =>
  JSON.stringify({ end: placeId(end), position: savePosition(position) });

/**
 * Returns where a follower resumes after a takeover: the saved position, moved to the end of the hub's stream, with the
 * preceding output read back from it. Null: nothing valid was saved. Rejects with a HubError.
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
  // The saved position may belong to the previous content, which this one succeeds.
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

/** Returns the last bytes of the segment that ends here. */
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

/** Returns true if more than the byte differs, so that a takeover needs the new state. */
export const differsBeyondByte = (a: Position | null, b: Position): boolean =>
  a === null ||
  (Object.keys(b) as (keyof Position)[]).some(
    key => key !== 'delivered' && key !== 'recent' && a[key] !== b[key],
  );
