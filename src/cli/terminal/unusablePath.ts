/** A path on the command line that cannot be written to. */
export class UnusablePathError extends Error {
  override readonly name = 'UnusablePathError';
}

/** Opens a path given by an option; converts the file system's error to an UnusablePathError. */
export const openFor = <Opened>(option: string, path: string, open: () => Opened): Opened => {
  try {
    return open();
  } catch (error) {
    throw new UnusablePathError(`${option}: ${path} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
};

/** Returns the reason in one of Node's messages: `CODE: reason, call 'path'`. */
export const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]\w+: (.*?), \w+(?: '|$)/.exec(message)?.[1] ?? message;
};
