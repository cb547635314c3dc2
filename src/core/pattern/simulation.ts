import type { ByteString } from '../bytes.ts';
import { holds, LINE, type PatternProgram } from './program.ts';

const MATCH = 0;
const BYTES = 1;
const ANCHOR = 2;
const SPLIT = 3;

/**
 * Searches for a match by simulating all states of a program at once: each byte takes time proportional to
 * the program, whatever the text. An automaton with cached states is many times faster if they recur; this is
 * for texts where they do not.
 */
export class PatternSimulation {
  readonly #program: PatternProgram;
  readonly #width: number;
  readonly #kind: Uint8Array;
  /** A split's successors are `#outs` from this node's `#first` to the next node's. */
  readonly #first: Int32Array;
  readonly #outs: Int32Array;
  /** 1 if a node consumes a class of bytes, at node × width + class. */
  readonly #takes: Uint8Array;
  readonly #seen: Uint32Array;
  readonly #stack: Int32Array;
  #current: Int32Array;
  #next: Int32Array;
  #round = 0;

  constructor(program: PatternProgram) {
    const { nodes } = program;
    this.#program = program;
    this.#width = program.kindOf.length;
    this.#kind = Uint8Array.from(nodes, ({ kind }) => KINDS[kind]);
    const outs = nodes.map(node =>
      node.kind === 'match' ? [] : node.kind === 'split' ? node.outs : [node.out],
    );
    this.#first = new Int32Array(nodes.length + 1);
    for (const [index, list] of outs.entries()) this.#first[index + 1] = this.#first[index]! + list.length;
    this.#outs = Int32Array.from(outs.flat());
    this.#takes = new Uint8Array(nodes.length * this.#width);
    for (const [index, node] of nodes.entries())
      if (node.kind === 'bytes') this.#takes.set(node.takes.subarray(0, this.#width), index * this.#width);
    this.#seen = new Uint32Array(nodes.length);
    // A node is on the stack at most once per edge to it.
    this.#stack = new Int32Array(this.#outs.length + 1);
    this.#current = new Int32Array(nodes.length);
    this.#next = new Int32Array(nodes.length);
  }

  /** Searches like `PatternAutomaton.search`, from the start of a line on. */
  search(text: ByteString, from: number): number {
    const { classOf, kindOf } = this.#program;
    const end = this.#width - 1;
    let before = LINE;
    let count = 0;
    for (let at = from; ; at++) {
      const byteClass = at < text.length ? classOf[text.charCodeAt(at)]! : end;
      const after = kindOf[byteClass]!;
      count = this.#step(count, byteClass, before, after);
      if (count < 0) return at;
      if (byteClass === end) return -1;
      if (after === LINE) count = 0;
      before = after;
    }
  }

  /**
   * Consumes a byte in all states; returns the number of next states, or -1 if a match ends before the byte.
   */
  #step(count: number, byteClass: number, before: number, after: number): number {
    if (++this.#round === 0xffff_ffff) {
      this.#seen.fill(0);
      this.#round = 1;
    }
    let reached = this.#visit(this.#program.start, 0, byteClass, before, after);
    for (let index = 0; index < count && reached >= 0; index++)
      reached = this.#visit(this.#current[index]!, reached, byteClass, before, after);
    const next = this.#next;
    this.#next = this.#current;
    this.#current = next;
    return reached;
  }

  #visit(node: number, reached: number, byteClass: number, before: number, after: number): number {
    const kind = this.#kind;
    const first = this.#first;
    const outs = this.#outs;
    const seen = this.#seen;
    const stack = this.#stack;
    const round = this.#round;
    let count = reached;
    let top = 0;
    stack[top++] = node;
    while (top > 0) {
      const id = stack[--top]!;
      if (seen[id] === round) continue;
      seen[id] = round;
      const out = first[id]!;
      switch (kind[id]) {
        case BYTES:
          if (this.#takes[id * this.#width + byteClass] === 1) this.#next[count++] = outs[out]!;
          break;
        case SPLIT:
          for (let way = out; way < first[id + 1]!; way++) stack[top++] = outs[way]!;
          break;
        case ANCHOR: {
          const anchor = this.#program.nodes[id]!;
          if (anchor.kind === 'anchor' && holds(anchor.at, before, after)) stack[top++] = outs[out]!;
          break;
        }
        default:
          return -1;
      }
    }
    return count;
  }
}

const KINDS = { match: MATCH, bytes: BYTES, anchor: ANCHOR, split: SPLIT } as const;
