import { decodeText } from '../../core/bytes.ts';
import { PARTS_AT, PARTS_END } from '../../core/kernels/places.ts';
import { MAX_SHAPES, RECIPE } from '../../core/kernels/runs/layout.ts';
import { recipes as known } from '../../core/kernels/runs/runMemory.ts';
import { workspace } from '../../core/kernels/workspace.ts';
import { LEVELS } from '../../core/level.ts';
import type { LineShape } from '../../core/records/lineShapes.ts';
import { recipeIndex, shapeTable } from '../../core/records/shapeTable.ts';

/** Text that is written often: where it is in the workspace. */
interface Part {
  readonly at: number;
  readonly length: number;
}

/** Room for the start of a record. */
export const START_AT = PARTS_AT;
export const START_BYTES = 16 * 1024;
/** More bytes than are read after a part. */
const MARGIN = 64;

const { memory } = workspace;
let partsEnd = START_AT + START_BYTES;

/** Adds a part; null: there is no room. */
const addPart = (bytes: Uint8Array): Part | null => {
  const part = { at: partsEnd, length: bytes.length };
  if (part.at + part.length + MARGIN > PARTS_END) return null;
  memory.set(bytes, part.at);
  partsEnd += part.length;
  return part;
};

/** How to write what follows a record's time: see `Kernels.compose`. */
export interface Recipe extends Steps {
  /** The number of bytes it writes besides the text and the message. */
  readonly length: number;
  /** The same for records that end in a carriage return, which is not in the text; directly behind the others. */
  readonly withReturn: Steps;
}

interface Steps {
  readonly at: number;
  readonly end: number;
}

/** Text that is the same in all records of a shape, or a range of their lines; without an end, the rest of a line. */
type Piece = string | { readonly from: number; readonly to?: number };

const FORGOTTEN = partsEnd;
const shapes: (LineShape | undefined)[] = new Array(MAX_SHAPES);
const recipes: (Recipe | null)[] = new Array(MAX_SHAPES);
const forgetShapes = (): void => {
  partsEnd = FORGOTTEN;
  shapes.fill(undefined);
  recipes.fill(null);
  known.fill(0);
};
forgetShapes();

/** Returns how the records of a shape are written from the fraction of their times on; null: that takes too much room. */
export const recipeOf = (shape: LineShape): Recipe | null =>
  shapes[shape.id] === shape ? recipes[shape.id]! : learn(shape);

const learn = (shape: LineShape): Recipe | null => {
  const pieces = piecesOf(shape);
  let recipe = addRecipe(pieces);
  if (recipe === null) {
    forgetShapes();
    recipe = addRecipe(pieces);
  }
  shapes[shape.id] = shape;
  recipes[shape.id] = recipe;
  if (recipe !== null && shapeTable.has(shape)) makeKnown(shape, recipe);
  return recipe;
};

/** Lets the kernel use a recipe for records whose fraction is copied from the line. */
const makeKnown = ({ id, fractionAt, digits }: LineShape, { at, end, length }: Recipe): void => {
  if (digits > 0 && fractionAt < 0) return;
  const index = recipeIndex(id);
  known[index + RECIPE.at / 4] = at;
  known[index + RECIPE.end / 4] = end;
  known[index + RECIPE.length / 4] = length;
  known[index + RECIPE.fractionAt / 4] = fractionAt;
  known[index + RECIPE.digits / 4] = digits;
};

const piecesOf = ({ severity, template }: LineShape): Piece[] => {
  const { fields, froms, tos } = template;
  const pieces: Piece[] = [`Z","level":"${LEVELS[severity]!}","text":"`, { from: 0 }];
  let json = '","fields":{';
  for (let field = 0; field < fields.size; field++) {
    json += `${field === 0 ? '' : ','}${JSON.stringify(fields.names[field])}:`;
    const value = fields.values[field]!;
    const from = froms[field]!;
    if (from < 0) json += JSON.stringify(typeof value === 'string' ? decodeText(value) : value);
    else {
      const quote = typeof value === 'string' ? '"' : '';
      pieces.push(json + quote, { from, to: tos[field]! });
      json = quote;
    }
  }
  return [...pieces, `${json},"message":"`, { from: fields.messageAt }, '"}}\n'];
};

const NUMBER_BYTES = 4;
/** Which piece follows the text, and a carriage return in JSON, which may be before it. */
const AFTER_TEXT = 2;
const RETURN = '\\r';

const addRecipe = (pieces: readonly Piece[]): Recipe | null => {
  const numbers: number[] = [];
  let length = 0;
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece !== 'string') {
      const size = piece.to === undefined ? -1 : piece.to - piece.from;
      numbers.push(-1 - piece.from, size);
      length += Math.max(0, size);
      continue;
    }
    const before = index === AFTER_TEXT ? RETURN.length : 0;
    const part = addPart(Buffer.from(before > 0 ? RETURN + piece : piece));
    if (part === null) return null;
    numbers.push(part.at + before, part.length - before);
    length += part.length - before;
  }
  const part = addPart(bytesOf([...numbers, ...withReturn(numbers)]));
  if (part === null) return null;
  const { at } = part;
  const end = at + part.length / 2;
  return { at, end, length, withReturn: { at: end, end: at + part.length } };
};

/** Returns the numbers of a recipe with a carriage return after the text. */
const withReturn = (numbers: readonly number[]): number[] => {
  const own = [...numbers];
  own[2 * AFTER_TEXT]! -= RETURN.length;
  own[2 * AFTER_TEXT + 1]! += RETURN.length;
  return own;
};

const bytesOf = (numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * NUMBER_BYTES);
  for (const [index, number] of numbers.entries()) bytes.writeInt32LE(number, index * NUMBER_BYTES);
  return bytes;
};
