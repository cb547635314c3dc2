import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { RunContext } from '../host/context.ts';
import type { ReachedHost } from '../host/hosts.ts';
import type { RunningCounts } from '../host/sourceCounts.ts';

/** How one attempt at following ended: all is over, something changed there, trouble, or what is to be started again ended by itself. */
export type AttemptEnd = 'over' | 'again' | Trouble | Restart;

export interface Restart {
  readonly kind: 'restart';
  readonly trouble: Trouble;
  /** It ran long enough to be started again soon; what ends at once is given ever longer pauses. */
  readonly ranLong: boolean;
}

/** What an attempt needs of the source that it follows. */
export interface Following {
  readonly source: Source;
  readonly counts: RunningCounts;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  /** Lines come, or would. */
  live(): void;
  /** Nothing bears the name that is followed; it is waited for. */
  absent(): void;
  /** How long ago the log was to be looked at for the first time, in milliseconds. */
  readonly waitedMs: number;
  /** Lines have stopped coming, or could not begin to. */
  readonly broken: boolean;
  /** When and why lines had stopped coming, once; null if they had not. */
  takeBreak(): Break | null;
  notice(text: string): void;
  /** Passes on what the host wrote on stderr. */
  hostSays(line: string): void;
}

/** Since when lines may be missing. */
export interface Break {
  readonly since: number;
  readonly trouble: Trouble;
}

/** One way of following: each call goes on where the last one stopped. */
export interface FollowMode {
  attempt(reached: ReachedHost): Promise<AttemptEnd | 'unfit'>;
  /** Another filter is wanted from now on. Absent: it keeps the one that it has. */
  refilter?(query: Query): void;
}
