import type { LogRecord, Marker, SourceId } from './record.ts';

/** A marker in its place among the records. */
export interface MarkerEntry {
  readonly source: SourceId;
  readonly marker: Marker;
}

/** What the store holds, in the order it came. */
export type StoreEntry = LogRecord | MarkerEntry;

/** The number of an entry within one store: from 0, ascending, never reused. */
export type EntryId = number;

export const isRecord = (entry: StoreEntry): entry is LogRecord => !('marker' in entry);

/** Bounds of what is held; whichever is reached first. */
export interface StoreCapacity {
  /** As `entryCost` counts them. */
  readonly bytes: number;
  readonly entries: number;
}

/** What an entry takes in memory beside its text, measured in V8 with its share of the lists that name it. */
const OVERHEAD_BYTES = 200;

/** An estimate of the bytes of memory that an entry takes. Fields are not looked at: they are parsed when somebody asks for them. */
export const entryCost = (entry: StoreEntry): number =>
  isRecord(entry) ? OVERHEAD_BYTES + entry.text.length : OVERHEAD_BYTES;

const CHUNK_BITS = 12;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_SIZE - 1;

/**
 * The newest entries, as many as fit into the capacity. Appending and random access take constant time; what leaves at
 * the old end is counted and told to `onEvict`.
 */
export class RecordStore {
  readonly capacity: StoreCapacity;
  /** Told of what leaves. */
  onEvict: (id: EntryId, entry: StoreEntry) => void = () => {};
  readonly #chunks: (StoreEntry | undefined)[][] = [];
  /** The id that the first slot of the first chunk stands for; a multiple of the chunk size. */
  #base = 0;
  #first = 0;
  #end = 0;
  #bytes = 0;
  #evictedBytes = 0;

  constructor(capacity: StoreCapacity) {
    this.capacity = capacity;
  }

  /** The oldest id held. */
  get first(): EntryId {
    return this.#first;
  }

  /** The id that the next entry gets. */
  get end(): EntryId {
    return this.#end;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Entries that left, ever. */
  get evicted(): number {
    return this.#first;
  }

  get evictedBytes(): number {
    return this.#evictedBytes;
  }

  /** The entry, or undefined where it is not held. */
  get(id: EntryId): StoreEntry | undefined {
    if (id < this.#first || id >= this.#end) return undefined;
    return this.#chunks[(id - this.#base) >> CHUNK_BITS]![id & CHUNK_MASK];
  }

  append(entry: StoreEntry): EntryId {
    const id = this.#end++;
    if ((id & CHUNK_MASK) === 0) this.#chunks.push([]);
    this.#chunks[this.#chunks.length - 1]!.push(entry);
    this.#bytes += entryCost(entry);
    while (
      (this.#bytes > this.capacity.bytes || this.#end - this.#first > this.capacity.entries) &&
      this.#first < id
    ) {
      this.#evict();
    }
    return id;
  }

  #evict(): void {
    const id = this.#first++;
    const chunk = this.#chunks[0]!;
    const entry = chunk[id & CHUNK_MASK]!;
    chunk[id & CHUNK_MASK] = undefined;
    if ((this.#first & CHUNK_MASK) === 0) {
      this.#chunks.shift();
      this.#base = this.#first;
    }
    const cost = entryCost(entry);
    this.#bytes -= cost;
    this.#evictedBytes += cost;
    this.onEvict(id, entry);
  }
}
