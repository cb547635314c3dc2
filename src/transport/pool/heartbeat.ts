/** Well inside the 90 s lease of the remote watcher (see pushdown/lifetime). */
const PERIOD_MS = 30_000;

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
