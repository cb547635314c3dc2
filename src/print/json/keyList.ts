const ZERO = 0x30;
const NINE = 0x39;
const MAX_KEYS = 256;

/** The keys of the objects around a place in a text, to find out whether each is the only one with its name. */
export class KeyList {
  readonly #froms = new Int32Array(MAX_KEYS);
  readonly #tos = new Int32Array(MAX_KEYS);
  size = 0;

  /**
   * Adds a key of the object whose keys are those from an index on. `seen` is 0, or what was returned for the object's last key. Returns
   * -1 if its place in the object may be another one: if it is repeated or may be a number, or if there are too many.
   */
  add(bytes: Uint8Array, from: number, to: number, firstKey: number, seen: number): number {
    const first = bytes[from]!;
    if ((first >= ZERO && first <= NINE) || this.size === MAX_KEYS) return -1;
    // Keys with different bits are different.
    const bit = 1 << ((first ^ (bytes[to - 1]! << 2) ^ (to - from)) % 31);
    if ((seen & bit) !== 0 && this.#has(bytes, from, to, firstKey)) return -1;
    this.#froms[this.size] = from;
    this.#tos[this.size++] = to;
    return seen | bit;
  }

  #has(bytes: Uint8Array, from: number, to: number, firstKey: number): boolean {
    const length = to - from;
    for (let key = firstKey; key < this.size; key++) {
      const other = this.#froms[key]!;
      if (this.#tos[key]! - other !== length) continue;
      let at = 0;
      while (at < length && bytes[from + at] === bytes[other + at]) at++;
      if (at === length) return true;
    }
    return false;
  }
}
