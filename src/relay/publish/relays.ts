import { createHash } from 'node:crypto';
import { fullName, RELAYS_KEY, type RelayName } from '../../core/relay/names.ts';
import { readRelays } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
import { listOf, textOf } from '../hub/reply.ts';

/** The relays that share a hub's logs, as last seen. */
export class Relays {
  readonly #hub: Hub;
  readonly #self: string;
  readonly #leaseMs: number;
  #alive: readonly string[];

  constructor(hub: Hub, self: string, leaseMs: number) {
    this.#hub = hub;
    this.#self = self;
    this.#leaseMs = leaseMs;
    this.#alive = [self];
  }

  /** True if there are other relays. */
  get several(): boolean {
    return this.#alive.length > 1;
  }

  isAlive(relay: string): boolean {
    return this.#alive.includes(relay);
  }

  /**
   * Returns true if this relay should publish a log. Each log ranks the relays in its own order, so that a relay that
   * joins or leaves moves few logs.
   */
  isOurs(name: RelayName): boolean {
    const weight = (relay: string): string =>
      createHash('sha1')
        .update(`${relay}\0${fullName(name)}`)
        .digest('hex');
    return this.#alive.every(relay => relay === this.#self || weight(relay) < weight(this.#self));
  }

  /** Announces that this relay is alive, and reads which others are; by the clock of Redis. Rejects with a HubError. */
  async beat(logs: number): Promise<void> {
    const [seconds, micros] = listOf(await this.#hub.send(RELAYS_KEY, ['TIME'])).map(textOf);
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    await this.#hub.send(RELAYS_KEY, ['HSET', RELAYS_KEY, this.#self, `${now} ${logs}`]);
    const rows = await readRelays(this.#hub);
    this.#alive = rows.filter(({ at }) => now - at < 2 * this.#leaseMs).map(({ relay }) => relay);
    const dead = rows.filter(({ at }) => now - at > FORGET_MS).map(({ relay }) => relay);
    if (dead.length > 0) await this.#hub.send(RELAYS_KEY, ['HDEL', RELAYS_KEY, ...dead]);
  }

  async leave(): Promise<void> {
    await this.#hub.send(RELAYS_KEY, ['HDEL', RELAYS_KEY, this.#self]);
  }
}

/** A relay not seen for this long is removed, in milliseconds. */
const FORGET_MS = 24 * 3600 * 1000;
