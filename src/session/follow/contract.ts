import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { RunContext } from '../host/context.ts';
import type { ReachedHost } from '../host/hosts.ts';
import type { RunningCounts } from '../host/sourceCounts.ts';

/**
 * How one attempt to follow ended: finished, something changed on the host, a failure, or a command that
 * should be restarted exited.
 */
export type AttemptEnd = 'over' | 'again' | Trouble | Restart;

export interface Restart {
  readonly kind: 'restart';
  readonly trouble: Trouble;
  /**
   * It ran long enough to be restarted soon; a command that exits at once is restarted after increasing
   * pauses.
   */
  readonly ranLong: boolean;
}

/** What an attempt needs from the source that it follows. */
export interface Following {
  readonly source: Source;
  readonly counts: RunningCounts;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  /** Following is in progress: new lines are passed on as they are written. */
  live(): void;
  /** No file has the followed name; waiting for one. */
  absent(): void;
  /** How long ago the log should have been read for the first time, in milliseconds. */
  readonly waitedMs: number;
  /** Lines stopped arriving, or never started to. */
  readonly broken: boolean;
  /** When and why lines stopped arriving, returned once; null if they did not stop. */
  takeBreak(): Break | null;
  notice(text: string): void;
  /** Passes on what the host wrote to stderr. */
  hostSays(line: string): void;
}

/** The time since which lines may be missing. */
export interface Break {
  readonly since: number;
  readonly trouble: Trouble;
}

/** A way of following: each call resumes where the last one stopped. */
export interface FollowMode {
  attempt(reached: ReachedHost): Promise<AttemptEnd | 'unfit'>;
  /** Changes the filter from now on. Absent: the filter cannot be changed. */
  refilter?(query: Query): void;
}
