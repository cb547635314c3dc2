import type { HostFacts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import type { LogPlace, Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { SourceState } from '../events.ts';
import type { RunContext } from '../host/context.ts';
import type { FindingContext } from '../host/findings.ts';
import type { RunningCounts } from '../host/sourceCounts.ts';

/**
 * One kind of source: how its logs are read once, followed, explained and checked. How it is written on the command line is a row of
 * `core/sourceSchemes`; `kinds.ts` finds the kind of a place, and loads it when it is first used.
 */
export interface SourceKind {
  /**
   * Reads one source once, or follows it (`context.query.follow`), through every break, until it ends or the signal aborts.
   * Its lines, markers and states go to `context.sink`. Returns what went wrong, or null; may reject with a TroubleError.
   */
  read(reading: Reading): Promise<Trouble | null>;
  /**
   * Opens the sources that a place stands for (`standsForSeveral`), and ends those that vanish while it is followed. Resolves when all
   * of them have ended, with what kept it from finding any, or null. Absent: no place of this kind stands for several.
   */
  open?(several: Several): Promise<Trouble | null>;
  /** Says what would run where. May reject with a TroubleError. */
  explain(source: Source, context: ExplainContext): Promise<Explanation>;
  /** Where following such a log on this host falls short of each line once: sentences without a trailing stop. */
  shortfalls(place: LogPlace, facts: HostFacts, options: { readonly sudo: boolean }): readonly string[];
  /** How long `rtail check` listens to it, in milliseconds; null: reading it once ends by itself. */
  readonly checkMs: number | null;
}

/** One source while it is read. Its sink has been told that it was opened. */
export interface Reading {
  readonly source: Source;
  readonly counts: RunningCounts;
  /** The query, the sink, the hosts and the clock. */
  readonly context: RunContext;
  /** Aborts when the source is to end. */
  readonly signal: AbortSignal;
}

/** A place while it stands for several sources. */
export interface Several {
  readonly source: Source;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  /** Opens one of them under an id of its own, and reads it: as the kind of its place does, or by `read`. */
  add(source: Omit<Source, 'id'>, how?: HowToRead): OpenedSource;
  /** There is none yet: the place itself is shown waiting (by default as `absent`), with this as a notice the first time. */
  waiting(text: string, state?: SourceState): void;
  /** There are some: the place itself holds nobody up any more. */
  matched(): void;
}

export interface HowToRead {
  /** In place of the run's. */
  readonly query?: Query;
  /** Ends this one alone. */
  readonly signal?: AbortSignal;
  readonly read?: (reading: Reading) => Promise<Trouble | null>;
}

export interface OpenedSource {
  readonly source: Source;
  /** Resolves when it is read no more. */
  readonly ended: Promise<void>;
}

export interface ExplainContext extends FindingContext {
  readonly query: Query;
}

/** How a source would be read: a text of several lines, and the same with programs written out where it has them in words. */
export interface Explanation {
  readonly text: string;
  readonly whole: string | null;
}
