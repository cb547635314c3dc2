import type { SourceId } from '../record.ts';
import type { EntryId } from './entry.ts';
import { IdList } from './ids.ts';

/** What a store holds of one source. */
export class Lane {
  readonly ids = new IdList();
  /** Those of them that are markers. */
  readonly markers = new IdList();
  bytes = 0;
  /** Entries that left for want of room, ever. */
  evicted = 0;

  evict(id: EntryId, cost: number): void {
    this.take(id, cost);
    this.evicted++;
  }

  /** The oldest entry goes elsewhere. */
  take(id: EntryId, cost: number): void {
    this.ids.dropFirst(id);
    this.markers.dropFirst(id);
    this.bytes -= cost;
  }
}

/** Looks at who takes the most are this many evictions apart: with many sources a look costs more than an eviction. */
const LOOK_AFTER = 64;
/** What part of the largest share counts as the largest: among sources of about the same size, the oldest entry goes. */
const NEARLY = 0.95;

/** Tracks how much each source takes, and so which one has to drop entries. */
export class FairShares {
  readonly #lanes = new Map<SourceId, Lane>();
  #bytes = 0;
  #largest: Lane | null = null;
  #until = 0;

  /** How many sources there are. */
  get count(): number {
    return this.#lanes.size;
  }

  of(source: SourceId): Lane {
    let lane = this.#lanes.get(source);
    if (!lane) {
      lane = new Lane();
      this.#lanes.set(source, lane);
    }
    return lane;
  }

  add(source: SourceId, id: EntryId, cost: number, isMarker: boolean): void {
    const lane = this.of(source);
    lane.ids.append(id);
    if (isMarker) lane.markers.append(id);
    lane.bytes += cost;
  }

  drop(source: SourceId): Lane {
    const lane = this.of(source);
    this.#lanes.delete(source);
    this.#largest = null;
    return lane;
  }

  /**
   * Returns who drops its oldest entry: the source that takes the most, or that of the oldest entry of all where it takes nearly as
   * much; null if `newest`, which stays, is all there is.
   */
  giver(oldest: SourceId | undefined, newest: EntryId): Lane | null {
    const known = this.#largest;
    const isGood = known !== null && this.#until-- > 0 && known.bytes > this.#share * NEARLY;
    if (!isGood || !canGive(known, newest)) this.#look(newest);
    const largest = this.#largest;
    const lane = oldest === undefined ? undefined : this.#lanes.get(oldest);
    return largest && lane && lane.bytes > largest.bytes * NEARLY && canGive(lane, newest) ? lane : largest;
  }

  #look(newest: EntryId): void {
    this.#largest = null;
    this.#until = LOOK_AFTER;
    let bytes = 0;
    for (const lane of this.#lanes.values()) {
      bytes += lane.bytes;
      if (canGive(lane, newest) && lane.bytes > (this.#largest?.bytes ?? -1)) this.#largest = lane;
    }
    this.#bytes = bytes;
  }

  /** An equal share, as of the last look. */
  get #share(): number {
    return this.#bytes / Math.max(1, this.#lanes.size);
  }
}

const canGive = ({ ids }: Lane, newest: EntryId): boolean =>
  ids.length > 1 || (ids.length === 1 && ids.at(0) !== newest);
