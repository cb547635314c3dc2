import { LEVELS } from '../../level.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';
import { LINE_FORMATS } from '../tables/lineFormats.ts';
import { type HeadNode, NO_ROW } from './headAutomaton.ts';
import { compileLayout, type LayoutPiece } from './layout.ts';
import { compileShape, type Shape } from './shape.ts';
import { isDigit, type Step } from './steps.ts';

/** Non-ASCII characters and the end of the line, as character codes for lookups. */
const OTHER = 128;
export const END = 129;

/** Returns the index of a character code for `mayBegin`. */
export const indexOf = (code: number): number => (code < OTHER || code === END ? code : OTHER);

/**
 * A node in the tree of layouts, in which layouts with the same start share it, so that it is matched once. The
 * children are tried in the order of the table's rows; a layout that ends here is tried last.
 */
export class Node implements HeadNode {
  readonly step: Step<LineHead>;
  readonly piece: LayoutPiece;
  readonly wordEnd: boolean;
  /** True if it has nothing to undo. */
  readonly quiet: boolean;
  readonly children: Node[] = [];
  format: LineFormat | null = null;
  level = NO_LEVEL;
  row = NO_ROW;
  best = NO_ROW;
  #shape: Shape | null = null;

  constructor(piece: LayoutPiece) {
    this.step = piece.step;
    this.piece = piece;
    this.wordEnd = piece.wordEnd === true;
    this.quiet = piece.quiet === true;
  }

  /** Created on first use: only some trees have an automaton, which grows with the lines it sees. */
  get shape(): Shape {
    this.#shape ??= shapeOf(this.piece);
    return this.#shape;
  }

  child(piece: LayoutPiece): Node {
    const found = this.children.find(node => node.piece === piece);
    if (found) return found;
    const node = new Node(piece);
    this.children.push(node);
    return node;
  }

  /** Returns true if it may match before a character, given as an index from `indexOf`. */
  mayBegin(index: number): boolean {
    const { begins, first } = this.piece;
    const known = begins[index]!;
    if (known > 0) return known === 1;
    // One non-ASCII letter represents all of them.
    const may = first === undefined || (index !== END && first(index === OTHER ? 0xe4 : index));
    begins[index] = may ? 1 : 2;
    return may;
  }

  /** Returns a node with the same piece before some of its children, where no row ends. */
  before(children: readonly Node[]): Node {
    const node = new Node(this.piece);
    node.children.push(...children);
    node.best = children[0]?.best ?? Number.POSITIVE_INFINITY;
    return node;
  }
}

const shapes = new Map<string, Shape>();

const shapeOf = ({ key, look, ere }: LayoutPiece): Shape => {
  const known = shapes.get(key);
  if (known) return known;
  const made = compileShape(look ?? ere);
  shapes.set(key, made);
  return made;
};

/** Numbers the rows below a node in the order in which they are tried, and collects their nodes. */
export const rowsBelow = (node: Node, path: readonly Node[], rows: (readonly Node[])[]): void => {
  node.best = rows.length;
  for (const child of node.children) rowsBelow(child, [...path, child], rows);
  if (node.format !== null) node.row = rows.push(path) - 1;
};

/** Pieces for which all digits are alike, apart from those at the end of a few level words. */
const ALIKE = new Set(
  ' |%_|%2|%0|%l|%L|%s|%A|%c|%w|%i|%m|%r|%a|%n|%x|%u|%]|%)|%}|%>|%.|%p|%P|%T|%y|%h|%E|%Z|%R'
    .split('|')
    .concat('%|'),
);

/** Returns true if a piece matches alike whatever the values of digits are. */
export const isAlike = ({ piece: { key } }: Node): boolean =>
  ALIKE.has(key) || (key.length === 1 && !isDigit(key.charCodeAt(0)));

/** Matches nothing: the root of a tree. */
export const START: LayoutPiece = {
  key: '',
  step: (_text, at) => at,
  ere: '',
  quiet: true,
  first: undefined,
  begins: new Uint8Array(END + 1),
};

let whole: Node | null = null;

/** Returns the tree of all formats, which all callers share. */
export const wholeTree = (): Node => {
  whole ??= treeOf(null);
  return whole;
};

let wholeRows: (readonly Node[])[] | null = null;

/** Returns the nodes of each of its rows, by the row's number. */
export const rowsOfWholeTree = (): readonly (readonly Node[])[] => {
  if (wholeRows === null) {
    wholeRows = [];
    rowsBelow(wholeTree(), [], wholeRows);
  }
  return wholeRows;
};

/** Returns a new tree of the formats with this name, or of all formats if it is null. */
export const treeOf = (name: string | null, outside = true): Node => {
  const root = new Node(START);
  for (const format of LINE_FORMATS) {
    if ((name !== null && format.name !== name) || (!outside && format.outside)) continue;
    const leaf = compileLayout(format.layout).reduce((node, piece) => node.child(piece), root);
    leaf.format = format;
    if (format.fixed !== null) leaf.level = LEVELS.indexOf(format.fixed);
  }
  return root;
};
