import type { ByteString } from '../../bytes.ts';
import { LEVELS } from '../../level.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import { LINE_FORMATS, type LineFormat } from '../tables/lineFormats.ts';
import { Code } from './code.ts';
import { HeadAutomaton, type HeadNode, NO_ROW, UNSURE } from './headAutomaton.ts';
import { compileLayout, type LayoutPiece } from './layout.ts';
import { compileShape, type Shape } from './shape.ts';
import { isDigit, NO_MATCH, type Step, stepsCode } from './steps.ts';
import { bytesOf, type TextBytes } from './textBytes.ts';

/** The position of a text: at the start of a line, or inside another program's. */
export type Place = 'line' | 'payload';

/** Non-ASCII characters and the end of the line, as character codes for lookups. */
const OTHER = 128;
const END = 129;

const indexOf = (code: number): number => (code < OTHER || code === END ? code : OTHER);

/**
 * A node in the tree of layouts, in which layouts with the same start share it, so that it is matched once. The
 * children are tried in the order of the table's rows; a layout that ends here is tried last.
 */
class Node implements HeadNode {
  readonly step: Step<LineHead>;
  readonly piece: LayoutPiece;
  readonly wordEnd: boolean;
  /** True if it has nothing to undo. */
  readonly quiet: boolean;
  readonly children: Node[] = [];
  readonly #first: ((code: number) => boolean) | undefined;
  readonly #key: string;
  /** By character, OTHER and END: 1 if it may match before it, 2 if not; 0: not determined yet. */
  readonly #begins = new Uint8Array(END + 1);
  format: LineFormat | null = null;
  level = NO_LEVEL;
  row = NO_ROW;
  best = NO_ROW;

  constructor(piece: LayoutPiece) {
    this.#key = piece.key;
    this.#first = piece.first;
    this.step = piece.step;
    this.piece = piece;
    this.wordEnd = piece.wordEnd === true;
    this.quiet = piece.quiet === true;
  }

  /** Created on first use: only some trees have an automaton, which grows with the lines it sees. */
  get shape(): Shape {
    return shapeOf(this.piece);
  }

  child(piece: LayoutPiece): Node {
    const found = this.children.find(node => node.#key === piece.key);
    if (found) return found;
    const node = new Node(piece);
    this.children.push(node);
    return node;
  }

  /** Returns true if it may match before a character, given as an index from `indexOf`. */
  mayBegin(index: number): boolean {
    const known = this.#begins[index]!;
    if (known > 0) return known === 1;
    // One non-ASCII letter represents all of them.
    const may = this.#first === undefined || (index !== END && this.#first(index === OTHER ? 0xe4 : index));
    this.#begins[index] = may ? 1 : 2;
    return may;
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

/** Line formats compiled for matching. */
export type LineMatcher = (text: ByteString, from: number, end: number, reading: LineHead) => boolean;

/** Matches the rest of the layout from a position in a text, given as characters and as bytes. */
type BranchMatch = (text: ByteString, of: TextBytes, at: number, end: number, into: LineHead) => boolean;

/** The position after the last byte. */
const NO_BYTE = 256;

/** A run of tree nodes without branches, compiled into one function on first use. */
class Branch {
  readonly #nodes: readonly Node[];
  readonly #children: readonly Branch[];
  #made: BranchMatch | null = null;

  constructor(first: Node) {
    const nodes = [first];
    let last = first;
    while (last.format === null && last.children.length === 1) {
      last = last.children[0]!;
      nodes.push(last);
    }
    this.#nodes = nodes;
    this.#children = last.children.map(node => new Branch(node));
  }

  get match(): BranchMatch {
    this.#made ??= this.#make();
    return this.#made;
  }

  /** Compiles the run. A failed branch undoes everything it has read; a failed step has read nothing. */
  #make(): BranchMatch {
    const code = new Code('break fits;');
    const { format, level } = this.#nodes.at(-1)!;
    const steps = stepsCode(
      this.#nodes.map(node => node.piece),
      code,
    );
    const fits = `into.format=${code.value(format)};${level === NO_LEVEL ? '' : `into.level=${level};`}return true;`;
    const body = `fits:{${steps}${this.#goOn(code)}${format === null ? '' : fits}}`;
    const isQuiet = format === null && this.#nodes.every(node => node.quiet);
    const name = this.#nodes.map(node => node.piece.key).join('');
    return code.build(
      name,
      'text,of,at,end,into',
      `const {bytes}=of;${isQuiet ? body : TAKE_NOTE + body + TAKE_BACK}return false;`,
    );
  }

  /** Tries the children that may match before the next character. */
  #goOn(code: Code): string {
    if (this.#children.length === 0) return '';
    const byByte: (readonly BranchMatch[] | undefined)[] = new Array(NO_BYTE + 1);
    const before = (byte: number): readonly BranchMatch[] => {
      const index = byte === NO_BYTE ? END : indexOf(byte);
      const matches = this.#children.flatMap(child =>
        child.#nodes[0]!.mayBegin(index) ? [child.match] : [],
      );
      byByte[byte] = matches;
      return matches;
    };
    return (
      `const byte=at<end?bytes[at]:${NO_BYTE};const next=${code.value(byByte)}[byte]??${code.value(before)}(byte);` +
      'for(let i=0;i<next.length;i++)if(next[i](text,of,at,end,into))return true;'
    );
  }
}

const TAKE_NOTE =
  'const {level,time,freeTime,moment}=into;const nanos=moment.nanos;const digits=moment.digits;';
const TAKE_BACK =
  'into.level=level;into.time=time;into.freeTime=freeTime;moment.nanos=nanos;moment.digits=digits;';

/** A single row: its steps from the start of the line. */
class Row {
  readonly #nodes: readonly Node[];
  readonly #leaf: Node;

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
    this.#leaf = nodes[nodes.length - 1]!;
  }

  /** Returns true if the row matches; otherwise clears the reading. */
  match(text: ByteString, from: number, end: number, reading: LineHead): boolean {
    const nodes = this.#nodes;
    let at = from;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index]!;
      const code = at < end ? text.charCodeAt(at) : END;
      at = node.mayBegin(indexOf(code)) ? node.step(text, at, end, reading) : NO_MATCH;
      if (at === NO_MATCH) {
        reading.clear();
        return false;
      }
    }
    const leaf = this.#leaf;
    reading.format = leaf.format;
    if (leaf.level !== NO_LEVEL) reading.level = leaf.level;
    return true;
  }
}

/** Numbers and returns the rows below a node, in the order in which they are tried. */
const rowsBelow = (node: Node, path: readonly Node[], rows: Row[]): Row[] => {
  node.best = rows.length;
  for (const child of node.children) rowsBelow(child, [...path, child], rows);
  if (node.format !== null) node.row = rows.push(new Row(path)) - 1;
  return rows;
};

/** Pieces for which all digits are alike, apart from those at the end of a few level words. */
const ALIKE = new Set(
  ' |%_|%2|%0|%l|%L|%s|%A|%w|%i|%m|%r|%a|%n|%x|%u|%]|%)|%}|%>|%.|%p|%P|%T'.split('|').concat('%|'),
);

const isAlike = ({ piece: { key }, children }: Node): boolean =>
  (ALIKE.has(key) || (key.length === 1 && !isDigit(key.charCodeAt(0)))) && children.every(isAlike);

let delimiters: Uint8Array | null = null;

/**
 * By byte: 1 for a mark that may directly follow a line's time, if all rows that continue with it treat all digits alike.
 * The only row that is tried on a digit before those with a time needs a name and a blank before a bar, which a time
 * before a mark is not.
 */
const delimitersOf = (): Uint8Array => {
  const { children } = treeOf(null);
  const timed = children.findIndex(({ piece }) => piece.key === '%t');
  const before = children.slice(0, timed).filter(node => node.mayBegin(ZERO));
  return Uint8Array.from({ length: 256 }, (_, code) =>
    Number(
      before.every(({ piece }) => piece.key === '%r') &&
        code > 32 &&
        code < OTHER &&
        !NAME_OR_QUOTE.test(String.fromCharCode(code)) &&
        children[timed]!.children.filter(node => node.mayBegin(code)).every(isAlike),
    ),
  );
};

const ZERO = 48;
const NAME_OR_QUOTE = /[\w.$/@#"'[\](){}<>=*-]/;

/** Returns true if what follows a line's time and this mark means the same with other digits. */
export const isDelimiter = (byte: number): boolean => {
  delimiters ??= delimitersOf();
  return delimiters[byte] === 1;
};

/** Returns the tree of the formats with this name, or of all formats if it is null. */
const treeOf = (name: string | null, outside = true): Node => {
  const root = new Node({ key: '', step: (_text, at) => at, ere: '', quiet: true, first: undefined });
  for (const format of LINE_FORMATS) {
    if ((name !== null && format.name !== name) || (!outside && format.outside)) continue;
    const leaf = compileLayout(format.layout).reduce((node, piece) => node.child(piece), root);
    leaf.format = format;
    if (format.fixed !== null) leaf.level = LEVELS.indexOf(format.fixed);
  }
  return root;
};

/** Stores the format of a time at any position, which is tried first in the next line. */
const rememberTime = (reading: LineHead): void => {
  if (reading.freeTime !== null) reading.lastTime = reading.freeTime;
};

/**
 * Creates a matcher that tries every row whose start matches, one after the other. It parses the head of the text
 * between `from` and `end` into a cleared LineHead, and returns true if a format matches.
 */
export const patientMatcher = (name: string | null = null): LineMatcher => {
  const { match } = new Branch(treeOf(name));
  return (text, from, end, reading) => {
    if (!match(text, bytesOf(text), from, end, reading)) return false;
    rememberTime(reading);
    return true;
  };
};

/** Creates a matcher that first determines, with an automaton, the first row that may match, which usually does. */
export const automatonMatcher = (name: string | null = null, outside = true): LineMatcher => {
  const root = treeOf(name, outside);
  const rows = rowsBelow(root, [], []);
  const automaton = new HeadAutomaton(root);
  const branch = new Branch(root);
  return (text, from, end, reading) => {
    const row = automaton.firstRow(text, from, end);
    if (row === NO_ROW) return false;
    if (
      (row === UNSURE || !rows[row]!.match(text, from, end, reading)) &&
      !branch.match(text, bytesOf(text), from, end, reading)
    )
      return false;
    rememberTime(reading);
    return true;
  };
};

/**
 * Returns the faster matcher for a position. Most messages of other programs match no row, which the automaton detects
 * after a few letters; most lines match one of the first rows tried.
 */
export const lineMatcher = (place: Place, name: string | null = null): LineMatcher =>
  place === 'payload' ? automatonMatcher(name, false) : patientMatcher(name);

/** Returns true if a line format has this name. */
export const isLineFormat = (name: string): boolean => LINE_FORMATS.some(format => format.name === name);
