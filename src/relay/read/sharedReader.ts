import type { Hub } from '../hub/hub.ts';
import { type Followed, Lane, MAX_STREAMS } from './lane.ts';

/** All streams of one hub that this process follows, over as few connections as can be. */
export class SharedReader {
  readonly #hub: Hub;
  readonly #now: () => number;
  /** By hash tag in a cluster, where each has a node of its own. */
  readonly #lanes = new Map<string, Lane[]>();

  constructor(hub: Hub, now: () => number) {
    this.#hub = hub;
    this.#now = now;
  }

  /** Follows a stream until the signal aborts. Rejects with a HubError where the hub cannot be reached at first. */
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
