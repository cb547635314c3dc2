import type { EntryId } from './entry.ts';
import type { IdSequence } from './ids.ts';

/** Returns the first index in an ascending list whose id is not below `id`. */
export const lowerBoundIn = (list: IdSequence, id: EntryId): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list.at(middle) < id) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** An immutable sequence of ids. */
export class FixedIds implements IdSequence {
  readonly #ids: readonly EntryId[];

  constructor(ids: readonly EntryId[]) {
    this.#ids = ids;
  }

  get length(): number {
    return this.#ids.length;
  }

  at(index: number): EntryId {
    return this.#ids[index]!;
  }

  lowerBound(id: EntryId): number {
    return lowerBoundIn(this, id);
  }
}

export const NO_IDS: IdSequence = new FixedIds([]);

/** Concatenated sequences: every id of one is below those of the next. */
export class JoinedIds implements IdSequence {
  readonly #parts: readonly IdSequence[];

  constructor(parts: readonly IdSequence[]) {
    this.#parts = parts;
  }

  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  at(index: number): EntryId {
    let rest = index;
    for (const part of this.#parts) {
      if (rest < part.length) return part.at(rest);
      rest -= part.length;
    }
    throw new RangeError(`there is no index ${index}`);
  }

  lowerBound(id: EntryId): number {
    let before = 0;
    for (const part of this.#parts) {
      const { length } = part;
      if (length > 0 && part.at(length - 1) >= id) return before + part.lowerBound(id);
      before += length;
    }
    return before;
  }
}

/** A sequence without ids below a given one. */
export class IdsFrom implements IdSequence {
  readonly #list: IdSequence;
  readonly #skipped: number;

  constructor(list: IdSequence, from: EntryId) {
    this.#list = list;
    this.#skipped = list.lowerBound(from);
  }

  get length(): number {
    return this.#list.length - this.#skipped;
  }

  at(index: number): EntryId {
    return this.#list.at(index + this.#skipped);
  }

  lowerBound(id: EntryId): number {
    return Math.max(0, this.#list.lowerBound(id) - this.#skipped);
  }
}

/** The ids of a sequence below one. */
export class IdsBefore implements IdSequence {
  readonly #list: IdSequence;
  readonly length: number;

  constructor(list: IdSequence, before: EntryId) {
    this.#list = list;
    this.length = list.lowerBound(before);
  }

  at(index: number): EntryId {
    return this.#list.at(index);
  }

  lowerBound(id: EntryId): number {
    return Math.min(this.length, this.#list.lowerBound(id));
  }
}
