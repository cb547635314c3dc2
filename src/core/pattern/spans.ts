import type { ByteString } from '../bytes.ts';
import { LINE, type PatternProgram, Walk } from './program.ts';

/** Bytes `start` to `end`, exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Active states of the program, each with the start of its match; the earliest first. */
class Threads {
  readonly node: Int32Array;
  readonly from: Int32Array;
  length = 0;

  constructor(most: number) {
    this.node = new Int32Array(most);
    this.from = new Int32Array(most);
  }

  push(node: number, from: number): void {
    this.node[this.length] = node;
    this.from[this.length++] = from;
  }
}

/**
 * Finds the extent of a match in time linear in the text (Pike's simulation): the first one, and among those
 * that start at the same place the longest, as grep shows it.
 */
export class SpanFinder {
  readonly #program: PatternProgram;
  readonly #walk: Walk;
  readonly #reached: number[] = [];
  #current: Threads;
  #next: Threads;

  constructor(program: PatternProgram) {
    this.#program = program;
    this.#walk = new Walk(program);
    // A node is reached once per step, and one more match may start.
    this.#current = new Threads(program.nodes.length + 1);
    this.#next = new Threads(program.nodes.length + 1);
  }

  /** Returns the first match at or after a place, or null. */
  find(text: ByteString, from: number): Span | null {
    const { classOf, kindOf, start } = this.#program;
    const end = kindOf.length - 1;
    let before = from === 0 ? LINE : kindOf[classOf[text.charCodeAt(from - 1)]!]!;
    let first = -1;
    let last = -1;
    this.#current.length = 0;
    for (let at = from; ; at++) {
      const byteClass = at < text.length ? classOf[text.charCodeAt(at)]! : end;
      const after = kindOf[byteClass]!;
      if (first < 0) this.#current.push(start, at);
      const matched = this.#step(byteClass, before, after, first);
      if (matched >= 0) {
        first = matched;
        last = at;
      }
      if (byteClass === end || (first >= 0 && this.#current.length === 0)) break;
      before = after;
    }
    return first < 0 ? null : { start: first, end: last };
  }

  /**
   * Consumes a byte in all states; returns the start of a match that ends before it, or -1. Matches that
   * start after `first` are dropped.
   */
  #step(byteClass: number, before: number, after: number, first: number): number {
    const { nodes } = this.#program;
    const reached = this.#reached;
    const current = this.#current;
    const next = this.#next;
    let matched = first;
    let isNew = false;
    next.length = 0;
    this.#walk.begin();
    for (let index = 0; index < current.length; index++) {
      const from = current.from[index]!;
      if (matched >= 0 && from > matched) break;
      reached.length = 0;
      if (this.#walk.reach(current.node[index]!, before, after, reached)) {
        matched = from;
        isNew = true;
      }
      for (const id of reached) {
        const node = nodes[id]!;
        if (node.kind === 'bytes' && node.takes[byteClass] === 1) next.push(node.out, from);
      }
    }
    this.#current = next;
    this.#next = current;
    return isNew ? matched : -1;
  }
}
