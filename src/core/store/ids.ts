import type { EntryId } from './entry.ts';

/** An ascending sequence of entry ids, such as the rows of a pane or the matches of a search. */
export interface IdSequence {
  readonly length: number;
  /** Returns the id at an index from 0 to `length - 1`. */
  at(index: number): EntryId;
  /** Returns the index of the first id not below `id`; `length` if there is none. */
  lowerBound(id: EntryId): number;
}

const COMPACT_FROM = 1 << 15;

/** A list that grows at both ends (newly arrived at one, older ones found by a scan at the other) and shrinks at the old one. */
export class IdList implements IdSequence {
  /** Older ids, the newest of them first. */
  #older: EntryId[] = [];
  #newer: EntryId[] = [];
  /** Number of removed leading entries of `#newer`. */
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

  /** Removes the lowest id if it is this one; returns false if it may be further in. */
  dropFirst(id: EntryId): boolean {
    const older = this.#older.length;
    const first = older > 0 ? this.#older[older - 1] : this.#newer[this.#gone];
    if (first !== id) return first === undefined || first > id;
    if (older > 0) this.#older.pop();
    else this.#forget(1);
    return true;
  }

  /** Removes all ids below this one. */
  dropBefore(id: EntryId): void {
    const older = this.#older;
    while (older.length > 0 && older[older.length - 1]! < id) older.pop();
    if (older.length > 0) return;
    let first = this.#gone;
    while (first < this.#newer.length && this.#newer[first]! < id) first++;
    if (first > this.#gone) this.#forget(first - this.#gone);
  }

  /**
   * Removes ids (ascending) anywhere; the cost is proportional to what is between them and on their shorter
   * side.
   */
  remove(ids: readonly EntryId[]): void {
    if (ids.length === 0) return;
    if (this.#older.length > 0) this.#flatten();
    const list = this.#newer;
    const from = this.lowerBound(ids[0]!) + this.#gone;
    const to = this.lowerBound(ids[ids.length - 1]! + 1) + this.#gone;
    const leaving = new Set(ids);
    const kept = list.slice(from, to).filter(id => !leaving.has(id));
    const count = to - from - kept.length;
    if (count === 0) return;
    if (from - this.#gone < list.length - to) {
      for (let i = from - 1; i >= this.#gone; i--) list[i + count] = list[i]!;
      for (let i = 0; i < kept.length; i++) list[from + count + i] = kept[i]!;
      this.#forget(count);
      return;
    }
    for (let i = 0; i < kept.length; i++) list[from + i] = kept[i]!;
    for (let i = to; i < list.length; i++) list[i - count] = list[i]!;
    list.length -= count;
  }

  clear(): void {
    this.#older = [];
    this.#newer = [];
    this.#gone = 0;
  }

  /** Removes the lowest `count` ids of `#newer`. */
  #forget(count: number): void {
    this.#gone += count;
    if (this.#gone >= COMPACT_FROM && this.#gone * 2 > this.#newer.length) {
      this.#newer = this.#newer.slice(this.#gone);
      this.#gone = 0;
    }
  }

  #flatten(): void {
    this.#newer = [...this.#older.reverse(), ...this.#newer.slice(this.#gone)];
    this.#older = [];
    this.#gone = 0;
  }
}

/** The ids in a store: all from `dense` on, which need no list, and the remaining ones before it. */
export class HeldIds implements IdSequence {
  readonly #stayed = new IdList();
  /** Ids removed from between the remaining ones, to be deleted from the list. */
  #gone: EntryId[] = [];
  #dense = 0;
  #end = 0;

  /** All ids from this one on exist. */
  get dense(): EntryId {
    return this.#dense;
  }

  get end(): EntryId {
    return this.#end;
  }

  get first(): EntryId {
    return this.#stayed.length > 0 ? this.#stayed.at(0) : this.#dense;
  }

  /** Number of ids in the list. */
  get scattered(): number {
    return this.#stayed.length - this.#gone.length;
  }

  get length(): number {
    return this.scattered + this.#end - this.#dense;
  }

  at(index: number): EntryId {
    const stayed = this.#stayed.length;
    return index < stayed ? this.#stayed.at(index) : this.#dense + index - stayed;
  }

  lowerBound(id: EntryId): number {
    if (id < this.#dense) return this.#stayed.lowerBound(id);
    return this.#stayed.length + Math.min(id, this.#end) - this.#dense;
  }

  /** Returns the next id. */
  append(): EntryId {
    return this.#end++;
  }

  /** Removes an existing id. The sequence may still contain it until `settle` is called. */
  remove(id: EntryId): void {
    if (id < this.#dense) {
      if (this.#gone.length > 0 || !this.#stayed.dropFirst(id)) this.#gone.push(id);
      return;
    }
    while (this.#dense < id) this.#stayed.append(this.#dense++);
    this.#dense = id + 1;
  }

  settle(): void {
    if (this.#gone.length === 0) return;
    this.#stayed.remove(this.#gone.sort((a, b) => a - b));
    this.#gone = [];
  }
}
