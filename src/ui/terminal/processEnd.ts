import { untilForeground } from './foreground.ts';

/** Signals that end the process, in numeric order. */
export const ENDING_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

export type EndingSignal = (typeof ENDING_SIGNALS)[number];

/**
 * Runs `restore` on every way out that a process can notice: exit, an uncaught exception (which Node prints
 * afterwards), and signals, which call `onSignal` instead of ending the process. Returns an unsubscribe function.
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

/** How long the kernel may take to stop the process. */
const STOP_MS = 100;

/**
 * Stops the whole foreground job, as the terminal's own ^Z would, and resolves when it has the terminal again (`fg`).
 * Without a shell to resume it (an orphaned process group), the kernel does not stop it, and it continues by itself. The timer
 * also keeps the process alive if nothing else does.
 */
export const stopJob = (): Promise<void> =>
  new Promise(resolve => {
    const goOn = (): void => {
      clearTimeout(timer);
      process.off('SIGCONT', goOn);
      resolve(untilForeground());
    };
    const timer = setTimeout(goOn, STOP_MS);
    process.on('SIGCONT', goOn);
    process.kill(0, 'SIGTSTP');
  });
