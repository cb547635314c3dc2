import {
  BLOCK,
  BUCKETS,
  FACTORS,
  MAX_SHAPES,
  RECIPE_BYTES,
  SHAPE,
  SHAPES_AT,
  SHAPES_END,
  WIDTH_UNIT,
} from '../kernels/runs/layout.ts';
import { MARKS } from '../kernels/runs/marks.ts';
import { buckets, recipes, widths } from '../kernels/runs/runMemory.ts';
import { workspace } from '../kernels/workspace.ts';
import { type BytePattern, elementOf } from '../understand/known/bytePattern.ts';
import type { CompiledTimeFormat } from '../understand/tables/timeFormats.ts';
import type { LineShape } from './lineShapes.ts';

const BYTES = 16;
const ZERO = 0x30;
const ALL = 0xff;
/** The kind of shapes that the kernel does not find. */
const NO_KIND = -1;

/** What the lines of a run have in common. */
interface Kind {
  readonly time: CompiledTimeFormat;
  readonly timeLength: number;
  readonly stamped: boolean;
  /** Together with the length, it says whether a `Z` follows. */
  readonly digits: number;
}

/** The shapes that `Kernels.collect` knows, by number; a number may be that of another shape later. */
class ShapeTable {
  readonly #shapes: (LineShape | undefined)[] = new Array(MAX_SHAPES).fill(undefined);
  readonly #kinds: Kind[] = [];
  #end = SHAPES_AT;

  /** Returns the shape with a number, which has to be in the table. */
  shape(id: number): LineShape {
    return this.#shapes[id]!;
  }

  has(shape: LineShape): boolean {
    return this.#shapes[shape.id] === shape;
  }

  /** True if adding a shape changes no other one. */
  hasRoom(shape: LineShape): boolean {
    const known = this.#shapes[shape.id];
    return known === shape || (known === undefined && this.#end + sizeOf(shape) <= SHAPES_END);
  }

  /** Adds a shape, which may take the place of all others. */
  add(shape: LineShape): void {
    if (this.has(shape)) return;
    if (!this.hasRoom(shape)) this.#forget();
    this.#shapes[shape.id] = shape;
    this.#write(shape);
  }

  /** Returns the number of the kind of lines that a shape belongs to. */
  kindOf(shape: LineShape): number {
    const found = this.#kinds.findIndex(kind => isOfKind(shape, kind));
    if (found >= 0) return found;
    const { time, timeLength, stamped, digits } = shape;
    return this.#kinds.push({ time, timeLength, stamped, digits }) - 1;
  }

  #forget(): void {
    this.#shapes.fill(undefined);
    buckets.fill(0);
    widths.fill(0);
    recipes.fill(0);
    this.#end = SHAPES_AT;
  }

  #write(shape: LineShape): void {
    const { memory } = workspace;
    const at = this.#end;
    this.#end += sizeOf(shape);
    const { rest, template, length, fractionAt, digits, secondTo } = shape;
    memory.fill(0, at, this.#end);
    for (let place = 0; place < length; place++) {
      const { byte, isDigit } = elementAt(shape, place);
      const to = at + SHAPE.bytes + (place >> 4) * BLOCK + (place & 15);
      memory[to] = byte;
      memory[to + BYTES] = isDigit ? ALL : 0;
      memory[to + 2 * BYTES] = ALL;
      memory[to + 3 * BYTES] = template.excludesZero(place) ? ALL : 0;
    }
    const put = (offset: number, value: number): void => void memory.writeInt32LE(value, at + offset);
    put(SHAPE.id, shape.id);
    put(SHAPE.kind, mayContainMark(shape) ? NO_KIND : this.kindOf(shape));
    put(SHAPE.length, length);
    put(SHAPE.blocks, blocksOf(shape) * BLOCK);
    put(SHAPE.simple, shape.simple ? 1 : 0);
    put(SHAPE.clocked, secondTo > 0 ? 1 : 0);
    put(SHAPE.secondTo, Math.max(BYTES, secondTo > 0 ? secondTo : shape.timeLength));
    put(SHAPE.fractionAt, fractionAt);
    put(SHAPE.digits, fractionAt < 0 ? 0 : digits);
    put(SHAPE.factor, 10 ** (9 - digits));
    const { group, width, bucket } = bucketOf(rest);
    widths[group]! |= 1 << (width / WIDTH_UNIT - 1);
    put(SHAPE.next, buckets[bucket]!);
    buckets[bucket] = at;
  }
}

/** Returns true if lines of a shape may be in a run with others. */
export const isOfKind = (shape: LineShape, { time, timeLength, stamped, digits }: Kind): boolean =>
  shape.time === time &&
  shape.timeLength === timeLength &&
  shape.stamped === stamped &&
  shape.digits === digits;

/** Returns what a shape says about a byte of its lines. */
const elementAt = ({ timePattern, timeLength, rest }: LineShape, place: number) =>
  place < timeLength ? elementOf(timePattern, place) : elementOf(rest, place - timeLength);

/** Returns true if a line may contain a mark in what its shape determines: the kernel looks for them only behind that. */
const mayContainMark = (shape: LineShape): boolean =>
  MARKS.some(mark => {
    const isAt = (from: number): boolean =>
      Array.from(mark).every((character, index) => {
        const { byte, isDigit } = elementAt(shape, from + index);
        return isDigit ? /\d/.test(character) : byte === character.charCodeAt(0);
      });
    return Array.from({ length: Math.max(0, shape.length - mark.length + 1) }, (_, from) => from).some(isAt);
  });

const blocksOf = ({ length }: LineShape): number => Math.ceil(length / BYTES);
const sizeOf = (shape: LineShape): number => SHAPE.bytes + blocksOf(shape) * BLOCK;

/**
 * Returns where lines are looked up whose time is followed by such bytes: by the first sixteen, and by as many as possible.
 */
const bucketOf = (rest: BytePattern): { group: number; width: number; bucket: number } => {
  const width = rest.length - (rest.length % WIDTH_UNIT);
  const first = hashOf(rest, 0, 0);
  let hash = first;
  for (let at = BYTES; at + BYTES < width; at += BYTES) hash = hashOf(rest, at, hash);
  // The last sixteen bytes may overlap with those before.
  return { group: indexOf(first), width, bucket: indexOf(hashOf(rest, width - BYTES, hash)) };
};

/** Adds sixteen bytes to a hash, whatever their digits are. */
const hashOf = (rest: BytePattern, at: number, before: number): number => {
  const bytes = Buffer.alloc(BYTES);
  for (let place = 0; place < BYTES; place++) {
    const { byte } = elementOf(rest, at + place);
    bytes[place] = byte >= ZERO && byte <= ZERO + 9 ? ZERO : byte;
  }
  return FACTORS.reduce(
    (hash, factor, index) => hash ^ Math.imul(bytes.readInt32LE(4 * index), factor),
    Math.imul(before, FACTORS.at(-1)!),
  );
};

const indexOf = (hash: number): number => (hash ^ (hash >>> 15)) & (BUCKETS - 1);

/** There is one, like the memory it is in. */
export const shapeTable = new ShapeTable();

/** Returns where the numbers of a recipe are in `recipes`. */
export const recipeIndex = (id: number): number => (id * RECIPE_BYTES) / 4;
