import type { Hub } from '../hub/hub.ts';
import { type Followed, Lane, MAX_STREAMS } from './lane.ts';

/** Reads all streams that this process follows on one hub, over as few connections as possible. */
export class SharedReader {
  readonly #hub: Hub;
  readonly #now: () => number;
  /** By hash tag in a cluster, where tags may be on different nodes. */
  readonly #lanes = new Map<string, Lane[]>();

  constructor(hub: Hub, now: () => number) {
    this.#hub = hub;
    this.#now = now;
  }

  /** Follows a stream until the signal aborts. Rejects with a HubError if the hub cannot be reached initially. */
  async follow(followed: Followed, signal: AbortSignal): Promise<void> {
    const tag = (await this.#hub.isCluster()) ? followed.stream.slice(0, followed.stream.indexOf('}')) : '';
    const lanes = this.#lanes.get(tag) ?? [];
    this.#lanes.set(tag, lanes);
    let lane = lanes.find(({ size }) => size < MAX_STREAMS);
    if (!lane) {
      lane = new Lane(this.#hub, this.#now);
      lanes.push(lane);
    }
    lane.add(followed, signal);
  }
}
