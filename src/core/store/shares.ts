import type { SourceId } from '../record.ts';
import type { EntryId } from './entry.ts';
import { IdList } from './ids.ts';

/** A source's share of a store. */
export class Lane {
  readonly ids = new IdList();
  /** Those of them that are markers. */
  readonly markers = new IdList();
  bytes = 0;
  /** Total number of entries evicted. */
  evicted = 0;

  evict(id: EntryId, cost: number): void {
    this.take(id, cost);
    this.evicted++;
  }

  /** Moves the oldest entry elsewhere. */
  take(id: EntryId, cost: number): void {
    this.ids.dropFirst(id);
    this.markers.dropFirst(id);
    this.bytes -= cost;
  }
}

/**
 * Number of evictions between checks of the largest shares: with many sources, a check costs more than an
 * eviction.
 */
const LOOK_AFTER = 64;
/**
 * The fraction of the largest share that also counts as largest: among sources of similar size, the oldest
 * entry is evicted.
 */
const NEARLY = 0.95;

/** Tracks the share of each source, to decide which one has to drop entries. */
export class FairShares {
  readonly #lanes = new Map<SourceId, Lane>();
  #bytes = 0;
  #largest: Lane | null = null;
  #until = 0;

  /** Number of sources. */
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
   * Returns the source that drops its oldest entry: the one with the largest share, or the source of the
   * globally oldest entry if its share is nearly as large; null if only `newest`, which stays, is left.
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

  /** An equal share, as of the last check. */
  get #share(): number {
    return this.#bytes / Math.max(1, this.#lanes.size);
  }
}

const canGive = ({ ids }: Lane, newest: EntryId): boolean =>
  ids.length > 1 || (ids.length === 1 && ids.at(0) !== newest);
