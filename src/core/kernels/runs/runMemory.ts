import { workspace } from '../workspace.ts';
import {
  BUCKETS,
  BUCKETS_AT,
  FROMS_AT,
  IDS_AT,
  MAX_RUN,
  MAX_SHAPES,
  NANOS_AT,
  RECIPE_BYTES,
  RECIPES_AT,
  SECONDS_AT,
  SIMPLE_AT,
  TOS_AT,
  WIDTHS_AT,
} from './layout.ts';

const { buffer, byteOffset } = workspace.memory;
const numbersAt = (place: number, length: number): Int32Array =>
  new Int32Array(buffer, byteOffset + place, length);

/** The columns of the present run: see RecordRun. */
export const columns = {
  froms: numbersAt(FROMS_AT, MAX_RUN),
  tos: numbersAt(TOS_AT, MAX_RUN),
  seconds: new Float64Array(buffer, byteOffset + SECONDS_AT, MAX_RUN),
  nanos: numbersAt(NANOS_AT, MAX_RUN),
  ids: numbersAt(IDS_AT, MAX_RUN),
  simple: new Uint8Array(buffer, byteOffset + SIMPLE_AT, MAX_RUN),
} as const;

/** The recipes, the lists of shapes, and their widths, as numbers of four bytes. */
export const recipes = numbersAt(RECIPES_AT, (RECIPE_BYTES / 4) * MAX_SHAPES);
export const buckets = numbersAt(BUCKETS_AT, BUCKETS);
export const widths = numbersAt(WIDTHS_AT, BUCKETS);
