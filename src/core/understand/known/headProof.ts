import type { ByteString } from '../../bytes.ts';
import { HeadAutomaton, NO_ROW } from '../compile/headAutomaton.ts';
import { isAlike, Node, rowsOfWholeTree, START, wholeTree } from '../compile/rowTree.ts';
import { NO_MATCH } from '../compile/steps.ts';
import { bytesOf } from '../compile/textBytes.ts';
import { DATE_BYTES, isDateAt } from '../compile/wordPieces.ts';
import { LineHead } from '../lineHead.ts';

/** The rows below some nodes, and an automaton for them in which each digit stands for all digits. */
class Rows {
  readonly #depth: number;
  readonly #automaton: HeadAutomaton;

  /** Of the whole tree; `last` is the node before these, and `depth` their number of nodes before them. */
  constructor(children: readonly Node[], last: Node | null = null, depth = 0) {
    const start = new Node(START);
    start.children.push(...children);
    start.row = last?.row ?? NO_ROW;
    this.#depth = depth;
    this.#automaton = new HeadAutomaton(start, true);
  }

  /** Returns the first row that may match, and how many bytes determine that; null if it is undecided. */
  decide(text: ByteString, from: number, end: number): Decided | null {
    const decision = this.#automaton.decide(bytesOf(text).bytes, from, end);
    if (decision === null) return null;
    const { row, length } = decision;
    return { path: row === NO_ROW ? null : rowsOfWholeTree()[row]!.slice(this.#depth), length };
  }
}

interface Decided {
  /** Its nodes; null: no row. */
  readonly path: readonly Node[] | null;
  readonly length: number;
}

const NO_RIVALS: Decided = { path: null, length: 0 };

const nodeOf = (parent: Node, key: string): Node | undefined =>
  parent.children.find(({ piece }) => piece.key === key);

/** Returns the children that are tried before the one with this key. */
const before = (parent: Node, key: string): Node[] =>
  parent.children.slice(
    0,
    parent.children.findIndex(({ piece }) => piece.key === key),
  );

/** The rows with one kind of time after one opening, which is empty or a bracket: those tried before them, and their rests. */
class TimedRows {
  readonly #rivals: readonly Node[];
  readonly #rests: Rows | null;
  readonly #scratch = new LineHead();
  /** Created on first use: a log's lines usually need one of them. Undefined: not yet. */
  #anyRivals: Rows | null | undefined;
  #datesRivals: Rows | null | undefined;

  constructor(opening: string, key: string) {
    rowsOfWholeTree();
    this.#rivals = rivalsOf(opening, key);
    const root = wholeTree();
    const opened = opening === '' ? root : nodeOf(root, opening);
    const timed = opened && nodeOf(opened, key);
    const depth = opening === '' ? 1 : 2;
    this.#rests = timed === undefined ? null : new Rows(timed.children, timed, depth);
  }

  /** `isDated`: for lines that start with a date and a `T`, which a name (`%r`) never is. */
  #rivalsFor(isDated: boolean): Rows | null {
    if (!isDated) {
      if (this.#anyRivals === undefined) this.#anyRivals = rowsOf(this.#rivals);
      return this.#anyRivals;
    }
    if (this.#datesRivals === undefined)
      this.#datesRivals = rowsOf(this.#rivals.filter(({ piece }) => piece.key !== '%r'));
    return this.#datesRivals;
  }

  proofOf(text: ByteString, from: number, end: number, { format, timeFrom, timeTo }: LineHead): Proof | null {
    const isDated = isDateAt(bytesOf(text).bytes, from);
    const before = this.#rivalsFor(isDated);
    const rivals = before === null ? NO_RIVALS : before.decide(text, from, end);
    const rest = this.#rests?.decide(text, timeTo, end);
    if (!rivals || rivals.path !== null || !rest?.path) return null;
    if ((rest.path.at(-1)?.format ?? null) !== format || !rest.path.every(isAlike)) return null;
    const read = this.#readBy(rest.path, text, timeTo, end);
    if (read === NO_MATCH) return null;
    const startLength = Math.max(rivals.length, isDated ? DATE_BYTES : 0);
    return { startTo: Math.max(from + startLength, timeFrom), to: Math.max(timeTo + rest.length, read) };
  }

  /** Returns how far these nodes have to read, or -1 if they do not match. */
  #readBy(nodes: readonly Node[], text: ByteString, from: number, end: number): number {
    let at = from;
    let read = from;
    for (const { piece, format } of nodes) {
      const to = piece.step(text, at, end, this.#scratch);
      if (to === NO_MATCH) return NO_MATCH;
      const { key } = piece;
      // How many blanks end the row does not matter.
      const isExact = key === ' ' ? format !== null : key.length === 1 || (key === '%P' && to > at);
      const last = isExact ? (key === ' ' ? at + 1 : to) : to + 1;
      read = Math.max(read, last, at + (LOOKS_AHEAD.get(piece.key) ?? 0));
      at = to;
    }
    return read;
  }
}

const rowsOf = (nodes: readonly Node[]): Rows | null => (nodes.length === 0 ? null : new Rows(nodes));

const rivalsOf = (opening: string, key: string): Node[] => {
  const root = wholeTree();
  if (opening === '') return before(root, key);
  const opened = nodeOf(root, opening)!;
  const rivals = before(root, opening).filter(node => node.mayBegin(opening.charCodeAt(0)));
  return [...rivals, opened.before(before(opened, key))];
};

/** Pieces that look ahead for a date, and how far. */
const LOOKS_AHEAD: ReadonlyMap<string, number> = new Map([
  ['%y', 8],
  ['%h', DATE_BYTES],
  ['%r', DATE_BYTES],
]);

const kinds = new Map<string, TimedRows>();

/** The text that proves a head: the start of the line up to `startTo`, and the text after the time up to `to`. */
interface Proof {
  readonly startTo: number;
  readonly to: number;
}

/**
 * Returns which text of a line that matched a row suffices to rule out all rows before it, whatever the values of its digits
 * are, and to know what the row reads apart from its time; null if none does. The time is at the start of the line or after
 * a bracket.
 */
export const proofOf = (text: ByteString, from: number, end: number, reading: LineHead): Proof | null => {
  const opening = text.slice(from, reading.timeFrom);
  if (opening !== '' && opening !== '[') return null;
  const key = reading.freeTime === null ? `%{${reading.time!.name}}` : '%t';
  const name = opening + key;
  let kind = kinds.get(name);
  if (kind === undefined) {
    kind = new TimedRows(opening, key);
    kinds.set(name, kind);
  }
  return kind.proofOf(text, from, end, reading);
};
