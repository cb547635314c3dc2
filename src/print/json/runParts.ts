import { PARTS_AT, PARTS_END, workspace } from '../../core/kernels/workspace.ts';
import { LEVELS } from '../../core/level.ts';
import { type LineShape, MAX_SHAPES } from '../../core/records/lineShapes.ts';
import { ByteOutput } from '../byteOutput.ts';
import { RecordBytes } from '../recordBytes.ts';
import { writeFields } from './fieldsJson.ts';

/** Text that is written often: where it is in the workspace. */
export interface Part {
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

/** What comes between a record's time and its text, by level. */
export const AFTER_TIME: readonly Part[] = LEVELS.map(
  level => addPart(Buffer.from(`Z","level":"${level}","text":"`))!,
);

/** JSON from a text's closing quote to the message's opening quote, by the shape's number. */
const MIDDLES_AT = partsEnd;
const shapes: (LineShape | undefined)[] = new Array(MAX_SHAPES);
const middles: (Part | null)[] = new Array(MAX_SHAPES);
const forgetShapes = (): void => {
  partsEnd = MIDDLES_AT;
  shapes.fill(undefined);
  middles.fill(null);
};
forgetShapes();

/** Returns JSON from the closing quote of a text to the opening quote of its message; null: it is too long. */
export const middleOf = (shape: LineShape): Part | null =>
  shapes[shape.id] === shape ? middles[shape.id]! : learn(shape);

const learn = (shape: LineShape): Part | null => {
  const out = new ByteOutput();
  out.ascii('","fields":');
  // Without a message, it ends with an opening quote and a closing one, and a brace.
  writeFields(shape.fields, NO_TEXT, out, 0, 0);
  const bytes = out.take().subarray(0, -2);
  let part = addPart(bytes);
  if (part === null) {
    forgetShapes();
    part = addPart(bytes);
  }
  shapes[shape.id] = shape;
  middles[shape.id] = part;
  return part;
};

const NO_TEXT = new RecordBytes();
