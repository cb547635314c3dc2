import type { ByteString } from '../bytes.ts';
import { LINE, OTHER, type PatternProgram, Walk } from './program.ts';
import { PatternSimulation } from './simulation.ts';

/** Transitions: 0 is not computed yet, positive the next state (index of its row), negative the outcome. */
const UNKNOWN = 0;
const MATCHED = -1;
const MISSED = -2;

/**
 * Maximum number of cached states, and of program nodes in all of them; beyond that the cache is cleared and
 * rebuilt as needed.
 */
const MAX_STATES = 4000;
const MAX_BUFFERED = 200_000;

/** Minimum number of bytes of text per computed transition for the cache to pay off. */
const MIN_REUSE = 8;

interface State {
  /** Program nodes reached by a byte, ascending. */
  readonly nodes: readonly number[];
  /** The preceding character: LINE, WORD or OTHER. */
  readonly before: number;
}

/**
 * Searches for a match in time linear in the text, whatever the pattern: a lazy deterministic automaton, as
 * in RE2 and GNU grep. It finds whether there is a match, not its groups.
 */
export class PatternAutomaton {
  readonly #program: PatternProgram;
  readonly #walk: Walk;
  readonly #width: number;
  /** Indexed by their row. */
  #states: State[] = [];
  readonly #byKey = new Map<string, number>();
  #held = 0;
  #next: Int32Array;
  /**
   * Transitions computed and bytes read since the cache was cleared, and whether that happened during this
   * search.
   */
  #made = 0;
  #read = 0;
  #forgot = false;
  /** Used if states do not recur. */
  #simulation: PatternSimulation | null = null;

  constructor(program: PatternProgram) {
    this.#program = program;
    this.#walk = new Walk(program);
    this.#width = program.kindOf.length;
    this.#next = new Int32Array(this.#width * 16);
    this.#forget();
  }

  /**
   * Runs from the start of a line until a match is certain, and returns that place, at most the end of the
   * matching line. -1 if there is none.
   */
  search(text: ByteString, from: number): number {
    const found = this.#simulation === null ? this.#search(text, from) : this.#simulation.search(text, from);
    this.#read += (found < 0 ? text.length : found) - from;
    return found;
  }

  #search(text: ByteString, from: number): number {
    const { classOf } = this.#program;
    let table = this.#next;
    let state = this.#width;
    for (let at = from; at < text.length; at++) {
      const byteClass = classOf[text.charCodeAt(at)]!;
      let next = table[state + byteClass]!;
      if (next <= 0) {
        if (next === UNKNOWN) {
          next = this.#follow(state, byteClass);
          table = this.#next;
          if (this.#forgot && this.#gainsNothing(at - from)) return this.#simulation!.search(text, from);
        }
        if (next === MATCHED) return at;
      }
      state = next;
    }
    const end = this.#width - 1;
    return (table[state + end]! || this.#follow(state, end)) === MATCHED ? text.length : -1;
  }

  /** Decides, after the cache was cleared, whether it pays off. */
  #gainsNothing(readHere: number): boolean {
    const gains = this.#read + readHere >= MIN_REUSE * this.#made;
    this.#forgot = false;
    this.#made = 0;
    this.#read = -readHere;
    if (!gains) this.#simulation = new PatternSimulation(this.#program);
    return !gains;
  }

  #follow(row: number, byteClass: number): number {
    const { kindOf } = this.#program;
    this.#made++;
    const state = this.#states[row / this.#width]!;
    const after = kindOf[byteClass]!;
    const reached: number[] = [];
    this.#walk.begin();
    let matched = this.#walk.reach(this.#program.start, state.before, after, reached);
    for (const node of state.nodes) {
      if (this.#walk.reach(node, state.before, after, reached)) matched = true;
    }
    if (matched) return this.#remember(row, byteClass, MATCHED);
    if (byteClass === this.#width - 1) return this.#remember(row, byteClass, MISSED);
    const before = this.#program.anchored ? after : OTHER;
    return this.#stateOf(
      row,
      byteClass,
      after === LINE ? START : { nodes: this.#taken(reached, byteClass), before },
    );
  }

  #taken(reached: readonly number[], byteClass: number): number[] {
    const outs = new Set<number>();
    for (const id of reached) {
      const node = this.#program.nodes[id]!;
      if (node.kind === 'bytes' && node.takes[byteClass] === 1) outs.add(node.out);
    }
    return [...outs].sort((a, b) => a - b);
  }

  #remember(row: number, byteClass: number, next: number): number {
    this.#next[row + byteClass] = next;
    return next;
  }

  #stateOf(row: number, byteClass: number, state: State): number {
    const known = this.#byKey.get(keyOf(state));
    if (known !== undefined) return this.#remember(row, byteClass, known);
    if (this.#states.length < MAX_STATES && this.#held < MAX_BUFFERED)
      return this.#remember(row, byteClass, this.#add(state));
    this.#forget();
    this.#forgot = true;
    return this.#byKey.get(keyOf(state)) ?? this.#add(state);
  }

  #add(state: State): number {
    const row = (this.#states.push(state) - 1) * this.#width;
    this.#byKey.set(keyOf(state), row);
    this.#held += state.nodes.length;
    if (row + this.#width > this.#next.length) {
      const wider = new Int32Array(this.#next.length * 2);
      wider.set(this.#next);
      this.#next = wider;
    }
    return row;
  }

  /**
   * Starts with only the state of a line's start. The first row is unused, so that 0 can mean "not computed".
   */
  #forget(): void {
    this.#states = [START];
    this.#byKey.clear();
    this.#held = 0;
    this.#next.fill(UNKNOWN);
    this.#add(START);
  }
}

const START: State = { nodes: [], before: LINE };

const keyOf = ({ nodes, before }: State): string => `${before} ${nodes.join()}`;
