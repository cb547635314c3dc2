import type { HostFacts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import type { LogPlace, Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { SourceState } from '../events.ts';
import type { RunContext } from '../host/context.ts';
import type { FindingContext } from '../host/findings.ts';
import type { RunningCounts } from '../host/sourceCounts.ts';

/**
 * One kind of source: how its logs are read once, followed, explained and checked. Its command-line syntax is
 * a row of `core/sourceSchemes`; `kinds.ts` finds the kind of a place and loads it on first use.
 */
export interface SourceKind {
  /**
   * Reads one source once, or follows it (`context.query.follow`) across disconnects, until it ends or the
   * signal aborts. Its lines, markers and states are passed to `context.sink`. Returns the failure, or null;
   * may reject with a TroubleError.
   */
  read(reading: Reading): Promise<Trouble | null>;
  /**
   * Opens the sources of a place (`standsForSeveral`), and stops those that vanish while it is followed. Resolves when
   * all of them have ended, with the reason why none were found, or null. Absent: no place of this kind has several.
   */
  open?(several: Several): Promise<Trouble | null>;
  /**
   * Lists the logs that can be read where a place of this kind is, whatever the place itself selects: at once, and
   * whenever they change, until the signal aborts. Absent: they cannot be listed.
   */
  offers?(source: Source, watch: OffersWatch): Promise<void>;
  /** Explains what would run where. May reject with a TroubleError. */
  explain(source: Source, context: ExplainContext): Promise<Explanation>;
  /** Limitations of following such a log on this host exactly: sentences without a full stop. */
  shortfalls(place: LogPlace, facts: HostFacts, options: { readonly sudo: boolean }): readonly string[];
  /** How long `rtail check` listens to it, in milliseconds; null: reading it once ends on its own. */
  readonly checkMs: number | null;
}

/** One source while it is being read. Its opening has already been reported to its sink. */
export interface Reading {
  readonly source: Source;
  readonly counts: RunningCounts;
  /** The query, the sink, the hosts and the clock. */
  readonly context: RunContext;
  /** Aborts when the source is to end. */
  readonly signal: AbortSignal;
}

/** A place with several sources. */
export interface Several {
  readonly source: Source;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  /** Opens one of them under a new id and reads it, by the kind of its place or with `read`. */
  add(source: Omit<Source, 'id'>, how?: HowToRead): OpenedSource;
  /**
   * Reports that there are none yet: the place itself is shown as waiting (by default `absent`), with this notice the
   * first time.
   */
  waiting(text: string, state?: SourceState): void;
  /** Reports that there are some, so the place itself no longer waits. */
  matched(): void;
}

/** A log that can be read. */
export interface OfferedLog {
  /** Its SOURCE argument, without a password. */
  readonly name: string;
  /** Its state. */
  readonly detail: string;
}

export interface OffersWatch {
  readonly signal: AbortSignal;
  readonly found: (logs: readonly OfferedLog[]) => void;
  /** They cannot be listed at present. */
  readonly failed: (trouble: Trouble) => void;
}

export interface HowToRead {
  /** Overrides the run's query. */
  readonly query?: Query;
  /** Ends only this source. */
  readonly signal?: AbortSignal;
  readonly read?: (reading: Reading) => Promise<Trouble | null>;
}

export interface OpenedSource {
  readonly source: Source;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

export interface ExplainContext extends FindingContext {
  readonly query: Query;
}

/**
 * An explanation of how a source would be read: a multi-line text, and the same with programs in full instead of a
 * summary.
 */
export interface Explanation {
  readonly text: string;
  readonly whole: string | null;
}
