import type { ByteString } from '../bytes.ts';
import type { Level } from '../level.ts';
import type { ReadFrom, TimeRange } from '../query.ts';

/** What is left to do here after the host has done its part: plain data, null and empty where nothing is asked. */
export interface LocalFilter {
  /** Where reading starts, where the host could not be told (our own standard input). */
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
  /** Takes whole lines with their ends, of which only the stream's last may lack it; gives what passes. */
  push(chunk: ByteString): ByteString;
  /** The stream has ended, or is `done`: gives what was held back. */
  end(): ByteString;
  /** True once nothing that is still to come can pass: the source may be closed, and `end` called. */
  readonly done: boolean;
  /** Bytes that were asked for and had to be let go: more was to be held than memory allows. */
  readonly dropped?: number;
  /** True while something is held back only because it may go on: call `expire` when nothing came for a while. */
  readonly waits?: boolean;
  /** Gives what `waits`. */
  expire?(): ByteString;
}

/** What is asked of records as wholes: plain data. */
export interface RecordSelection {
  /** A record without a time has its predecessor's; the first of a log that has none came before any time. */
  readonly time: TimeRange;
  /** This level or worse; records without a level are left out. */
  readonly level: Level | null;
  /** Conditions on fields (`--where`), each of which must hold. */
  readonly where?: readonly string[];
  /** `--record`: patterns, context and counts are about records; else they are about the lines of the selected ones. */
  readonly whole: boolean;
  /** It begins within a record: what comes before the first that states a time is left out. */
  readonly torn?: boolean;
}

/** Where a record stands. `open`: it depends on lines that are still to come. */
export type Verdict = 'match' | 'miss' | 'open';

/** Takes records, line by line, and which of them match. */
export interface RecordCollector {
  /** A record begins; one that is not in the range of time has no lines and no verdict. */
  begin(inRange: boolean): void;
  /** The record's next line, with its end: the bytes of a text between two places. Comes before a verdict that it brings. */
  add(text: ByteString, from: number, to: number): void;
  /** The record's verdict, once; more of its lines may come after it. */
  judge(verdict: 'match' | 'miss'): void;
  /** The record is complete, as far as is known: it may be called more than once. */
  close(): void;
  /** What may be given now, once. */
  take(): ByteString;
  /** The stream has ended. */
  end(): void;
  /** True while it is not done only because the record may go on. */
  readonly waits: boolean;
  readonly done: boolean;
}

/** Further tests of a record's lines, for `--record`: told of each line, asked for a verdict. */
export interface LineTests {
  begin(): void;
  see(line: ByteString): void;
  /** `level`: as far as the record tells it yet, an index of LEVELS or NO_LEVEL. */
  verdict(complete: boolean, level: number): Verdict;
}
