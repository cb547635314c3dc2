import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { ReadFrom, TimeRange } from '../query.ts';
import type { RecordStarts } from '../records/starts.ts';

/**
 * What is left to filter locally after the host has done its part. Plain data; null and empty mean nothing.
 */
export interface LocalFilter {
  /** Where reading starts, for input without a host (standard input). */
  readonly from: ReadFrom | null;
  readonly zeroTerminated: boolean;
  readonly grep: readonly string[];
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  readonly fixed: boolean;
  readonly before: number;
  readonly after: number;
  readonly maxCount: number | null;
  /** Only the latest lines, printed at the end. */
  readonly last: number | null;
  readonly head: number | null;
  /**
   * The lines were already selected by these patterns with their context, and numbered as by `grep -n`: only
   * limits are left.
   */
  readonly numbered?: true;
  /**
   * What precedes each line's text, to be removed: the time and the stream that a container's runtime writes, or only the
   * time. Records are recognised with it, and patterns match the text. Absent: nothing.
   */
  readonly unwrap?: Wrapped;
  /** Conditions on whole records; null or absent: none, the unit is the line. */
  readonly records?: RecordSelection | null;
}

/** The head of each line of a container's output. */
export type Wrapped = 'cri' | 'stamped';

/** Lets everything pass. */
export const NO_FILTER: LocalFilter = {
  from: null,
  zeroTerminated: false,
  grep: [],
  exclude: [],
  ignoreCase: false,
  fixed: false,
  before: 0,
  after: 0,
  maxCount: null,
  last: null,
  head: null,
};

/** One step over a stream of whole lines. */
export interface LineStep {
  /** Takes whole terminated lines (only the stream's last may be unterminated); returns what passes. */
  push(chunk: ByteString): ByteString;
  /** The same for bytes, where that takes less time. */
  pushBytes?(chunk: Buffer): Buffer;
  /** Call when the stream has ended or is `done`: returns what was held back. */
  end(): ByteString;
  /** True once no further line can pass: the source may be closed, and `end` called. */
  readonly done: boolean;
  /** Requested bytes that had to be dropped, because they exceeded the buffer. */
  readonly dropped?: number;
  /** True while something is held back only because it may continue: call `expire` when nothing has arrived for a while. */
  readonly waits?: boolean;
  /** Returns what is held back only because it may continue. */
  expire?(): ByteString;
  /** Returns where records start in what was returned last, once; empty or absent: unknown. */
  takeStarts?(): RecordStarts;
  /** The next text starts a record, in this way; for steps that hold lines back. */
  startRecord?(flags: number): void;
}

/** The conditions on whole records. Plain data. */
export interface RecordSelection {
  /** A record without a time has its predecessor's; the first records of a log without one come before any time. */
  readonly time: TimeRange;
  /** Only this level or worse; records without a level are dropped. */
  readonly level: Level | null;
  /** Conditions on fields (`--where`), each of which must hold. */
  readonly where?: readonly string[];
  /**
   * `--record`: patterns, context and counts apply to records; otherwise to the lines of selected records.
   */
  readonly whole: boolean;
  /** Reading starts within a record: everything before the first record with a time is dropped. */
  readonly torn?: boolean;
  /** Lines that need not be read to know their level; absent: unknown. */
  readonly certain?: CertainLines;
}

/** EREs, also as RegExps, for lines that certainly start a record, whatever is around them; empty: none. */
export interface CertainLines {
  /** Of a lower level than requested… */
  readonly lower: string;
  /** …and of that level or worse. */
  readonly wanted: string;
  /** Lines that belong to the record before, whatever that is, if one of these started it; absent: none. */
  readonly continuing?: ContinuingLines;
  /** Lines of these streams instead; absent: the log has none. */
  readonly streams?: readonly CertainStream[];
}

/** EREs for lines without a head that continue a record which started with a time and a level; empty: none. */
export interface ContinuingLines {
  /** They change nothing about how later lines are read… */
  readonly indented: string;
  /** …or do so only if the record has a trace, except for those that may have a head… */
  readonly margin: string;
  readonly headed: string;
  /** …or start one, and continue a wanted record without one. */
  readonly traceback: string;
}

/** EREs for the lines of a stream: whole lines of other programs in a container's log. */
export interface CertainStream {
  /** As `LineHead.stream`. */
  readonly key: ByteString;
  readonly lower: string;
  readonly wanted: string;
  /** Lines that continue the record before if that started with a time; empty: none. */
  readonly indented: string;
  /** True if each record of `lower` and `wanted` starts with a time, and is not JSON. */
  readonly isTimed: boolean;
  /** What is before and after an ERE for the start of a text; absent: no lines continue records with a time. */
  readonly around?: { readonly before: string; readonly after: string };
}

/** The verdict on a record. `open`: it depends on further lines. */
export type Verdict = 'match' | 'miss' | 'open';

/** Collects records, line by line, and whether they match. */
export interface RecordCollector {
  /** Starts a record; one outside the time range gets no lines and no verdict. `flags`: how it starts, or NO_START. */
  begin(inRange: boolean, flags: number): void;
  /**
   * Adds the record's next line, with its terminator: the bytes of a text between two places. Called before
   * the resulting verdict.
   */
  add(text: ByteString, from: number, to: number): void;
  /** Sets the record's verdict, once; more of its lines may follow. */
  judge(verdict: 'match' | 'miss'): void;
  /** The record is complete, as far as known; may be called more than once. */
  close(): void;
  /** Returns what can be printed now, once. */
  take(): ByteString;
  /** Returns where records start in what was taken last, once, if it notes that. */
  takeStarts(): RecordStarts;
  /** The stream has ended. */
  end(): void;
  /** True while it is waiting only because the record may continue. */
  readonly waits: boolean;
  readonly done: boolean;
}

/** Further tests of a record's lines, for `--record`. */
export interface LineTests {
  begin(): void;
  see(line: ByteString): void;
  /** `level`: the level known so far, an index of LEVELS or NO_LEVEL. */
  verdict(complete: boolean, level: number): Verdict;
}
