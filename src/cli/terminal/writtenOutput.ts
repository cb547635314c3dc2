import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { hasReaderLeft } from '../../print/readerLeft.ts';

/**
 * Watches a stream that a command may write to directly. The returned function resolves once everything has been
 * written: to the failure, or null if there was none or the reader just left.
 */
export const watchOutput = (stream: Writable): (() => Promise<Error | null>) => {
  let failure: NodeJS.ErrnoException | null = null;
  stream.on('error', error => {
    failure ??= error;
  });
  return async () => {
    // Writes to a file have happened already, but their errors are reported in a later turn of the event loop.
    if (stream.destroyed || stream.writableEnded || stream.writableLength === 0) await setImmediate();
    else await new Promise<void>(resolve => void stream.write('', () => resolve()));
    return failure === null || hasReaderLeft(failure) ? null : failure;
  };
};
