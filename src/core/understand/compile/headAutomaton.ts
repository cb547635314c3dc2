import type { ByteString } from '../../bytes.ts';
import { EXIT, MAX_PLACES, type Shape } from './shape.ts';
import { isDigit, isWord } from './steps.ts';
import { bytesOf } from './textBytes.ts';

/** A node of the tree of layouts, as the automaton sees it. */
export interface HeadNode {
  readonly shape: Shape;
  /** True if a word must end where the node ends. */
  readonly wordEnd: boolean;
  readonly children: readonly HeadNode[];
  /** The index of the row that ends here, in the order in which rows are tried; NO_ROW if none does. */
  readonly row: number;
  /** The first row that ends here or below. */
  readonly best: number;
}

export const NO_ROW = -1;
/** Returned by `firstRow` if the automaton has reached its maximum size and has no answer. */
export const UNSURE = -2;

/** Each state takes half a kilobyte; ordinary logs use a few dozen, a hundred formats together about a thousand. */
const MAX_STATES = 6000;
/** In an item, the node is stored in the bits above these, the position within its shape in the bits below. */
const PLACES = MAX_PLACES + 1;
/** A special position: the node ends if a word ends here. */
const WORD_END = PLACES - 1;
/** Transitions: 0 is not computed yet, positive the next state, negative the final outcome. */
const UNKNOWN = 0;
const outcome = (row: number): number => -2 - row;

/** What was found out about a text: its row, and how many of its bytes determined that. */
export interface Decision {
  readonly row: number;
  readonly length: number;
}

const DIGITS = Array.from('0123456789', digit => digit.charCodeAt(0));

interface State {
  readonly items: readonly number[];
  /** The first row whose head has been matched completely. */
  readonly row: number;
  /** The row if the line ends here. */
  atEnd: number | null;
}

/**
 * Determines, in one pass over the first bytes of a line, the first row of a tree of layouts that may match. It is
 * built from the shapes of the pieces, which match whatever the pieces match and little else: no earlier row can match,
 * and only that row remains to be tried. States are created on demand (as in RE2 and GNU grep).
 */
export class HeadAutomaton {
  readonly #nodes = new NumberedNodes();
  readonly #states: State[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #anyDigit: boolean;
  #next = new Int16Array(64 * 256);

  /** With `anyDigit`, each digit of a text represents all digits: what is found is true of all of them. */
  constructor(root: HeadNode, anyDigit = false) {
    this.#anyDigit = anyDigit;
    // State 0 is unused, so that 0 can mean "not computed".
    this.#states.push({ items: [], row: NO_ROW, atEnd: NO_ROW });
    const step = new Step(this.#nodes, NO_ROW);
    step.enter(root, null);
    this.#stateOf(step);
  }

  /** Returns the index of the first row that may match between two positions in a text, NO_ROW, or UNSURE. */
  firstRow(text: ByteString, from: number, end: number): number {
    const { bytes } = bytesOf(text);
    let table = this.#next;
    let state = 1;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      let next = table[(state << 8) | byte]!;
      if (next === UNKNOWN) {
        next = this.#follow(state, byte);
        if (next === UNKNOWN) return UNSURE;
        table = this.#next;
      }
      if (next < 0) return outcome(next);
      state = next;
    }
    return this.#endOf(state);
  }

  /** Returns the first row that may match, and how far it had to read; null if only the end of the text decides, or UNSURE. */
  decide(bytes: Uint8Array, from: number, end: number): Decision | null {
    let state = 1;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      const next = this.#next[(state << 8) | byte]! || this.#follow(state, byte);
      if (next === UNKNOWN) return null;
      if (next < 0) return { row: outcome(next), length: at + 1 - from };
      state = next;
    }
    return null;
  }

  #follow(state: number, byte: number): number {
    const { items, row } = this.#states[state]!;
    const step = new Step(this.#nodes, row);
    step.take(items, this.#anyDigit && isDigit(byte) ? DIGITS : [byte]);
    const next = this.#stateOf(step);
    if (next !== UNKNOWN) this.#next[(state << 8) | byte] = next;
    return next;
  }

  #endOf(state: number): number {
    const known = this.#states[state]!;
    if (known.atEnd === null) {
      const step = new Step(this.#nodes, known.row);
      step.finish(known.items);
      known.atEnd = step.row;
    }
    return known.atEnd;
  }

  /** Returns the state or outcome after a step; UNKNOWN if there are too many states. */
  #stateOf(step: Step): number {
    const items = step.items();
    if (items.length === 0) return outcome(step.row);
    const key = `${step.row} ${items.join()}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= MAX_STATES) return UNKNOWN;
    const id = this.#states.push({ items, row: step.row, atEnd: null }) - 1;
    this.#byKey.set(key, id);
    if (id * 256 >= this.#next.length) {
      const wider = new Int16Array(this.#next.length * 2);
      wider.set(this.#next);
      this.#next = wider;
    }
    return id;
  }
}

/** The nodes that were entered, which are numbered as they are. */
class NumberedNodes {
  readonly #nodes: HeadNode[] = [];
  readonly #idOf = new Map<HeadNode, number>();

  idOf(node: HeadNode): number {
    let id = this.#idOf.get(node);
    if (id === undefined) {
      id = this.#nodes.push(node) - 1;
      this.#idOf.set(node, id);
    }
    return id;
  }

  /** Returns the node that an item is about. */
  of(item: number): HeadNode {
    return this.#nodes[Math.floor(item / PLACES)]!;
  }
}

/** Advances all positions by one byte. */
class Step {
  readonly #nodes: NumberedNodes;
  readonly #reached = new Set<number>();
  row: number;

  constructor(nodes: NumberedNodes, row: number) {
    this.#nodes = nodes;
    this.row = row;
  }

  /** Returns the reached positions that may still lead to a row before the one already matched. */
  items(): number[] {
    return [...this.#reached].filter(item => this.#matters(item)).sort((a, b) => a - b);
  }

  /** Advances by one byte, which is any of these. */
  take(items: readonly number[], bytes: readonly number[]): void {
    const wordEnds = !bytes.every(isWord);
    const here = new Set<number>();
    for (const item of items) {
      if (item % PLACES !== WORD_END) here.add(item);
      else if (wordEnds) this.#leave(this.#nodes.of(item), here);
    }
    for (const item of here) {
      if (!this.#matters(item)) continue;
      const node = this.#nodes.of(item);
      const place = item % PLACES;
      const takes = node.shape.takes[place]!;
      if (bytes.some(byte => takes[byte] === 1)) this.#reach(node, node.shape.follow[place]!, null);
    }
  }

  /** Handles the end of the line, which also ends every word. */
  finish(items: readonly number[]): void {
    const here = new Set<number>();
    for (const item of items) {
      if (item % PLACES === WORD_END) this.#leave(this.#nodes.of(item), here);
    }
  }

  /**
   * Enters a node. `here` collects the positions that may accept the next byte if a word ends before it; null: unknown.
   */
  enter(node: HeadNode, here: Set<number> | null): void {
    this.#reach(node, node.shape.start, here);
  }

  #reach(node: HeadNode, places: readonly number[], here: Set<number> | null): void {
    const id = this.#nodes.idOf(node);
    for (const place of places) {
      if (place !== EXIT) (here ?? this.#reached).add(id * PLACES + place);
      else if (node.wordEnd && here === null) this.#reached.add(id * PLACES + WORD_END);
      else this.#leave(node, here);
    }
  }

  #leave(node: HeadNode, here: Set<number> | null): void {
    for (const child of node.children) this.enter(child, here);
    if (node.row !== NO_ROW && (this.row === NO_ROW || node.row < this.row)) this.row = node.row;
  }

  #matters(item: number): boolean {
    return this.row === NO_ROW || this.#nodes.of(item).best < this.row;
  }
}
