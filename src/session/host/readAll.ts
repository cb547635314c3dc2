import type { Readable } from 'node:stream';

/**
 * Reads a stream to its end, waiting for each chunk to be taken. A stream that is destroyed has ended, too: why is told elsewhere.
 * Chunks come as they arrive: an iterator of the stream would join those that wait, and cost several promises for each.
 */
export const readAll = (stream: Readable, take: (chunk: Buffer) => void | Promise<void>): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let taking = false;
  let closed = false;

  const leave = (): void => {
    stream.off('data', arrived).off('end', over).off('close', over).off('error', over);
  };
  /** What had come before the end is still taken. */
  const over = (): void => {
    closed = true;
    if (taking || (stream.readableLength > 0 && !stream.destroyed)) return;
    leave();
    resolve();
  };
  const fail = (error: unknown): void => {
    leave();
    reject(error);
  };
  const taken = (): void => {
    taking = false;
    stream.resume();
    if (closed) over();
  };
  const arrived = (chunk: Buffer): void => {
    try {
      const waits = take(chunk);
      if (waits) {
        taking = true;
        stream.pause();
        waits.then(taken, fail);
      } else if (closed) over();
    } catch (error) {
      fail(error);
    }
  };

  if (stream.readableEnded || stream.destroyed) resolve();
  else stream.on('end', over).on('close', over).on('error', over).on('data', arrived);
  return promise;
};
