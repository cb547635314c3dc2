/**
 * Calls a function when a signal aborts, or at once if it already has; returns a function that cancels this. While a signal of
 * `AbortSignal.any` has a listener, it lives as long as the signals that it follows, and with it all that the listener refers to.
 */
export const onAbort = (signal: AbortSignal, work: () => void): (() => void) => {
  if (signal.aborted) {
    work();
    return () => {};
  }
  signal.addEventListener('abort', work, { once: true });
  return () => signal.removeEventListener('abort', work);
};

/** Resolves when the first of these promises does, or the signal aborts. */
export const firstOrAborted = async (
  promises: readonly Promise<unknown>[],
  signal: AbortSignal,
): Promise<void> => {
  const aborted = Promise.withResolvers<void>();
  const cancel = onAbort(signal, aborted.resolve);
  try {
    await Promise.race([...promises, aborted.promise]);
  } finally {
    cancel();
  }
};
