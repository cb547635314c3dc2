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
   * Opens the sources that a place stands for (`standsForSeveral`), and ends those that vanish while it is
   * followed. Resolves when all of them have ended, with the reason why none were found, or null. Absent: no
   * place of this kind stands for several.
   */
  open?(several: Several): Promise<Trouble | null>;
  /** Explains what would run where. May reject with a TroubleError. */
  explain(source: Source, context: ExplainContext): Promise<Explanation>;
  /** Limitations of following such a log on this host exactly: sentences without a full stop. */
  shortfalls(place: LogPlace, facts: HostFacts, options: { readonly sudo: boolean }): readonly string[];
  /** How long `rtail check` listens to it, in milliseconds; null: reading it once ends on its own. */
  readonly checkMs: number | null;
}

/** One source while it is being read. It was already reported to its sink as opened. */
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
  /** Opens one of them under a new id and reads it, by the kind of its place or with `read`. */
  add(source: Omit<Source, 'id'>, how?: HowToRead): OpenedSource;
  /**
   * Reports that there is none yet: the place itself is shown as waiting (by default `absent`), with this
   * notice the first time.
   */
  waiting(text: string, state?: SourceState): void;
  /** Reports that there are some: nothing waits for the place itself any more. */
  matched(): void;
}

export interface HowToRead {
  /** Overrides the run's. */
  readonly query?: Query;
  /** Ends only this one. */
  readonly signal?: AbortSignal;
  readonly read?: (reading: Reading) => Promise<Trouble | null>;
}

export interface OpenedSource {
  readonly source: Source;
  /** Resolves when it is no longer being read. */
  readonly ended: Promise<void>;
}

export interface ExplainContext extends FindingContext {
  readonly query: Query;
}

/** How a source would be read: a multi-line text, and the same with programs in full instead of a summary. */
export interface Explanation {
  readonly text: string;
  readonly whole: string | null;
}
