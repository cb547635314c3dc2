import type { Readable } from 'node:stream';

let opened: Readable | null = null;

/** Returns standard input. Node creates its stream when it is first asked for, which takes a millisecond or two. */
export const standardInput = (): Readable => {
  opened ??= process.stdin;
  return opened;
};

/** Closes standard input if it was opened, so that it does not keep the process alive. */
export const closeStandardInput = (): void => void opened?.destroy();
