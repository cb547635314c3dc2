import { RUNS_AT, RUNS_END } from '../places.ts';

/** Where the workspace keeps runs of records, and what is known about the starts of their lines. All numbers are bytes. */

/** Number of records in a run, at most. */
export const MAX_RUN = 4096;
/** Number of shapes, which have numbers below this. */
export const MAX_SHAPES = 4096;

/** What `collect` and `write` continue. */
export const STATE_AT = RUNS_AT;
export const STATE = {
  /** Of the last line, which has a time: its seconds, those of its minute, its nanoseconds, and where it is. */
  seconds: 0,
  minute: 8,
  nanos: 16,
  last: 20,
  /** The number of records. */
  length: 24,
  /** Of the start that is written: its hour, its seconds after that, its length, and where its number ends. */
  hour: 32,
  clock: 40,
  startLength: 44,
  lastDigit: 48,
  /** Where the output ends, and where there is no more room for it. */
  output: 52,
  outputEnd: 56,
} as const;
const STATE_BYTES = 64;

/** The columns of a run. */
export const SECONDS_AT = STATE_AT + STATE_BYTES;
export const FROMS_AT = SECONDS_AT + 8 * MAX_RUN;
export const TOS_AT = FROMS_AT + 4 * MAX_RUN;
export const NANOS_AT = TOS_AT + 4 * MAX_RUN;
export const IDS_AT = NANOS_AT + 4 * MAX_RUN;
export const SIMPLE_AT = IDS_AT + 4 * MAX_RUN;
/** In that column: all of a record's bytes are ordinary ASCII; the same, but a carriage return follows them; otherwise 0. */
export const SIMPLE = 1;
export const SIMPLE_BUT_RETURN = 2;

/** How to write the records of each shape; see `Recipe`. Without an address, it is unknown. Behind it is that for a carriage return. */
export const RECIPES_AT = SIMPLE_AT + MAX_RUN;
export const RECIPE = { at: 0, end: 4, length: 8, fractionAt: 12, digits: 16 } as const;
export const RECIPE_BYTES = 20;

/**
 * Lists of shapes by a hash of what follows the time, as far as its width: the address of the first; zero: none. A width is a multiple of
 * eight bytes. Those of the shapes whose first sixteen bytes have the same hash are bits of a number, the lowest for eight bytes.
 */
export const BUCKETS = 2048;
export const BUCKETS_AT = RECIPES_AT + RECIPE_BYTES * MAX_SHAPES;
export const WIDTHS_AT = BUCKETS_AT + 4 * BUCKETS;
export const WIDTH_UNIT = 8;

/**
 * Shapes: numbers, and then for every sixteen bytes of the start what they are, with zeros for digits; which may be any digits; which
 * count; and which must not be a zero.
 */
export const SHAPES_AT = WIDTHS_AT + 4 * BUCKETS;
export const SHAPES_END = RUNS_END;
export const SHAPE = {
  /** The next one of the list; zero: none. */
  next: 0,
  id: 4,
  kind: 8,
  length: 12,
  /** The number of its blocks in bytes. */
  blocks: 16,
  simple: 20,
  /** One if a clock follows a date as in `2026-11-20 14:02:11`. */
  clocked: 24,
  /** How many of the first bytes tell the second. */
  secondTo: 28,
  fractionAt: 32,
  digits: 36,
  /** The nanoseconds of the fraction's last digit. */
  factor: 40,
  bytes: 48,
} as const;
export const BLOCK = 64;

/** What the bytes after a time are multiplied by, four at a time, to look them up; a hash is multiplied by the last one before more bytes are added. */
export const FACTORS = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map(factor => factor | 0);
