import type { LineEnd } from '../lines.ts';
import { WORD as WORD_BYTES } from './classes.ts';
import { type AnchorPlace, type BytesNode, foldCase, type PatternNode } from './syntax.ts';

/** One node of a program. `takes` is 1 for each class of bytes that it consumes. */
export type ProgramNode =
  | { readonly kind: 'match' }
  | { readonly kind: 'bytes'; readonly takes: Uint8Array; readonly out: number }
  | { readonly kind: 'anchor'; readonly at: AnchorPlace; readonly out: number }
  | { readonly kind: 'split'; readonly outs: number[] };

/**
 * What is next to a position between two bytes: the line's end (or start), a word character, or another byte.
 */
export const LINE = 0;
export const WORD = 1;
export const OTHER = 2;

/** A pattern as a nondeterministic automaton (Thompson's construction), over classes of bytes that it treats alike. */
export interface PatternProgram {
  readonly nodes: readonly ProgramNode[];
  readonly start: number;
  /** The class of each byte. */
  readonly classOf: Uint16Array;
  /** LINE, WORD or OTHER, by class. The last class is the end of the text. */
  readonly kindOf: Uint8Array;
  /** True if it depends on adjacent bytes. */
  readonly anchored: boolean;
}

export interface ProgramOptions {
  /** ASCII letters match their other case. */
  readonly ignoreCase: boolean;
  /** The line terminator: no set consumes it, and line anchors match at it. */
  readonly separator: LineEnd;
}

/** Compiles a pattern to a program. */
export const compileProgram = (root: PatternNode, options: ProgramOptions): PatternProgram => {
  const writer = new Writer(options);
  return writer.program(writer.write(root, writer.add({ kind: 'match' })));
};

/** By byte: WORD or OTHER. */
const KINDS = new Uint8Array(256).fill(OTHER);
for (const byte of WORD_BYTES) KINDS[byte] = WORD;

/** Compiles a tree from its end to its beginning, because each node needs to know what follows it. */
class Writer {
  readonly #nodes: ProgramNode[] = [];
  readonly #options: ProgramOptions;
  /** The sets of bytes that nodes consume, by content. */
  readonly #sets = new Map<string, Uint8Array>();
  /** The same by the node: patterns share nodes for the same bytes. */
  readonly #setsOfNodes = new Map<BytesNode, Uint8Array>();
  readonly #separator: number;
  #anchored = false;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#separator = options.separator.charCodeAt(0);
  }

  add(node: ProgramNode): number {
    return this.#nodes.push(node) - 1;
  }

  /** Returns the tree's first node, given its continuation `out`. */
  write(node: PatternNode, out: number): number {
    switch (node.kind) {
      case 'bytes':
        return this.add({ kind: 'bytes', takes: this.#setOf(node), out });
      case 'anchor':
        this.#anchored = true;
        return this.add({ kind: 'anchor', at: node.at, out });
      case 'sequence':
        return node.parts.reduceRight((next, part) => this.write(part, next), out);
      case 'choice':
        return this.add({ kind: 'split', outs: node.branches.map(branch => this.write(branch, out)) });
      case 'repeat':
        return this.#repeat(node.node, node.min, node.max, out);
    }
  }

  program(start: number): PatternProgram {
    const { classOf, bytes } = this.#classes();
    const kindOf = Uint8Array.from([...bytes.map(byte => this.#kindOf(byte)), LINE]);
    const byClass = new Map<Uint8Array, Uint8Array>();
    for (const set of this.#sets.values()) byClass.set(set, atEach(bytes, set));
    const nodes = this.#nodes.map(
      (node): ProgramNode =>
        node.kind === 'bytes' ? { kind: 'bytes', takes: byClass.get(node.takes)!, out: node.out } : node,
    );
    return { nodes, start, classOf, kindOf, anchored: this.#anchored };
  }

  #repeat(node: PatternNode, min: number, max: number | null, out: number): number {
    let next = out;
    if (max === null) {
      const outs = [out];
      next = this.add({ kind: 'split', outs });
      outs.push(this.write(node, next));
    } else {
      for (let more = max - min; more > 0; more--) {
        next = this.add({ kind: 'split', outs: [this.write(node, next), out] });
      }
    }
    for (let times = min; times > 0; times--) next = this.write(node, next);
    return next;
  }

  /** Returns the bytes that a node consumes, marked with 1. */
  #setOf(node: BytesNode): Uint8Array {
    let set = this.#setsOfNodes.get(node);
    if (set === undefined) {
      set = this.#makeSet(node);
      this.#setsOfNodes.set(node, set);
    }
    return set;
  }

  #makeSet(node: BytesNode): Uint8Array {
    const set = this.#options.ignoreCase ? foldCase(node.set) : node.set;
    const key = `${node.negated} ${[...set].join()}`;
    const known = this.#sets.get(key);
    if (known) return known;
    const takes = new Uint8Array(256).fill(node.negated ? 1 : 0);
    for (const byte of set) takes[byte] = node.negated ? 0 : 1;
    takes[this.#separator] = 0;
    this.#sets.set(key, takes);
    return takes;
  }

  #kindOf(byte: number): number {
    return byte === this.#separator ? LINE : KINDS[byte]!;
  }

  /** Bytes belong to the same class if no set and no anchor distinguishes them; `bytes` has one of each. */
  #classes(): { classOf: Uint16Array; bytes: number[] } {
    const classOf = new Uint16Array(256).fill(OTHER);
    if (this.#anchored) classOf.set(KINDS);
    classOf[this.#separator] = LINE;
    let bytes = splitClasses(classOf, null);
    for (const set of this.#sets.values()) bytes = splitClasses(classOf, set);
    return { classOf, bytes };
  }
}

/** Returns what a set has at each of these bytes. */
const atEach = (bytes: readonly number[], set: Uint8Array): Uint8Array => {
  const values = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = set[bytes[i]!]!;
  return values;
};

/** Splits classes by a set, numbers them by their first bytes, and returns these. */
const splitClasses = (classOf: Uint16Array, set: Uint8Array | null): number[] => {
  const numbers = new Int16Array(512).fill(-1);
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    const part = classOf[byte]! * 2 + (set === null ? 0 : set[byte]!);
    if (numbers[part]! < 0) numbers[part] = bytes.push(byte) - 1;
    classOf[byte] = numbers[part]!;
  }
  return bytes;
};

/** Returns true if an anchor matches between the preceding and the following byte (LINE, WORD or OTHER). */
export const holds = (at: AnchorPlace, before: number, after: number): boolean => {
  switch (at) {
    case 'line-start':
      return before === LINE;
    case 'line-end':
      return after === LINE;
    case 'word-start':
      return before !== WORD && after === WORD;
    case 'word-end':
      return before === WORD && after !== WORD;
    case 'word-edge':
      return (before === WORD) !== (after === WORD);
    case 'not-word-edge':
      return (before === WORD) === (after === WORD);
  }
};

/** Collects the nodes that can be reached without consuming a byte. */
export class Walk {
  readonly #program: PatternProgram;
  readonly #seen: Uint32Array;
  readonly #stack: number[] = [];
  #round = 0;

  constructor(program: PatternProgram) {
    this.#program = program;
    this.#seen = new Uint32Array(program.nodes.length);
  }

  /** Resets for the next position. */
  begin(): void {
    this.#round++;
  }

  /**
   * Adds to `reached` the nodes that consume a byte and can be reached from a node, except those already
   * reached since `begin`. Returns true if the match is reached.
   */
  reach(node: number, before: number, after: number, reached: number[]): boolean {
    const { nodes } = this.#program;
    const stack = this.#stack;
    let matches = false;
    stack.push(node);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (this.#seen[id] === this.#round) continue;
      this.#seen[id] = this.#round;
      const here = nodes[id]!;
      if (here.kind === 'bytes') reached.push(id);
      else if (here.kind === 'split') for (const out of here.outs) stack.push(out);
      else if (here.kind === 'match') matches = true;
      else if (holds(here.at, before, after)) stack.push(here.out);
    }
    return matches;
  }
}
