import type { ByteString } from '../bytes.ts';
import { holds, LINE, OTHER, WORD } from './program.ts';
import type { AnchorPlace, BytesNode, PatternNode } from './syntax.ts';

/** Where groups matched: start and end of each in turn, -1 if it did not participate. */
export type Captures = Int32Array;

type Step =
  | { readonly kind: 'byte'; readonly takes: Uint8Array; next: number }
  | { readonly kind: 'save'; readonly slot: number; next: number }
  | { readonly kind: 'anchor'; readonly at: AnchorPlace; next: number }
  | { readonly kind: 'split'; readonly outs: number[] }
  | { readonly kind: 'match' };

/**
 * Finds the captured groups of a pattern, matching from the text's start, with Perl's preferences. It follows
 * all alternatives at once (Pike's VM), in time proportional to the text's length times the pattern's.
 */
export const captureFinder = (root: PatternNode): ((line: ByteString) => Captures | null) => {
  const writer = new Writer();
  const start = writer.write(root, writer.add({ kind: 'match' }));
  const { steps, slots } = writer;
  return line => run(steps, start, slots, line);
};

class Writer {
  readonly steps: Step[] = [];
  slots = 0;
  readonly #sets = new Map<BytesNode, Uint8Array>();
  readonly #groups = new Map<PatternNode, number>();

  add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  write(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'bytes':
        return this.add({ kind: 'byte', takes: this.#setOf(node), next });
      case 'anchor':
        return this.add({ kind: 'anchor', at: node.at, next });
      case 'sequence':
        this.#number(node);
        return node.parts.reduceRight((after, part) => this.write(part, after), next);
      case 'choice':
        return this.#choice(node, next);
      case 'repeat':
        return this.#repeat(node.node, node.min, node.max, next);
    }
  }

  /** Groups are numbered in their written order, although the tree is traversed from its end. */
  #number(node: PatternNode): void {
    if (node.kind === 'choice') {
      if (node.captured && !this.#groups.has(node)) this.#groups.set(node, this.#groups.size);
      node.branches.forEach(branch => void this.#number(branch));
    } else if (node.kind === 'sequence') node.parts.forEach(part => void this.#number(part));
    else if (node.kind === 'repeat') this.#number(node.node);
  }

  #choice(node: Extract<PatternNode, { kind: 'choice' }>, next: number): number {
    if (!node.captured)
      return this.add({ kind: 'split', outs: node.branches.map(branch => this.write(branch, next)) });
    this.#number(node);
    const slot = 2 * this.#groups.get(node)!;
    this.slots = Math.max(this.slots, slot + 2);
    const end = this.add({ kind: 'save', slot: slot + 1, next });
    const inside = this.add({ kind: 'split', outs: node.branches.map(branch => this.write(branch, end)) });
    return this.add({ kind: 'save', slot, next: inside });
  }

  #repeat(node: PatternNode, min: number, max: number | null, out: number): number {
    let next = out;
    if (max === null) {
      const outs: number[] = [];
      next = this.add({ kind: 'split', outs });
      outs.push(this.write(node, next), out);
    } else {
      for (let more = max - min; more > 0; more--) {
        next = this.add({ kind: 'split', outs: [this.write(node, next), out] });
      }
    }
    for (let times = min; times > 0; times--) next = this.write(node, next);
    return next;
  }

  #setOf(node: BytesNode): Uint8Array {
    const known = this.#sets.get(node);
    if (known) return known;
    const takes = Uint8Array.from({ length: 256 }, (_, byte) => Number(node.set.has(byte) !== node.negated));
    this.#sets.set(node, takes);
    return takes;
  }
}

const kindAt = (line: ByteString, at: number): number =>
  at < 0 || at >= line.length ? LINE : /\w/.test(line[at]!) ? WORD : OTHER;

/** Active threads, the preferred one first, each with its captures. */
class Ways {
  readonly steps: number[] = [];
  readonly captures: Captures[] = [];
  readonly #seen = new Set<number>();

  /** Follows a thread until it consumes a byte; returns true if it reaches the match, stored in `found`. */
  add(program: readonly Step[], from: number, captured: Captures, line: ByteString, at: number): void {
    const stack: [number, Captures][] = [[from, captured]];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [id, caught] = top;
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      const step = program[id]!;
      if (step.kind === 'byte' || step.kind === 'match') {
        this.steps.push(id);
        this.captures.push(caught);
      } else if (step.kind === 'split') {
        for (let out = step.outs.length - 1; out >= 0; out--) stack.push([step.outs[out]!, caught]);
      } else if (step.kind === 'save') {
        const next = caught.slice();
        next[step.slot] = at;
        stack.push([step.next, next]);
      } else if (holds(step.at, kindAt(line, at - 1), kindAt(line, at))) stack.push([step.next, caught]);
    }
  }
}

const run = (program: readonly Step[], start: number, slots: number, line: ByteString): Captures | null => {
  let ways = new Ways();
  let found: Captures | null = null;
  const none = new Int32Array(slots).fill(-1);
  for (let at = 0; ; at++) {
    // A thread that starts later is less preferred than any active one.
    if (found === null) ways.add(program, start, none, line, at);
    const after = new Ways();
    const byte = at < line.length ? line.charCodeAt(at) : -1;
    for (let index = 0; index < ways.steps.length; index++) {
      const step = program[ways.steps[index]!]!;
      if (step.kind === 'match') {
        found = ways.captures[index]!;
        break;
      }
      if (step.kind === 'byte' && byte >= 0 && step.takes[byte] === 1) {
        after.add(program, step.next, ways.captures[index]!, line, at + 1);
      }
    }
    if (at >= line.length || (found !== null && after.steps.length === 0)) return found;
    ways = after;
  }
};
