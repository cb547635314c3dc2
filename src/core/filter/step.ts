import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { ReadFrom, TimeRange } from '../query.ts';

/** What remains to be filtered locally after the host has done its part. Plain data; null and empty mean nothing. */
export interface LocalFilter {
  /** Where reading starts, for input that no host reads (our own standard input). */
  readonly from: ReadFrom | null;
  readonly zeroTerminated: boolean;
  readonly grep: readonly string[];
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  readonly fixed: boolean;
  readonly before: number;
  readonly after: number;
  readonly maxCount: number | null;
  /** The latest lines only; they come out at the end. */
  readonly last: number | null;
  readonly head: number | null;
  /** The lines were selected by these patterns already, with their context, and numbered as `grep -n` does: only limits are left. */
  readonly numbered?: true;
  /** What is asked of records as wholes; null or left out: nothing, lines are lines. */
  readonly records?: RecordSelection | null;
}

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
  /** Takes whole lines with their ends (only the stream's last may lack one); returns what passes. */
  push(chunk: ByteString): ByteString;
  /** The stream has ended, or is `done`: returns what was held back. */
  end(): ByteString;
  /** True once no further line can pass: the source may be closed, and `end` called. */
  readonly done: boolean;
  /** Bytes that were requested and had to be let go: more was to be held than memory allows. */
  readonly dropped?: number;
  /** True while something is held back only because it may continue: call `expire` when nothing has arrived for a while. */
  readonly waits?: boolean;
  /** Returns what `waits`. */
  expire?(): ByteString;
}

/** The conditions on whole records. Plain data. */
export interface RecordSelection {
  /** A record without a time has its predecessor's; the first records of a log without one come before any time. */
  readonly time: TimeRange;
  /** This level or worse; records without a level are dropped. */
  readonly level: Level | null;
  /** Conditions on fields (`--where`), each of which must hold. */
  readonly where?: readonly string[];
  /** `--record`: patterns, context and counts are about records; else they are about the lines of the selected ones. */
  readonly whole: boolean;
  /** Reading starts within a record: everything before the first record with a time is dropped. */
  readonly torn?: boolean;
}

/** Where a record stands. `open`: it depends on lines that are still to come. */
export type Verdict = 'match' | 'miss' | 'open';

/** Collects records, line by line, and whether they match. */
export interface RecordCollector {
  /** A record starts; one outside the time range gets no lines and no verdict. */
  begin(inRange: boolean): void;
  /** The record's next line, with its end: the bytes of a text between two places. Comes before a verdict that it brings. */
  add(text: ByteString, from: number, to: number): void;
  /** The record's verdict, once; more of its lines may come after it. */
  judge(verdict: 'match' | 'miss'): void;
  /** The record is complete, as far as known; may be called more than once. */
  close(): void;
  /** Returns what may be printed now, once. */
  take(): ByteString;
  /** The stream has ended. */
  end(): void;
  /** True while it is not done only because the record may continue. */
  readonly waits: boolean;
  readonly done: boolean;
}

/** Further tests of a record's lines, for `--record`. */
export interface LineTests {
  begin(): void;
  see(line: ByteString): void;
  /** `level`: as far as the record tells it yet, an index of LEVELS or NO_LEVEL. */
  verdict(complete: boolean, level: number): Verdict;
}
