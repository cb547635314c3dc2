import { withoutDigits } from './digits.ts';

/** All starts have at least so many bytes; as many decide where they are looked up. */
export const MIN_START = 16;
const MAX_WIDTH = 128;
const GROUPS = 1024;
const PLACES = 256;
/** Number of starts that are compared one after another. */
const WAYS = 4;
const MAX_STARTS = 2048;
const NONE: readonly never[] = [];

interface Start<Value> {
  readonly bytes: DataView;
  readonly length: number;
  readonly value: Value;
}

const hashOf = (view: DataView, from: number, to: number, seed: number): number => {
  let hash = seed;
  for (let at = from; at < to; at += 4) {
    hash = Math.imul(hash ^ withoutDigits(view.getInt32(at, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash | 0;
};

/** Starts whose first bytes are the same: as many further bytes decide as it takes to tell them apart. */
class Group<Value> {
  readonly hash: number;
  #starts: Start<Value>[] = [];
  #least = MAX_WIDTH;
  #width = MIN_START;
  #places: (readonly Value[])[] = [];

  constructor(hash: number) {
    this.hash = hash;
  }

  find(view: DataView, at: number): readonly Value[] {
    return at + this.#width > view.byteLength ? NONE : (this.#places[this.#placeOf(view, at)] ?? NONE);
  }

  add(start: Start<Value>): void {
    if (this.#starts.length === MAX_STARTS) this.#forget();
    this.#starts.push(start);
    this.#least = Math.min(this.#least, start.length & ~3);
    if (this.#width > this.#least) this.#fill();
    else this.#put(start);
    const isCrowded = this.#places[this.#placeOf(start.bytes, 0)]!.length === WAYS;
    if (isCrowded && this.#width < this.#least) this.#fill();
  }

  #forget(): void {
    this.#starts = [];
    this.#least = MAX_WIDTH;
    this.#width = MIN_START;
    this.#places = [];
  }

  /** Distinguishes starts by as many bytes as all of them have. */
  #fill(): void {
    this.#width = this.#least;
    this.#places = [];
    for (const start of this.#starts) this.#put(start);
  }

  /** The latest is compared first; what is crowded out is forgotten. */
  #put({ bytes, value }: Start<Value>): void {
    const place = this.#placeOf(bytes, 0);
    this.#places[place] = [value, ...(this.#places[place] ?? NONE).slice(0, WAYS - 1)];
  }

  #placeOf(view: DataView, at: number): number {
    if (this.#width === MIN_START) return 0;
    return hashOf(view, at + MIN_START, at + this.#width, this.hash) & (PLACES - 1);
  }
}

/** Finds what is known about texts by how they start, whatever the values of their digits are. */
export class StartIndex<Value> {
  readonly #groups: (Group<Value> | undefined)[] = new Array(GROUPS).fill(undefined);

  /** Returns what may be known about the text at a place, which is at least as long as all starts. */
  find(view: DataView, at: number): readonly Value[] {
    const hash = hashOf(view, at, at + MIN_START, 0);
    const first = hash & (GROUPS - 1);
    let group = this.#groups[first];
    if (group?.hash !== hash) group = this.#groups[first ^ 1];
    return group?.hash === hash ? group.find(view, at) : NONE;
  }

  /** Adds what is known about texts that start with these bytes. */
  add(bytes: Uint8Array, value: Value): void {
    const copy = new Uint8Array(Math.max(MAX_WIDTH, bytes.length));
    copy.set(bytes);
    const view = new DataView(copy.buffer);
    const hash = hashOf(view, 0, MIN_START, 0);
    this.#groupOf(hash).add({ bytes: view, length: bytes.length, value });
  }

  #groupOf(hash: number): Group<Value> {
    const first = hash & (GROUPS - 1);
    for (const place of [first, first ^ 1]) {
      const group = this.#groups[place];
      if (group?.hash === hash) return group;
      if (group !== undefined) continue;
      const made = new Group<Value>(hash);
      this.#groups[place] = made;
      return made;
    }
    const made = new Group<Value>(hash);
    this.#groups[first ^ 1] = made;
    return made;
  }
}
