import type { SourceId } from '../record.ts';
import { EntryBlocks } from './blocks.ts';
import { type EntryFacts, type EntryId, entryCost, factsOf, isRecord, type StoreEntry } from './entry.ts';
import { HeldIds, type IdSequence } from './ids.ts';
import { FairShares, type Lane } from './shares.ts';

/** Limits of the buffer; the first one reached applies. */
export interface StoreCapacity {
  /** The value of `--buffer`, in bytes as counted by `entryCost`. */
  readonly bytes: number;
  readonly entries: number;
}

/**
 * When room is made between entries that stay, one in this many of them is evicted too, because moving them
 * costs most.
 */
const AT_ONCE = 64;

/**
 * This fraction of the capacity is freed when the store is full, which is cheaper than one entry at a time.
 */
const FREE_PART = 1024;

const withRoom = (most: number): number => most - Math.floor(most / FREE_PART);

/** A removed entry and its former id. */
export interface TakenEntry {
  readonly id: EntryId;
  readonly entry: StoreEntry;
}

/** Listens to evictions. */
export interface EvictionListener {
  /** An entry was evicted, always a source's oldest. `facts` are valid until the call returns. */
  evicted?(id: EntryId, facts: EntryFacts): void;
  /**
   * Evictions are finished for now. `between`: ids evicted although older entries of other sources stayed,
   * ascending.
   */
  settled?(between: readonly EntryId[]): void;
}

/**
 * Stores the newest entries, as many as fit into the capacity (less a thousandth), shared fairly: the oldest
 * entry of the largest source, or of one nearly as large, is evicted, so no source loses anything while it
 * uses less than nine tenths of an equal share. Appending and random access take constant time; evicted
 * entries are counted and reported to listeners.
 */
export class RecordStore {
  readonly capacity: StoreCapacity;
  readonly #listeners: EvictionListener[] = [];
  /** Listeners that are called for each entry. */
  #watchers: EvictionListener[] = [];
  /** Entries evicted since room was last made. */
  #gone: EntryId[] = [];
  /** The size after making room. */
  readonly #target: StoreCapacity;
  /** The entries from `#ids.dense` on. */
  readonly #blocks = new EntryBlocks();
  /** Earlier entries that stayed where others were evicted. */
  readonly #scattered = new Map<EntryId, StoreEntry>();
  readonly #ids = new HeldIds();
  readonly #shares = new FairShares();
  #bytes = 0;
  #evicted = 0;
  #evictedBytes = 0;

  constructor(capacity: StoreCapacity) {
    this.capacity = capacity;
    const { bytes, entries } = capacity;
    this.#target = { bytes: withRoom(bytes), entries: withRoom(entries) };
  }

  /** All existing ids, in order. */
  get ids(): IdSequence {
    return this.#ids;
  }

  /** The oldest existing id; some between it and `end` may be gone. */
  get first(): EntryId {
    return this.#ids.first;
  }

  /** The id of the next entry. */
  get end(): EntryId {
    return this.#ids.end;
  }

  /** Number of entries. */
  get size(): number {
    return this.#ids.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Total number of entries evicted to make room. */
  get evicted(): number {
    return this.#evicted;
  }

  get evictedBytes(): number {
    return this.#evictedBytes;
  }

  /** Returns the ids of one source. */
  idsOf(source: SourceId): IdSequence {
    return this.#shares.of(source).ids;
  }

  /** Returns the ids of one source's markers. */
  markersOf(source: SourceId): IdSequence {
    return this.#shares.of(source).markers;
  }

  /** Returns the number of entries evicted from one source. */
  evictedOf(source: SourceId): number {
    return this.#shares.of(source).evicted;
  }

  /** Returns the entry, or undefined if it is gone. */
  get(id: EntryId): StoreEntry | undefined {
    if (id < this.#ids.dense) return this.#scattered.get(id);
    return id < this.#ids.end ? this.#blocks.get(id) : undefined;
  }

  /** Registers a listener for evictions; returns an unsubscribe function. */
  listen(listener: EvictionListener): () => void {
    this.#listeners.push(listener);
    if (listener.evicted) this.#watchers.push(listener);
    return () => {
      const index = this.#listeners.indexOf(listener);
      if (index >= 0) this.#listeners.splice(index, 1);
      this.#watchers = this.#watchers.filter(one => one !== listener);
    };
  }

  append(entry: StoreEntry): EntryId {
    const id = this.#ids.append();
    this.#blocks.append(entry);
    const cost = entryCost(entry);
    this.#bytes += cost;
    this.#shares.add(entry.source, id, cost, !isRecord(entry));
    if (this.#isOver(this.capacity)) this.#makeRoom(id);
    return id;
  }

  /** Drops all entries of a source without counting or reporting them; returns their ids. */
  drop(source: SourceId): readonly EntryId[] {
    const { ids, bytes } = this.#shares.drop(source);
    const gone = Array.from({ length: ids.length }, (_, i) => ids.at(i));
    for (const id of gone) this.#remove(id);
    this.#ids.settle();
    this.#blocks.dropBefore(this.#ids.dense);
    this.#bytes -= bytes;
    return gone;
  }

  /** Removes the entries before an id without counting or reporting them: someone else keeps them. */
  takeBefore(before: EntryId): readonly TakenEntry[] {
    const taken: TakenEntry[] = [];
    while (this.#ids.length > 0 && this.#ids.first < before) {
      const id = this.#ids.first;
      const entry = this.get(id)!;
      const cost = entryCost(entry);
      this.#remove(id);
      this.#ids.settle();
      this.#shares.of(entry.source).take(id, cost);
      this.#bytes -= cost;
      taken.push({ id, entry });
    }
    this.#blocks.dropBefore(this.#ids.dense);
    return taken;
  }

  #isOver({ bytes, entries }: StoreCapacity): boolean {
    return this.#bytes > bytes || this.#ids.length > entries;
  }

  /** Evicts entries until the others take no more than this many bytes. */
  shrink(bytes: number): void {
    const target = { ...this.#target, bytes };
    if (this.#isOver(target)) this.#makeRoom(this.#ids.end - 1, target);
  }

  #makeRoom(newest: EntryId, target: StoreCapacity = this.#target): void {
    let further = 0;
    while (this.#isOver(target) || further > 0) {
      const lane = this.#shares.giver(this.#sourceOf(this.#ids.first), newest);
      if (lane === null) break;
      const isHole = lane.ids.at(0) !== this.#ids.first;
      further = isHole && further === 0 ? Math.floor(this.#ids.scattered / AT_ONCE) : further - 1;
      this.#evict(lane);
      // The source to evict from is recomputed only if there is a choice.
      while (this.#shares.count === 1 && this.#isOver(target) && lane.ids.length > 1) this.#evict(lane);
    }
    this.#ids.settle();
    this.#blocks.dropBefore(this.#ids.dense);
    const { first } = this.#ids;
    const between = this.#gone.filter(id => id >= first).sort((a, b) => a - b);
    this.#gone = [];
    for (const listener of this.#listeners) listener.settled?.(between);
  }

  #evict(lane: Lane): void {
    const id = lane.ids.at(0);
    const facts = this.#facts(id);
    const { cost } = facts;
    this.#remove(id);
    lane.evict(id, cost);
    this.#bytes -= cost;
    this.#evicted++;
    this.#evictedBytes += cost;
    this.#gone.push(id);
    for (const watcher of this.#watchers) watcher.evicted!(id, facts);
  }

  /** Removes an entry; remaining earlier ones are scattered from now on. */
  #remove(id: EntryId): void {
    const { dense } = this.#ids;
    for (let other = dense; other < id; other++) this.#scattered.set(other, this.#blocks.take(other));
    this.#ids.remove(id);
    if (id < dense) this.#scattered.delete(id);
  }

  #facts(id: EntryId): EntryFacts {
    return id < this.#ids.dense ? factsOf(this.#scattered.get(id)!) : this.#blocks.facts(id);
  }

  #sourceOf(id: EntryId): SourceId | undefined {
    if (id < this.#ids.dense) return this.#scattered.get(id)?.source;
    return id < this.#ids.end ? this.#blocks.source(id) : undefined;
  }
}
