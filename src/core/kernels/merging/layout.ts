/** Where a MergeMemory keeps what. All numbers are bytes, and all places multiples of 16. */

const align = (place: number): number => Math.ceil(place / 16) * 16;

/** The relation of a line's own time to its place in time order. */
export const NO_TIME = 0;
/** It is the line's place. */
export const IN_PLACE = 1;
/** It is before the place: the line is printed as late. */
export const LATE = 2;

/** As many bytes are read and written behind the last one. */
export const PAD = 16;

/** What `readLines` continues. */
export const STATE_AT = 0;
export const STATE = { lastMs: 0, skewMs: 8, lastNanos: 16, run: 20, line: 24 } as const;

/** Each source has a slot. */
export const SLOTS = 64;

/** The addresses of slots, ordered by their first lines. */
export const ORDER_AT = 32;

/** Runs of lines that come next: slot, first line, and the line after the last. */
export const RUNS_AT = ORDER_AT + 4 * SLOTS;
export const RUN_BYTES = 12;
export const RUNS_END = RUNS_AT + 4096 * RUN_BYTES;

/** Blocks for output. */
export const BLOCKS = 15;
export const BLOCK_BYTES = 128 * 1024;
export const BLOCKS_AT = align(RUNS_END);

export const SLOTS_AT = BLOCKS_AT + (BLOCKS + 1) * BLOCK_BYTES;

export const MAX_PREFIX = 240;
const PREFIX_BYTES = MAX_PREFIX + PAD;
export const PREFIXES_AT = 32;
/** The first line of a slot, its place and its source; and the number of lines. */
export const QUEUE = { ms: 0, nanos: 8, source: 12, first: 16, count: 20 } as const;
export const PREFIX = { length: 0, usual: 16, late: 16 + PREFIX_BYTES } as const;

/** A start of lines: numbers, and then for every sixteen bytes what they are, which are digits, and which count. */
export const START = {
  length: 0,
  clockAt: 4,
  fractionEnd: 8,
  kind: 12,
  /** The number of its blocks in bytes. */
  blocks: 16,
  /** How milliseconds and nanoseconds are derived from the digits of a fraction. */
  factor: 20,
  divisor: 24,
  nanosFactor: 28,
  baseMs: 32,
  bytes: 48,
} as const;
export const START_BLOCK = 48;
export const MAX_START = 96;
export const STARTS = 64;
export const START_BYTES = START.bytes + (MAX_START / 16) * START_BLOCK;

export const MAX_LINES = 8192;
/** The bytes of a slot's lines: a chunk of a local file, and the rest of the one before. */
export const TEXT_BYTES = 288 * 1024;

const STARTS_AT = align(PREFIXES_AT + PREFIX.late + PREFIX_BYTES);
const LAST_START_AT = STARTS_AT + STARTS * START_BYTES;
const ENDS_AT = LAST_START_AT + 16;
export const SLOT = {
  starts: STARTS_AT,
  /** The address of the start that matched last; zero: none. */
  lastStart: LAST_START_AT,
  timeEnd: LAST_START_AT + 4,
  ends: ENDS_AT,
  ms: ENDS_AT + 4 * MAX_LINES,
  nanos: ENDS_AT + 12 * MAX_LINES,
  own: ENDS_AT + 16 * MAX_LINES,
  text: ENDS_AT + 17 * MAX_LINES,
} as const;
export const SLOT_BYTES = align(SLOT.text + TEXT_BYTES + 2 * PAD);

/** The size of WebAssembly's pages. */
const PAGE = 65536;
export const PAGES = Math.ceil((SLOTS_AT + SLOTS * SLOT_BYTES + PAD) / PAGE);
