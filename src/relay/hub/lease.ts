import { randomBytes } from 'node:crypto';
import type { LogKeys } from '../../core/relay/names.ts';
import type { Segment } from '../../core/relay/segment.ts';
import { readTable } from '../../core/relay/segment.ts';
import { readPlace, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { Hub } from './hub.ts';
import { listOf, textOf } from './reply.ts';
import { ACQUIRE, RELEASE, RENEW } from './scripts.ts';

/** A log that we own, and its progress. */
export interface Taken {
  readonly token: string;
  readonly top: StreamPlace | null;
  readonly table: readonly Segment[];
  /** The saved position as returned by `writeSaved`; null: none. */
  readonly position: string | null;
  readonly pipeline: string | null;
}

export interface LeaseRequest {
  readonly relay: string;
  readonly leaseMs: number;
  /** True to ask the current owner to hand it over. */
  readonly wants: boolean;
}

/** Acquires the lease of a log with a unique token; null: another relay has it. Rejects with a HubError. */
export const acquireLease = async (
  hub: Hub,
  keys: LogKeys,
  { relay, leaseMs, wants }: LeaseRequest,
): Promise<Taken | null> => {
  const token = randomBytes(16).toString('hex');
  const born = randomBytes(8).toString('hex');
  const args = [token, String(leaseMs), born, relay, wants ? '1' : ''];
  const [outcome, state] = await hub.run(ACQUIRE, [keys.lease, keys.meta, keys.stream], args);
  if (textOf(outcome) !== 'OK') return null;
  const [top, position, table, pipeline] = listOf(state).map(one => textOf(one));
  return {
    token,
    top: readPlace(top),
    table: readTable(table ?? null),
    position: position ?? null,
    pipeline: pipeline ?? null,
  };
};

/**
 * Renews the lease; returns the relay that asks for it ('' for none), or null if it is lost. Rejects with a HubError.
 */
export const renewLease = async (
  hub: Hub,
  keys: LogKeys,
  token: string,
  { leaseMs, forgetMs }: { readonly leaseMs: number; readonly forgetMs: number },
): Promise<string | null> => {
  const args = [token, String(leaseMs), String(forgetMs)];
  const [outcome, wanted] = await hub.run(RENEW, [keys.lease, keys.meta, keys.stream], args);
  return textOf(outcome) === 'OK' ? (textOf(wanted) ?? '') : null;
};

export const releaseLease = async (hub: Hub, keys: LogKeys, token: string): Promise<void> => {
  await hub.run(RELEASE, [keys.lease], [token]);
};

/** True if nobody has the lease. */
export const isLeaseFree = async (hub: Hub, { lease }: LogKeys): Promise<boolean> =>
  (await hub.send(lease, ['EXISTS', lease])) === 0;
