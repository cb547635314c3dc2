import type { EntryId, RecordStore } from './store.ts';

/** An ascending sequence of entry ids: what one pane shows, or what a search found. */
export interface IdSequence {
  readonly length: number;
  /** The id at an index from 0 to `length - 1`. */
  at(index: number): EntryId;
  /** The index of the first id that is not below `id`; `length` where there is none. */
  lowerBound(id: EntryId): number;
}

/** Every entry held, without a list. */
export class AllIds implements IdSequence {
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  get length(): number {
    return this.#store.end - this.#store.first;
  }

  at(index: number): EntryId {
    return this.#store.first + index;
  }

  lowerBound(id: EntryId): number {
    return Math.min(Math.max(id - this.#store.first, 0), this.length);
  }
}

const COMPACT_FROM = 1 << 15;

/** A list that grows at both ends (newly arrived at one, older ones found by a scan at the other) and shrinks at the old one. */
export class IdList implements IdSequence {
  /** Older ids, the newest of them first. */
  #older: EntryId[] = [];
  #newer: EntryId[] = [];
  /** Leading places of `#newer` that are gone. */
  #gone = 0;

  get length(): number {
    return this.#older.length + this.#newer.length - this.#gone;
  }

  at(index: number): EntryId {
    const older = this.#older.length;
    return index < older ? this.#older[older - 1 - index]! : this.#newer[index - older + this.#gone]!;
  }

  lowerBound(id: EntryId): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds an id above all others. */
  append(id: EntryId): void {
    this.#newer.push(id);
  }

  /** Adds an id below all others. */
  prepend(id: EntryId): void {
    this.#older.push(id);
  }

  /** Takes away the lowest id if it is this one. */
  dropFirst(id: EntryId): void {
    if (this.#older.length > 0) {
      if (this.#older[this.#older.length - 1] === id) this.#older.pop();
      return;
    }
    if (this.#newer[this.#gone] !== id) return;
    this.#gone++;
    if (this.#gone >= COMPACT_FROM && this.#gone * 2 > this.#newer.length) {
      this.#newer = this.#newer.slice(this.#gone);
      this.#gone = 0;
    }
  }

  clear(): void {
    this.#older = [];
    this.#newer = [];
    this.#gone = 0;
  }
}
