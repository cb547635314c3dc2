import { placeOf } from '../../core/relay/entry.ts';
import type { HubUrl } from '../../core/relay/hubUrl.ts';
import { fullName, logKeys } from '../../core/relay/names.ts';
import { timeOf } from '../hub/bisect.ts';
import { type DirectoryEntry, isForgotten, type RelayRow, readRelays } from '../hub/directory.ts';
import type { Hub, HubFacts } from '../hub/hub.ts';
import { hubErrorOf } from '../hub/hubError.ts';
import { findPublished } from './published.ts';

/** The state of a published log, and how much of it is kept. */
export interface LogHealth {
  readonly entry: DirectoryEntry;
  /** True if it is currently not published. */
  readonly stale: boolean;
  /** When the oldest and the newest kept bytes were published, milliseconds since the epoch; null: nothing is kept. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** The number of kept bytes as far as the segments are known, and their memory use; null: unknown. */
  readonly bytes: number | null;
  readonly memory: number | null;
  /** A problem with its keys, and what to do; null: none. */
  readonly problem: string | null;
}

/** The state of a hub. */
export interface HubHealth {
  /** Null: permission denied. */
  readonly facts: HubFacts | null;
  readonly relays: readonly RelayRow[];
  readonly logs: readonly LogHealth[];
  /** Problems with the server, as sentences. */
  readonly problems: readonly string[];
}

/** Examines a hub and the published logs that a URL names. Rejects with a HubError. */
export const lookAtHub = async (hub: Hub, url: HubUrl, now: number): Promise<HubHealth> => {
  const facts = await ifAllowed(() => hub.facts());
  const relays = (await ifAllowed(() => readRelays(hub))) ?? [];
  const { entries: all, names } = await findPublished(hub, url, false);
  const named = new Set(names.map(fullName));
  const entries = all.filter(({ name }) => named.has(fullName(name)));
  const logs = await Promise.all(entries.map(entry => lookAtLog(hub, entry, now)));
  return { facts, relays, logs, problems: facts === null ? [] : problemsOf(facts) };
};

const problemsOf = ({ version, policy, usedMemory, maxMemory }: HubFacts): string[] => {
  const full = maxMemory !== null && maxMemory > 0 && usedMemory !== null && usedMemory > 0.9 * maxMemory;
  return [
    ...(Number(version.split('.')[0]) < 7
      ? [`version ${version} is too old: version 7 or newer is required`]
      : []),
    ...(policy !== null && policy !== 'noeviction'
      ? [`maxmemory-policy is ${policy}: Redis evicts logs silently; set it to noeviction`]
      : []),
    ...(full ? ['more than 90 % of its memory is used: give it more, or keep less (--keep)'] : []),
  ];
};

const lookAtLog = async (hub: Hub, entry: DirectoryEntry, now: number): Promise<LogHealth> => {
  const stale = entry.condition === 'stopped' || isForgotten(entry, now);
  try {
    return { entry, stale, ...(await lookAtKept(hub, entry)), problem: null };
  } catch (error) {
    // Damaged keys of one log must not hide the others.
    const failure = hubErrorOf(error);
    if (failure.kind !== 'other') throw failure;
    const { message, advice } = failure;
    const unknown = { oldest: null, newest: null, bytes: null, memory: null };
    return { entry, stale, ...unknown, problem: advice === null ? message : `${message}; ${advice}` };
  }
};

/** Returns how much of a log is kept. */
const lookAtKept = async (
  hub: Hub,
  entry: DirectoryEntry,
): Promise<Pick<LogHealth, 'oldest' | 'newest' | 'bytes' | 'memory'>> => {
  const keys = logKeys(entry.name);
  const [[first], [last], state, memory] = await Promise.all([
    hub.after(keys, { segment: 0, byte: 0 }, 1),
    hub.back(keys, null, 1),
    hub.state(keys),
    ifAllowed(async () => Number(await hub.send(keys.stream, ['MEMORY', 'USAGE', keys.stream]))),
  ]);
  const start =
    first && (first.kind === 'bytes' ? placeOf(first).byte - first.bytes.length : placeOf(first).byte);
  let bytes = 0;
  for (const { at } of state.table) {
    const end = state.table.find(next => next.at.segment > at.segment)?.after ?? state.top;
    if (!end || !first || at.segment < placeOf(first).segment || end.segment !== at.segment) continue;
    bytes += end.byte - (at.segment === placeOf(first).segment ? Math.max(at.byte, start!) : at.byte);
  }
  return {
    oldest: first ? timeOf(first) : null,
    newest: last ? timeOf(last) : null,
    bytes: first ? bytes : 0,
    memory,
  };
};

const ifAllowed = async <T>(ask: () => Promise<T>): Promise<T | null> => {
  try {
    return await ask();
  } catch (error) {
    if (hubErrorOf(error).message.startsWith('NOPERM')) return null;
    throw error;
  }
};
