import { setTimeout as sleep } from 'node:timers/promises';
import type { Trouble } from '../../core/trouble.ts';
import type { Reading, SourceKind } from '../../session/sources/contract.ts';
import { DIRECTORY_MS } from '../hub/directory.ts';
import { HubError, hubErrorOf } from '../hub/hubError.ts';
import { OwnedLog, type PublishOptions } from './ownedLog.ts';
import { Relays } from './relays.ts';

export type RelayOptions = Omit<PublishOptions, 'relays'>;

/** Publishes the logs of a run to a hub, except those that other relays publish. */
export class Relay {
  readonly #options: PublishOptions;
  readonly #logs = new Set<OwnedLog>();
  readonly #end = new AbortController();
  #keeping: Promise<unknown> | null = null;

  constructor(options: RelayOptions) {
    this.#options = { ...options, relays: new Relays(options.hub, options.relay, options.leaseMs) };
  }

  /** Checks that the hub is suitable. Rejects with a HubError if it is not; returns warnings. */
  async check(): Promise<readonly string[]> {
    const { hub } = this.#options;
    const notes: string[] = [];
    try {
      const { policy, version } = await hub.facts();
      if (Number(version.split('.')[0]) < 7)
        throw new HubError(
          'other',
          `Redis ${version} is too old: version 7 or newer, or Valkey, is required`,
        );
      if (policy === null) notes.push('maxmemory-policy is unknown: it must be noeviction');
      else if (policy !== 'noeviction') {
        const advice = 'set it to noeviction (CONFIG SET maxmemory-policy noeviction, and in redis.conf)';
        throw new HubError(
          'other',
          `maxmemory-policy is ${policy}: Redis would evict logs silently; ${advice}`,
        );
      }
    } catch (error) {
      const failure = hubErrorOf(error);
      if (!failure.message.startsWith('NOPERM')) throw failure;
      notes.push('INFO is not allowed, so rtail cannot check that maxmemory-policy is noeviction');
    }
    await this.#options.relays.beat(0);
    return notes;
  }

  /** Maintains leases and the directory until `close`. */
  start(): void {
    const { leaseMs } = this.#options;
    this.#keeping = Promise.all([
      this.#every(leaseMs / 3, () => this.#renew()),
      this.#every(DIRECTORY_MS, () => this.#eachOfOurs(log => log.describe())),
    ]);
  }

  /** Reads a source while we own it, and publishes its lines. */
  async around(reading: Reading, read: SourceKind['read']): Promise<Trouble | null> {
    const log = new OwnedLog(this.#options, reading, read);
    this.#logs.add(log);
    try {
      return await log.run();
    } finally {
      this.#logs.delete(log);
    }
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#keeping;
    await this.#options.relays.leave().catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const { relays } = this.#options;
    const ours = [...this.#logs].filter(({ isOurs }) => isOurs).length;
    await Promise.all([relays.beat(ours), this.#eachOfOurs(log => log.renew())]);
  }

  async #eachOfOurs(what: (log: OwnedLog) => Promise<void>): Promise<void> {
    await Promise.all(
      [...this.#logs].filter(({ isOurs }) => isOurs).map(log => what(log).catch(() => undefined)),
    );
  }

  async #every(ms: number, what: () => Promise<void>): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      // Failures are retried at the next interval; the publishers report the reason.
      if (!signal.aborted) await what().catch(() => undefined);
    }
  }
}
