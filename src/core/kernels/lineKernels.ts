/**
 * Inner loops over the lines of a text in a memory, each of which ends with a newline. A table of transitions tells kinds of
 * lines apart: the state after a byte is at its state's row, of 256 numbers. Numbers below FIRST_STATE end a line's
 * examination; a newline always does.
 */
export interface LineKernels {
  /**
   * Takes lines that certainly start a record, and those after them that continue it, up to another line, and returns where
   * that is, or the end. Each record but the last is copied to the output if it is wanted. The state is kept in `LineState`.
   */
  skim(at: number, end: number): number;
  /**
   * Takes lines of streams as far as `StreamState` permits, up to another line, and returns where that is, or the end. Each line of
   * a wanted record is copied to the output.
   */
  skimStreams(at: number, end: number): number;
  /** Returns where the first line of another kind is, or the end. */
  run(at: number, end: number, kind: number): number;
}

/** How a line's examination can end: further transitions have to be computed first… */
export const UNKNOWN = 0;
/** …nothing is known about the line… */
export const OTHER = 1;
/** …it starts a record, which is not wanted, or wanted… */
export const LOWER = 2;
export const WANTED = 3;
/** …or it has no head, and is indented… */
export const INDENTED = 4;
/** …or it is another program's message… */
export const MESSAGE = 5;
/** …or it has no head, starts at column 0, and continues any record that starts with a time and a level… */
export const MARGIN = 6;
/** …or it starts a traceback, of which a record may have one if it is wanted. */
export const TRACEBACK = 7;
/**
 * Lines of several streams have four numbers for each: a line that starts a record which is not wanted, one of a record that is
 * wanted, and a line that continues the stream's record.
 */
export const STREAM_KINDS = 8;
export const MAX_STREAM_KINDS = 4;
export const STREAM_KIND = { lower: 0, wanted: 1, indented: 2 } as const;
export const FIRST_STATE = STREAM_KINDS + 4 * MAX_STREAM_KINDS;

/**
 * Marks a transition that leads back to its state, as do all bytes but those of which `endsRepetition` is true: the kernels
 * search for the next of these.
 */
export const REPEATED = 0x8000;

/** Returns true for bytes that end a JSON string, or the part of it before an escape sequence or a `#`, and for control characters. */
export const endsRepetition = (byte: number): boolean =>
  byte < 32 || byte === 34 || byte === 35 || byte === 92;

/** Bytes of a state's row. */
export const ROW_BYTES = 512;

/** Where the kernels keep numbers of four bytes. */
export const LineState = {
  /** The last record: where it starts (0: there is none), where its first line ends, and whether it is wanted. */
  from: 0,
  firstEnd: 4,
  wanted: 8,
  /** Where the output ends. */
  out: 12,
  /** How the last line's examination ended, in which state and at which place. */
  kind: 16,
  state: 20,
  at: 24,
  /** The number of lines of streams that were taken. */
  count: 28,
  /** Whether the last record has a traceback. */
  traced: 32,
} as const;

/** A line of a stream that is behind the last one by more lines no longer continues its record. */
export const MAX_BEHIND = 100;

/** Bytes of a stream's numbers; the first stream's follow those in `LineState`. */
export const STREAM_BYTES = 32;
export const STREAMS_AT = STREAM_KINDS * 8;

/** Where the kernels keep numbers of a stream. */
export const StreamState = {
  /** Which lines may be taken: `TAKES`. */
  takes: 0,
  /** The same after a line that starts a record. */
  takesAfter: 4,
  /** Whether its record is wanted. */
  wanted: 8,
  /** Where the last line that starts a record is (0: none was taken), and its number. */
  first: 12,
  firstCount: 16,
  /** Where the last line after it that continues its record is (0: there is none), and the number of the stream's last line. */
  last: 20,
  lastCount: 24,
} as const;

export const TAKES = { starts: 1, indented: 2 } as const;
