import { placeOf, type RelayEntry } from '../../core/relay/entry.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import type { StreamState } from '../../core/relay/resumption.ts';
import type { StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Hub } from './hub.ts';

/** Returns when an entry was published: milliseconds since the epoch. */
export const timeOf = (entry: RelayEntry): number =>
  entry.kind === 'segment' ? entry.segment.time : entry.time;

/** The search stops within this many bytes, the maximum size of an entry. */
const FINE = 64 * 1024;

/**
 * Returns a place before all entries published at a given time or later, and after most earlier ones. Uses bisection,
 * because ids are places in the log, not times. Null: all entries are older. Rejects with a HubError.
 */
export const placeSince = async (
  hub: Hub,
  keys: LogKeys,
  state: StreamState,
  ms: number,
): Promise<StreamPlace | null> => {
  const { top } = state;
  if (top === null) return null;
  const first = (await hub.after(keys, { segment: 0, byte: 0 }, 1))[0];
  if (first === undefined) return null;
  if (timeOf(first) >= ms) return { segment: 0, byte: 0 };
  const [last] = await hub.back(keys, null, 1);
  if (last !== undefined && timeOf(last) < ms) return null;
  // The newest segment that started before that time; its entries end where the next one starts.
  const begun = state.table
    .filter(({ time, at }) => time < ms && at.segment >= placeOf(first).segment)
    .at(-1);
  const start = begun?.at ?? placeOf(first);
  const next = state.table.find(({ at }) => at.segment > start.segment);
  let low = Math.max(start.byte, placeOf(first).segment === start.segment ? placeOf(first).byte : 0);
  let high =
    next?.after?.segment === start.segment ? next.after.byte : start.segment === top.segment ? top.byte : low;
  while (high - low > FINE) {
    const middle = low + Math.floor((high - low) / 2);
    const [entry] = await hub.after(keys, { segment: start.segment, byte: middle }, 1);
    if (entry === undefined || placeOf(entry).segment !== start.segment || timeOf(entry) >= ms) high = middle;
    else low = placeOf(entry).byte;
  }
  return { segment: start.segment, byte: low };
};
