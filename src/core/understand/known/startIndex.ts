import { withoutDigits } from './digits.ts';

/** All starts have at least so many bytes. */
export const MIN_START = 16;
/** A start is looked up by as many of its bytes as possible. */
const WIDTHS = [128, 112, 96, 88, 80, 72, 64, 60, 56, 52, 48, 44, 40, 36, 32, 28, 24, 20, MIN_START] as const;
const GROUPS = 1024;
/** In how many places a group may be. */
const GROUP_WAYS = 4;
const PLACES = 8192;
/** Number of starts that are compared one after another. */
const WAYS = 16;

/** Starts whose first bytes are the same: by how many bytes they are looked up, the fewest first. */
interface Group {
  readonly hash: number;
  readonly widths: number[];
}

const hashOf = (view: DataView, from: number, to: number, seed: number): number => {
  let hash = seed;
  for (let at = from; at < to; at += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(at, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
};

/** Finds what is known about texts by how they start, whatever the values of their digits are. */
export class StartIndex<Value> {
  readonly #groups: (Group | undefined)[] = new Array(GROUPS).fill(undefined);
  readonly #places: (readonly Value[] | undefined)[] = new Array(PLACES).fill(undefined);
  #replaced = 0;
  /** How far the last text has been looked up. */
  #group: Group | undefined;
  #next = 0;
  #width = MIN_START;
  #hash = 0;

  /** Returns what may be known about the text at a place, which is at least as long as all starts; null: nothing. */
  first(view: DataView, at: number): readonly Value[] | null {
    this.#hash = hashOf(view, at, at + MIN_START, 0);
    this.#group = this.#groupOf(this.#hash);
    this.#width = MIN_START;
    this.#next = 0;
    return this.next(view, at);
  }

  /** Returns what else may be known about the same text. */
  next(view: DataView, at: number): readonly Value[] | null {
    if (this.#group === undefined) return null;
    const { widths } = this.#group;
    while (this.#next < widths.length) {
      const width = widths[this.#next++]!;
      if (at + width > view.byteLength) return null;
      this.#hash = hashOf(view, at + this.#width, at + width, this.#hash);
      this.#width = width;
      const found = this.#places[placeOf(this.#hash, width)];
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Adds what is known about texts that start with some bytes. */
  add(view: DataView, at: number, length: number, value: Value): void {
    const width = WIDTHS.find(fewer => fewer <= length)!;
    const first = hashOf(view, at, at + MIN_START, 0);
    let group = this.#groupOf(first);
    if (group === undefined) {
      group = { hash: first, widths: [] };
      this.#groups[this.#freePlace(first)] = group;
    }
    if (!group.widths.includes(width)) {
      group.widths.push(width);
      group.widths.sort((one, other) => one - other);
    }
    const place = placeOf(hashOf(view, at + MIN_START, at + width, first), width);
    // The latest is compared first; what is crowded out is forgotten.
    this.#places[place] = [value, ...(this.#places[place] ?? []).slice(0, WAYS - 1)];
  }

  #groupOf(hash: number): Group | undefined {
    const first = hash & (GROUPS - 1);
    for (let near = 0; near < GROUP_WAYS; near++) {
      const group = this.#groups[first ^ near];
      if (group === undefined || group.hash === hash) return group;
    }
    return undefined;
  }

  /** Returns where to put a group; if there is no room, another one is forgotten. */
  #freePlace(hash: number): number {
    const first = hash & (GROUPS - 1);
    for (let near = 0; near < GROUP_WAYS; near++)
      if (this.#groups[first ^ near] === undefined) return first ^ near;
    this.#replaced = (this.#replaced + 1) & (GROUP_WAYS - 1);
    return first ^ this.#replaced;
  }
}

const placeOf = (hash: number, width: number): number => (hash ^ (width << 5)) & (PLACES - 1);
