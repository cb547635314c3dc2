import { readFileSync } from 'node:fs';
import type { Master } from './master.ts';

const POLL_MS = 1_000;

/** The smallest SSH packet (RFC 4253, section 6: 16 bytes, and a MAC of at least as many); heartbeats that ssh reads from us are fewer. */
const MIN_PACKET = 28;

/**
 * Calls `alive` when the ssh process has read something, which Linux tells of our own processes (`proc(5)`, `/proc/PID/io`); looks once a second. ssh itself
 * says nothing of a keepalive that was not answered until it gives up. Elsewhere nobody can tell: it counts as alive. Gives the way to stop.
 */
export const bytesRead = (master: Pick<Master, 'pid'>, alive: () => void): (() => void) => {
  let before = readSoFar(master.pid);
  const timer = setInterval(() => {
    const now = readSoFar(master.pid);
    if (now === null || before === null || now - before >= MIN_PACKET) alive();
    before = now;
  }, POLL_MS);
  return () => clearInterval(timer);
};

/** All bytes that a process has read, or null where that cannot be known. */
const readSoFar = (pid: number | null): number | null => {
  if (pid === null) return null;
  try {
    const [, bytes] = /^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
};
