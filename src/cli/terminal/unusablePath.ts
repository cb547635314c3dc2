/** A path of the command line at which nothing can be written. */
export class UnusablePathError extends Error {
  override readonly name = 'UnusablePathError';
}

/** Opens what an option names; what the file system says against it becomes an UnusablePathError. */
export const openFor = <Opened>(option: string, path: string, open: () => Opened): Opened => {
  try {
    return open();
  } catch (error) {
    throw new UnusablePathError(`${option}: ${path} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
};

/** Node's messages are `CODE: reason, call 'path'`. */
export const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]\w+: (.*?), \w+(?: '|$)/.exec(message)?.[1] ?? message;
};
