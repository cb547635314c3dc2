import { LEASE_SECONDS } from '../../pushdown/script/lifetime.ts';

/** Well inside the lease of the remote watcher: every 30 s of 90. */
const PERIOD_MS = (LEASE_SECONDS * 1000) / 3;

const beating = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

/**
 * Calls `beat` now and every 30 s, until the returned function is called. One timer serves all channels, and it does not
 * keep the process alive.
 */
export const startHeartbeat = (beat: () => void): (() => void) => {
  beat();
  beating.add(beat);
  timer ??= setInterval(() => {
    for (const each of beating) each();
  }, PERIOD_MS).unref();
  return () => {
    beating.delete(beat);
    if (beating.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};
