import { watchReader } from './readerWatch.ts';

/** Signals that stop a run cleanly; a second one stops it at once. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Why a run was stopped before its sources ended. */
export type EndingCause =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  /** The reader of its output has left. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'max-time' };

export interface Ending {
  /** Returns the cause; null: not stopped. */
  readonly cause: () => EndingCause | null;
  /** Stops watching. */
  stop(): void;
}

export interface EndingOptions {
  /** Abort when an output is closed or broken. */
  readonly outputs: readonly AbortSignal[];
  readonly maxTimeMs: number | null;
  /** Descriptor of an output that may be idle for a long time, so that its reader has to be watched; null: none. */
  readonly quiet: number | null;
  /** Stops the run. */
  readonly cancel: () => void;
}

/** Stops a run on a signal, when an output is closed, and when its time is up. */
export const watchEndings = ({ outputs, maxTimeMs, quiet, cancel }: EndingOptions): Ending => {
  let cause: EndingCause | null = null;
  const end = (why: EndingCause): void => {
    cause ??= why;
    cancel();
  };
  const unlisten = onEndingSignal(signal => end({ kind: 'signal', signal }));
  const timer = maxTimeMs === null ? undefined : setTimeout(() => end({ kind: 'max-time' }), maxTimeMs);
  const unwatch = quiet === null ? null : watchReader(quiet, () => end({ kind: 'closed' }));
  for (const output of outputs) {
    if (output.aborted) end({ kind: 'closed' });
    output.addEventListener('abort', () => end({ kind: 'closed' }), { once: true });
  }
  return {
    cause: () => cause,
    stop: () => {
      unlisten();
      clearTimeout(timer);
      unwatch?.();
    },
  };
};

const onEndingSignal = (end: (signal: NodeJS.Signals) => void): (() => void) => {
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
