import type { Hop } from '../hop.ts';

export interface KeepalivePolicy {
  readonly intervalMs: number;
  /** Number of successive intervals without a byte after which the peer counts as dead. */
  readonly count: number;
}

/** The jump host must be found dead before the targets behind it are. */
const JUMP: KeepalivePolicy = { intervalMs: 5_000, count: 3 };
const TARGET: KeepalivePolicy = { intervalMs: 15_000, count: 3 };

/** ssh's ServerAliveInterval, otherwise our default. */
export const keepaliveFor = (hop: Hop, role: 'jump' | 'target'): KeepalivePolicy =>
  hop.keepalive ?? (role === 'jump' ? JUMP : TARGET);

/** Callbacks for the state of a watched peer. */
export interface Life {
  /** A keepalive was not answered: nothing was received since then (milliseconds since the epoch). */
  silent(since: number): void;
  /** It responds again after being silent. */
  heard(): void;
  /** Nothing was received for too many intervals. Called once, and the watch ends. */
  dead(): void;
}

/**
 * Number of silent intervals after which a keepalive must have been missed: one, plus the jitter of answers.
 */
const QUIET = 1.5;

/**
 * Watches a connection for life: any byte received counts, not only the replies to keepalives (which a slow,
 * healthy transfer delays). Counts intervals, not time, so that a suspended process does not find all its
 * peers dead. `listen` receives the function to call when bytes arrive, and returns an unsubscribe function.
 * Returns a function that ends the watch.
 */
export const watchLife = (
  listen: (alive: () => void) => () => void,
  policy: KeepalivePolicy,
  life: Life,
): (() => void) => {
  let intervals = 0;
  let isSilent = false;
  let isOver = false;
  let last = Date.now();
  let doubt: NodeJS.Timeout | undefined;
  const unlisten = listen(() => {
    intervals = 0;
    last = Date.now();
    if (isSilent) life.heard();
    isSilent = false;
  });
  const timer = setInterval(() => {
    intervals += 1;
    if (intervals === 1) doubtSince(last);
    if (intervals <= policy.count) return;
    stop();
    life.dead();
  }, policy.intervalMs);
  const doubtSince = (since: number): void => {
    const missed = (): void => {
      if (last !== since || isOver) return;
      isSilent = true;
      life.silent(since);
    };
    // A pending check is moot once something was received, and would keep the process alive after stop().
    clearTimeout(doubt);
    // Runs after pending input is read: in a process that was suspended, timers fire first.
    doubt = setTimeout(
      () => setImmediate(missed),
      Math.max(0, since + policy.intervalMs * QUIET - Date.now()),
    );
  };
  const stop = () => {
    isOver = true;
    clearInterval(timer);
    clearTimeout(doubt);
    unlisten();
  };
  return stop;
};
