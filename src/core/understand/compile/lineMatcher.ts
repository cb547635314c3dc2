import type { ByteString } from '../../bytes.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import { LINE_FORMATS } from '../tables/lineFormats.ts';
import { Code } from './code.ts';
import { HeadAutomaton, NO_ROW, UNSURE } from './headAutomaton.ts';
import { END, indexOf, isAlike, Node, rowsBelow, START, treeOf, wholeTree } from './rowTree.ts';
import { NO_MATCH, stepsCode } from './steps.ts';
import { bytesOf, type TextBytes } from './textBytes.ts';

/** The position of a text: at the start of a line, or inside another program's. */
export type Place = 'line' | 'payload';

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

const isAlikeBelow = (node: Node): boolean => isAlike(node) && node.children.every(isAlikeBelow);

let delimiters: Uint8Array | null = null;

/**
 * By byte: 1 for a mark that may directly follow a line's time, if all rows that continue with it treat all digits alike.
 * The only row that is tried on a digit before those with a time needs a name and a blank before a bar, which a time
 * before a mark is not.
 */
const delimitersOf = (): Uint8Array => {
  const { children } = wholeTree();
  const timed = children.findIndex(({ piece }) => piece.key === '%t');
  const before = children.slice(0, timed).filter(node => node.mayBegin(ZERO));
  return Uint8Array.from({ length: 256 }, (_, code) =>
    Number(
      before.every(({ piece }) => piece.key === '%r') &&
        code > 32 &&
        code < 128 &&
        !NAME_OR_QUOTE.test(String.fromCharCode(code)) &&
        children[timed]!.children.filter(node => node.mayBegin(code)).every(isAlikeBelow),
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

/** Stores the format of a time at any position, which is tried first in the next line. */
const rememberTime = (reading: LineHead): void => {
  if (reading.freeTime !== null) reading.lastTime = reading.freeTime;
};

/**
 * Creates a matcher that tries every row whose start matches, one after the other. It parses the head of the text
 * between `from` and `end` into a cleared LineHead, and returns true if a format matches.
 */
export const patientMatcher = (name: string | null = null): LineMatcher => {
  const { match } = new Branch(name === null ? wholeTree() : treeOf(name));
  return (text, from, end, reading) => {
    if (!match(text, bytesOf(text), from, end, reading)) return false;
    rememberTime(reading);
    return true;
  };
};

/** The rows of a tree. */
interface Rows {
  readonly root: Node;
  /** The nodes of each, by its number. */
  readonly paths: readonly (readonly Node[])[];
}

const rowsOf = (root: Node): Rows => {
  const paths: (readonly Node[])[] = [];
  rowsBelow(root, [], paths);
  return { root, paths };
};

/** The rows for wrapped texts, and an automaton for them. */
class PayloadRows implements Rows {
  readonly root: Node;
  readonly paths: readonly (readonly Node[])[];
  readonly automaton: HeadAutomaton;

  /** With `anyDigit`, each digit of a text represents all digits. */
  constructor({ root, paths }: Rows, anyDigit = false) {
    this.root = root;
    this.paths = paths;
    this.automaton = new HeadAutomaton(root, anyDigit);
  }

  /** Returns the same with some of the nodes that come first. */
  only(accepts: (first: Node) => boolean): PayloadRows {
    const root = new Node(START);
    root.children.push(...this.root.children.filter(accepts));
    return new PayloadRows({ root, paths: this.paths });
  }

  decide(text: ByteString, from: number, end: number): PayloadRow | null {
    const decision = this.automaton.decide(bytesOf(text).bytes, from, end);
    if (decision === null) return null;
    const { row, length } = decision;
    return { path: row === NO_ROW ? null : this.paths[row]!, length };
  }
}

/** The first row that may match a wrapped text, and how many bytes suffice to rule out all rows before it. */
export interface PayloadRow {
  /** Its nodes; null: no row. */
  readonly path: readonly Node[] | null;
  readonly length: number;
}

let allPayloads: PayloadRows | null = null;
const payloadRows = (): PayloadRows => {
  allPayloads ??= new PayloadRows(rowsOf(treeOf(null, false)));
  return allPayloads;
};
let otherPayloads: PayloadRows | null = null;
let digitFreePayloads: PayloadRows | null = null;

/**
 * Returns the first row that may match a wrapped text, whatever follows; null if only the end of the text decides. `titled`:
 * the text starts with a level word that does not count as one, because a sentence follows after one blank.
 */
export const payloadRow = (
  text: ByteString,
  from: number,
  end: number,
  titled: boolean,
): PayloadRow | null => {
  const rows = payloadRows();
  const row = rows.decide(text, from, end);
  if (!titled || row?.path?.[0]?.piece.key !== LEADING_LEVEL) return row;
  otherPayloads ??= rows.only(({ piece }) => piece.key !== LEADING_LEVEL);
  return otherPayloads.decide(text, from, end);
};

const LEADING_LEVEL = '%1';

/** Returns how many bytes suffice to rule out all rows for a wrapped text, whatever its digits are; -1 if they do not. */
export const noPayloadRow = (text: ByteString, from: number, end: number): number => {
  digitFreePayloads ??= new PayloadRows(payloadRows(), true);
  const row = digitFreePayloads.decide(text, from, end);
  return row === null || row.path !== null ? -1 : row.length;
};

/** Creates a matcher that first determines, with an automaton, the first row that may match, which usually does. */
export const automatonMatcher = (name: string | null = null, outside = true): LineMatcher => {
  const { root, paths, automaton } =
    name === null && !outside ? payloadRows() : new PayloadRows(rowsOf(treeOf(name, outside)));
  const rows = paths.map(path => new Row(path));
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
