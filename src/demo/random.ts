/** A seeded random number generator: the same seed produces the same fleet. */
export interface Random {
  /** Returns a number with 0 ≤ x < 1. */
  next(): number;
  /** Returns an integer in this inclusive range. */
  whole(from: number, to: number): number;
  /** Returns one of the items, each equally likely. */
  pick<T>(items: readonly T[]): T;
  /** Returns true with this probability: 0 never, 1 always. */
  chance(probability: number): boolean;
  /** Returns `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** Returns a random wait with this mean, as between independent events, in the same unit. */
  wait(mean: number): number;
}

/** mulberry32 (public domain, T. Ettinger): small, fast, and good enough for sample logs. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick: items => items[whole(0, items.length - 1)]!,
    chance: probability => next() < probability,
    hex: length => Array.from({ length }, () => whole(0, 15).toString(16)).join(''),
    wait: mean => -Math.log(1 - next()) * mean,
  };
};

/** Derives a log's seed from a text (FNV-1a). */
export const seedFrom = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
};
