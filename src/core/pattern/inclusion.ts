import type { ByteString } from '../bytes.ts';
import { parseEre } from './parse.ts';
import { compileProgram, LINE, OTHER, type PatternProgram, Walk } from './program.ts';

/** A place in a line: the nodes that are reached there, by pattern, and the preceding character. */
interface State {
  readonly nodes: readonly (readonly number[])[];
  readonly before: number;
}

/** With more states, nothing is proven. */
const MAX_STATES = 2000;

/**
 * Returns true if it is certain that each line that matches `ere` matches one of the others, at the latest where it does so itself. All are
 * anchored at the start of the line, and none depends on words.
 */
export const impliesAnyOf = (ere: ByteString, others: readonly ByteString[]): boolean => {
  const [inner, ...outer] = [ere, ...others].map(text => new Follower(text));
  const bytes = differentBytes([inner!, ...outer]);
  const states: State[] = [{ nodes: [inner!, ...outer].map(({ start }) => [start]), before: LINE }];
  const known = new Set<string>();
  for (let state = states.pop(); state !== undefined; state = states.pop()) {
    const [own, ...theirs] = state.nodes;
    for (const byte of bytes) {
      const reached = inner!.follow(own!, state.before, byte);
      const goesOn = byte !== NEWLINE && reached.length > 0;
      // Most bytes end the match.
      if (!goesOn && !inner!.matched) continue;
      const isDone = inner!.matched;
      const nodes = outer.map((follower, index) => follower.follow(theirs[index]!, state.before, byte));
      if (outer.some(({ matched }) => matched)) continue;
      if (isDone) return false;
      const key = [reached, ...nodes].join(';');
      if (known.has(key)) continue;
      if (known.size >= MAX_STATES) return false;
      known.add(key);
      states.push({ nodes: [reached, ...nodes], before: OTHER });
    }
  }
  return true;
};

/** A newline ends the line. */
const NEWLINE = 10;

/** Follows the nodes of a pattern. */
class Follower {
  /** True if the pattern matched before the last byte. */
  matched = false;
  readonly #program: PatternProgram;
  readonly #walk: Walk;

  constructor(ere: ByteString) {
    this.#program = compileProgram(parseEre(ere), { ignoreCase: false, separator: '\n' });
    this.#walk = new Walk(this.#program);
  }

  get start(): number {
    return this.#program.start;
  }

  classOf(byte: number): number {
    return this.#program.classOf[byte]!;
  }

  /** Returns the nodes behind a byte. */
  follow(nodes: readonly number[], before: number, byte: number): readonly number[] {
    const after = byte === NEWLINE ? LINE : OTHER;
    const reached: number[] = [];
    this.#walk.begin();
    this.matched = false;
    for (const node of nodes) if (this.#walk.reach(node, before, after, reached)) this.matched = true;
    const outs = new Set<number>();
    for (const id of reached) {
      const node = this.#program.nodes[id]!;
      if (node.kind === 'bytes' && node.takes[this.classOf(byte)] === 1) outs.add(node.out);
    }
    return [...outs].sort((a, b) => a - b);
  }
}

/** Returns one byte of each kind that the patterns treat alike. */
const differentBytes = (followers: readonly Follower[]): readonly number[] => {
  const kinds = new Map<string, number>([['', NEWLINE]]);
  for (let byte = 0; byte < 256; byte++) {
    const key = followers.map(follower => follower.classOf(byte)).join();
    if (!kinds.has(key)) kinds.set(key, byte);
  }
  return [...kinds.values()];
};
