import { readFileSync } from 'node:fs';
import type { Master } from './master.ts';

const POLL_MS = 1_000;

/** The smallest SSH packet (RFC 4253, section 6: 16 bytes, and a MAC of at least as many); heartbeats that ssh reads from us are fewer. */
const MIN_PACKET = 28;

/**
 * Calls `alive` when the ssh process has read something, which Linux reports for our own processes
 * (`proc(5)`, `/proc/PID/io`); checks once a second. ssh itself does not report an unanswered keepalive until
 * it gives up. On other systems this cannot be determined, so it counts as alive. Returns a function that
 * stops it.
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

/** Returns the number of bytes that a process has read, or null if unknown. */
const readSoFar = (pid: number | null): number | null => {
  if (pid === null) return null;
  try {
    const [, bytes] = /^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
};
