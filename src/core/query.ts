import type { ByteString } from './bytes.ts';
import type { CountQuestion } from './count/question.ts';
import type { Level } from './level.ts';
import type { LevelRule } from './target.ts';

/** Where reading starts in a source. */
export type ReadFrom =
  | { readonly kind: 'lastLines'; readonly count: number }
  /** `-n +N`: from line N, 1-based. */
  | { readonly kind: 'fromLine'; readonly line: number }
  | { readonly kind: 'lastBytes'; readonly count: number }
  /** `-c +N`: from byte N, 1-based. */
  | { readonly kind: 'fromByte'; readonly byte: number };

/** `tail`'s following: not at all, by name through rotation, or the open file wherever it moves. */
export type Follow = 'none' | 'name' | 'descriptor';

/** A moment asked for, milliseconds since the epoch, or null for no bound. */
export interface TimeRange {
  readonly since: number | null;
  readonly until: number | null;
}

/** EREs (`core/pattern`) that tell where a log's records begin, for the tools of a host. */
export interface RecordStart {
  /** A line that matches all of `all`, one of `any` and none of `none` begins a record; a list that is empty asks nothing. */
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly none: readonly string[];
  /** Lines that match any of these may belong to a record farther up, with others' between. */
  readonly apart?: readonly string[];
  /** Its lines are of several streams, so that those of a record may lie between others. */
  readonly streams?: boolean;
  /** Each such record states its time. */
  readonly timed: boolean;
}

/** Where in a file everything lies that a range of time holds: byte offsets of line starts. */
export interface ByteSpan {
  readonly start: number;
  /** Null: its end, however far it grows. */
  readonly end: number | null;
  /** It begins anywhere, so what comes before the first record that surely begins is no record: to be left out there. */
  readonly torn?: true;
}

/** What was found out about one log before reading it, for a plan that reads less of it. */
export interface LogFindings {
  /** Null: not known. */
  readonly start: RecordStart | null;
  readonly span: ByteSpan | null;
  /** The file's, in bytes. */
  readonly size: number | null;
  /** How the log's levels are read, if configured. */
  readonly levels?: LevelRule | null;
  /** Bytes up to the end of its last whole line; null or left out: not known. */
  readonly wholeBytes?: number | null;
  /** What a person should know. */
  readonly notes?: readonly string[];
  /** The fields that the log's own pattern names. */
  readonly ownFields?: readonly string[];
  /** Whole lines of the log's end: for a plan that depends on what they are like. */
  readonly sample?: readonly ByteString[];
}

/**
 * What is asked of every source: plain data, resolved (no defaults left open). `null` means "not asked".
 * Patterns are ordinary text in the ERE dialect of `core/pattern`; a line must match every `grep` and no `exclude`.
 */
export interface Query {
  readonly from: ReadFrom;
  readonly follow: Follow;
  /** Keep trying to open a file that is not there (`--retry`, implied by `-F`). */
  readonly retry: boolean;
  /** Stop following when this process on the host ends. */
  readonly pid: number | null;
  /** Seconds between polls where the host's tail has to poll (`-s`). */
  readonly sleepSeconds: number | null;
  /** Records end in NUL instead of newline (`-z`). */
  readonly zeroTerminated: boolean;
  readonly grep: readonly string[];
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  /** Patterns are literal text (`--fixed`). */
  readonly fixed: boolean;
  /** Context lines before and after a match (`-B`, `-A`). */
  readonly before: number;
  readonly after: number;
  /** Match and print whole records (`--record`). */
  readonly record: boolean;
  /** Conditions on fields (`--where`), sound ones; a record must match each. */
  readonly where: readonly string[];
  /** This level or worse. */
  readonly level: Level | null;
  readonly time: TimeRange;
  /** Matches per log (`--max-count`). */
  readonly maxCount: number | null;
  /** Lines in all, over every log, the first (`--head`) or the latest (`--last`). */
  readonly head: number | null;
  readonly last: number | null;
  /** The text of a record is its message alone, without what its source puts in front (`-o raw`). */
  readonly bare?: boolean;
  /** Counts are requested instead of lines; left out or null: none. */
  readonly count?: CountQuestion | null;
  /** False: fetch everything and filter here (`--no-pushdown`). */
  readonly pushdown: boolean;
  /** Of the one log that it is asked of; left out where nothing was found out. */
  readonly findings?: LogFindings;
}

/** Reads a whole log as it is, once. */
export const EVERYTHING: Query = {
  from: { kind: 'fromLine', line: 1 },
  follow: 'none',
  retry: false,
  pid: null,
  sleepSeconds: null,
  zeroTerminated: false,
  grep: [],
  exclude: [],
  ignoreCase: false,
  fixed: false,
  before: 0,
  after: 0,
  record: false,
  where: [],
  level: null,
  time: { since: null, until: null },
  maxCount: null,
  head: null,
  last: null,
  pushdown: true,
};
