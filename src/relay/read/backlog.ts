import type { Query } from '../../core/query.ts';
import type { RelayEntry } from '../../core/relay/entry.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import type { StreamState } from '../../core/relay/resumption.ts';
import type { ReaderPosition } from '../../core/relay/standing.ts';
import type { StreamPlace } from '../../core/relay/streamPlace.ts';
import { placeSince } from '../hub/bisect.ts';
import type { Hub } from '../hub/hub.ts';

/** Where to start reading a published log. */
export interface BacklogStart {
  /** Null: with the first entry. */
  readonly position: ReaderPosition | null;
  /** Lines and bytes to skip from there. */
  readonly skipLines: number;
  readonly skipBytes: number;
}

/**
 * A search starts this much earlier, in milliseconds: clocks of relays and hosts may differ, and lines may be published
 * with a delay.
 */
const CLOCK_SLACK_MS = 120_000;

/** Number of entries per request when reading backwards. */
const STRIDE = 8;

const NEWLINE = 10;

const FIRST: BacklogStart = { position: null, skipLines: 0, skipBytes: 0 };

/** Finds where a query starts in a stream. Rejects with a HubError. */
export const backlogStart = async (
  hub: Hub,
  keys: LogKeys,
  state: StreamState,
  { from, time }: Query,
): Promise<BacklogStart> => {
  if (state.top === null) return FIRST;
  if (time.since !== null && from.kind !== 'lastLines' && from.kind !== 'lastBytes') {
    const place = await placeSince(hub, keys, state, time.since - CLOCK_SLACK_MS);
    return place?.segment === 0 ? FIRST : at(state, place ?? state.top);
  }
  switch (from.kind) {
    case 'fromLine':
      return { ...FIRST, skipLines: Math.max(0, from.line - 1) };
    case 'fromByte':
      return { ...FIRST, skipBytes: Math.max(0, from.byte - 1) };
    case 'lastLines':
      return from.count === 0 ? at(state, state.top) : goBack(hub, keys, state, linesBack(from.count));
    case 'lastBytes':
      return from.count === 0 ? at(state, state.top) : goBack(hub, keys, state, bytesBack(from.count));
  }
};

/** Takes the bytes of an entry, newest first; returns the offset to start at, or null to continue backwards. */
type Backwards = (bytes: Buffer) => number | null;

const goBack = async (
  hub: Hub,
  keys: LogKeys,
  state: StreamState,
  find: Backwards,
): Promise<BacklogStart> => {
  let before: StreamPlace | null = null;
  for (;;) {
    const entries: readonly RelayEntry[] = await hub.back(keys, before, STRIDE);
    for (const entry of entries) {
      before = entry.kind === 'segment' ? entry.segment.at : entry.end;
      const start = entry.kind === 'bytes' ? find(entry.bytes) : null;
      if (entry.kind === 'bytes' && start !== null)
        return at(state, { ...entry.end, byte: entry.end.byte - entry.bytes.length + start });
    }
    if (entries.length < STRIDE) return FIRST;
  }
};

const linesBack = (count: number): Backwards => {
  let left = count;
  let isLast = true;
  return bytes => {
    // A trailing newline ends the last line; it does not start another.
    let to = isLast && bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
    isLast = false;
    while (to > 0) {
      const end = bytes.lastIndexOf(NEWLINE, to - 1);
      if (end < 0) return null;
      left--;
      if (left === 0) return end + 1;
      to = end;
    }
    return null;
  };
};

const bytesBack = (count: number): Backwards => {
  let left = count;
  return bytes => {
    if (bytes.length >= left) return bytes.length - left;
    left -= bytes.length;
    return null;
  };
};

const at = ({ table, born }: StreamState, place: StreamPlace): BacklogStart => ({
  position: {
    place,
    content: table.find(segment => segment.at.segment === place.segment)?.content ?? null,
    tail: Buffer.alloc(0),
    born,
    seen: table.filter(segment => segment.at.segment <= place.segment),
  },
  skipLines: 0,
  skipBytes: 0,
});
