/** Signals that end us, in the order of their numbers. */
export const ENDING_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

export type EndingSignal = (typeof ENDING_SIGNALS)[number];

/**
 * Sees to it that `restore` runs on every way out that a process can notice: exit, an exception that nobody caught (which
 * Node prints afterwards), and the signals, of which `onSignal` is told instead of the process ending. Returns the way to stop.
 */
export const watchProcessEnd = (
  restore: () => void,
  onSignal: (signal: EndingSignal) => void,
): (() => void) => {
  const handlers = ENDING_SIGNALS.map(signal => [signal, () => onSignal(signal)] as const);
  process.on('exit', restore);
  process.on('uncaughtExceptionMonitor', restore);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
};

/** How long the kernel may take to stop us. */
const STOP_MS = 100;

/**
 * Stops the whole foreground job, as the terminal's own ^Z would, and resolves when it goes on (`fg`). Where there is no
 * shell to bring it back (an orphaned process group), the kernel does not stop it, and it continues by itself. The timer also
 * keeps the process alive while nothing else does.
 */
export const stopJob = (): Promise<void> =>
  new Promise(resolve => {
    const goOn = (): void => {
      clearTimeout(timer);
      process.off('SIGCONT', goOn);
      resolve();
    };
    const timer = setTimeout(goOn, STOP_MS);
    process.on('SIGCONT', goOn);
    process.kill(0, 'SIGTSTP');
  });
