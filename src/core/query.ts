import type { ByteString } from './bytes.ts';
import type { CountQuestion } from './count/question.ts';
import type { Level } from './level.ts';
import type { StreamKey } from './records/streamKeys.ts';
import type { LevelRule } from './target.ts';

/** Where reading starts in a source. */
export type ReadFrom =
  | { readonly kind: 'lastLines'; readonly count: number }
  /** `-n +N`: from line N, 1-based. */
  | { readonly kind: 'fromLine'; readonly line: number }
  | { readonly kind: 'lastBytes'; readonly count: number }
  /** `-c +N`: from byte N, 1-based. */
  | { readonly kind: 'fromByte'; readonly byte: number };

/**
 * How to follow, as in `tail`: not at all, by name across rotations, or the open file even if it is renamed.
 */
export type Follow = 'none' | 'name' | 'descriptor';

/** A requested time in milliseconds since the epoch, or null for no bound. */
export interface TimeRange {
  readonly since: number | null;
  readonly until: number | null;
}

/** EREs (`core/pattern`) that match the start of a log's records, for a host's tools. */
export interface RecordStart {
  /**
   * A line that matches all of `all`, one of `any` and none of `none` starts a record; an empty list matches
   * everything.
   */
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly none: readonly string[];
  /** Lines that match any of these may belong to an earlier record, with other records' lines in between. */
  readonly apart?: readonly string[];
  /** Its lines belong to several streams, so those of a record may be interleaved with others. */
  readonly streams?: boolean;
  /** How to find a line's stream; null or absent: it is unknown. */
  readonly streamKey?: StreamKey | null;
  /** Each such record has a time. */
  readonly timed: boolean;
}

/** The part of a file that contains a time range: byte offsets of line starts. */
export interface ByteSpan {
  readonly start: number;
  /** Null: its end, however far it grows. */
  readonly end: number | null;
  /**
   * It may start inside a record, so everything before the first certain start of a record has to be dropped.
   */
  readonly torn?: true;
}

/** Findings about one log before reading it, for a plan that reads less of it. */
export interface LogFindings {
  /** Null: unknown. */
  readonly start: RecordStart | null;
  readonly span: ByteSpan | null;
  /** Size of the file in bytes. */
  readonly size: number | null;
  /** How the log's levels are read, if configured. */
  readonly levels?: LevelRule | null;
  /** Notices for the user. */
  readonly notes?: readonly string[];
  /** The fields that the log's own pattern names. */
  readonly ownFields?: readonly string[];
  /** Whole lines from the end of the log, for a plan that depends on their form. */
  readonly sample?: readonly ByteString[];
  /** True for a log on this machine: a filter only pays if it costs less than reading the lines that it drops. */
  readonly isNear?: true;
}

/**
 * The request to every source: plain data with all defaults resolved. `null` means "not requested". Patterns
 * are ordinary text in the ERE dialect of `core/pattern`; a line must match every `grep` and no `exclude`.
 */
export interface Query {
  readonly from: ReadFrom;
  readonly follow: Follow;
  /** Keep trying to open a missing file (`--retry`, implied by `-F`). */
  readonly retry: boolean;
  /** Stop following when this process on the host exits. */
  readonly pid: number | null;
  /** Seconds between polls, if the host's tail has to poll (`-s`). */
  readonly sleepSeconds: number | null;
  /** Records end with NUL instead of newline (`-z`). */
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
  /** Valid conditions on fields (`--where`); a record must match each. */
  readonly where: readonly string[];
  /** This level or worse. */
  readonly level: Level | null;
  readonly time: TimeRange;
  /** Matches per log (`--max-count`). */
  readonly maxCount: number | null;
  /** Lines in total, across all logs: the first (`--head`) or the latest (`--last`). */
  readonly head: number | null;
  readonly last: number | null;
  /** The text of a record is only its message, without the source's prefix (`-o raw`). */
  readonly bare?: boolean;
  /** Request counts instead of lines; absent or null: no. */
  readonly count?: CountQuestion | null;
  /** False: fetch everything and filter locally (`--no-pushdown`). */
  readonly pushdown: boolean;
  /** About the log it is for; absent if nothing was found. */
  readonly findings?: LogFindings;
}

/** A query that reads a whole log once, unfiltered. */
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
