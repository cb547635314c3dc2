/** Signals that end a run in order; a second one ends it at once. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back when this process is asked to end; gives the way to stop listening. */
export const onEndingSignal = (end: (signal: NodeJS.Signals) => void): (() => void) => {
  let asked = false;
  const listen = (signal: NodeJS.Signals): void => {
    if (asked) {
      stop();
      process.kill(process.pid, signal);
      return;
    }
    asked = true;
    end(signal);
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, listen);
  };
  for (const signal of SIGNALS) process.on(signal, listen);
  return stop;
};
