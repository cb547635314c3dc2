import type { Duplex } from 'node:stream';
import type { Hop } from '../hop.ts';

export interface KeepalivePolicy {
  readonly intervalMs: number;
  /** Intervals in a row without a byte before the peer counts as dead. */
  readonly count: number;
}

/** The jump host must be found dead before the targets behind it are. */
const JUMP: KeepalivePolicy = { intervalMs: 5_000, count: 3 };
const TARGET: KeepalivePolicy = { intervalMs: 15_000, count: 3 };

/** What ssh's configuration asks for (ServerAliveInterval), else ours. */
export const keepaliveFor = (hop: Hop, role: 'jump' | 'target'): KeepalivePolicy =>
  hop.keepalive ?? (role === 'jump' ? JUMP : TARGET);

/**
 * Watches a connection for life: any byte received counts, not only the replies to ssh2's own pings (which a slow, healthy
 * transfer delays). Counts intervals, not time, so that a suspended process does not find all its peers dead.
 * Gives the way to stop.
 */
export const watchLife = (socket: Duplex, policy: KeepalivePolicy, dead: () => void): (() => void) => {
  let silent = 0;
  const alive = () => {
    silent = 0;
  };
  socket.on('data', alive);
  const timer = setInterval(() => {
    silent += 1;
    if (silent <= policy.count) return;
    stop();
    dead();
  }, policy.intervalMs);
  const stop = () => {
    clearInterval(timer);
    socket.off('data', alive);
  };
  return stop;
};
