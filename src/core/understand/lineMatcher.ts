import type { ByteString } from '../bytes.ts';
import { LEVELS } from '../level.ts';
import { compileLayout, type LayoutPiece } from './layout.ts';
import { LINE_FORMATS, type LineFormat } from './lineFormats.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import { NO_MATCH, type Step } from './steps.ts';

/** Where a text stands: at the start of a line, or inside another program's. */
export type Place = 'line' | 'payload';

/** Beyond ASCII, and the end of the line, as character codes for looking up what may follow. */
const OTHER = 128;
const END = 129;

/**
 * A tree of layouts: those that begin alike share their beginning, which is then matched once. Among what may follow, the
 * first row of the table goes first; a layout that ends here goes last.
 */
class Node {
  readonly step: Step<Reading>;
  readonly #first: ((code: number) => boolean) | undefined;
  readonly #key: string;
  readonly #children: Node[] = [];
  /** The children that may match before each character; made when first needed. */
  readonly #byCode: (readonly Node[] | undefined)[] = new Array(END + 1);
  format: LineFormat | null = null;
  level = NO_LEVEL;

  constructor(piece: LayoutPiece) {
    this.#key = piece.key;
    this.#first = piece.first;
    this.step = piece.step;
  }

  child(piece: LayoutPiece): Node {
    const found = this.#children.find(node => node.#key === piece.key);
    if (found) return found;
    const node = new Node(piece);
    this.#children.push(node);
    return node;
  }

  /** The children that may match before a character. */
  before(code: number): readonly Node[] {
    const index = code < OTHER || code === END ? code : OTHER;
    return this.#byCode[index] ?? this.#select(index);
  }

  #select(index: number): readonly Node[] {
    // Any letter beyond ASCII stands for all of them.
    const sample = index === OTHER ? 0xe4 : index;
    const nodes = this.#children.filter(
      node => node.#first === undefined || (index !== END && node.#first(sample)),
    );
    this.#byCode[index] = nodes;
    return nodes;
  }
}

/** Line formats made ready for matching. */
export type LineMatcher = (text: ByteString, from: number, end: number, reading: Reading) => boolean;

const matchBelow = (node: Node, text: ByteString, at: number, end: number, reading: Reading): boolean => {
  const nodes = node.before(at < end ? text.charCodeAt(at) : END);
  for (let index = 0; index < nodes.length; index++) {
    if (matchNode(nodes[index]!, text, at, end, reading)) return true;
  }
  return false;
};

const matchNode = (node: Node, text: ByteString, at: number, end: number, reading: Reading): boolean => {
  const { level } = reading;
  const to = node.step(text, at, end, reading);
  if (to === NO_MATCH) return false;
  if (matchBelow(node, text, to, end, reading)) return true;
  if (node.format === null) {
    reading.level = level;
    return false;
  }
  reading.format = node.format;
  if (node.level !== NO_LEVEL) reading.level = node.level;
  return true;
};

/**
 * A matcher for the formats of a name (all of them where it is null) that may stand in a place. It reads the head of the
 * text between `from` and `end` into a Reading that was cleared, and gives whether any format fits.
 */
export const lineMatcher = (place: Place, name: string | null = null): LineMatcher => {
  const root = new Node({ key: '', step: (_text, at) => at, ere: '', first: undefined });
  for (const format of LINE_FORMATS) {
    if ((name !== null && format.name !== name) || (format.where ?? place) !== place) continue;
    const leaf = compileLayout(format.layout).reduce((node, piece) => node.child(piece), root);
    leaf.format = format;
    if (format.fixed !== undefined) leaf.level = LEVELS.indexOf(format.fixed);
  }
  return (text, from, end, reading) => matchBelow(root, text, from, end, reading);
};

/** Whether the inventory may call a log's format so. */
export const isLineFormat = (name: string): boolean => LINE_FORMATS.some(format => format.name === name);
