import type { Readable } from 'node:stream';

/**
 * Reads a stream to its end, one chunk at a time and in order: the next is taken once the promise of the one before has settled.
 * A stream that is destroyed has ended as well; the reason is reported elsewhere. Chunks are passed on as they arrive: an iterator of
 * the stream would join those that wait, and cost several promises for each.
 */
export const readAll = (stream: Readable, take: (chunk: Buffer) => void | Promise<void>): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  /**
   * Arrived while another was being processed: Node may resume a paused stream, for example when a child
   * exits.
   */
  const waiting: Buffer[] = [];
  let taking = false;
  let closed = false;

  const leave = (): void => {
    stream.off('data', arrived).off('end', over).off('close', over).off('error', over);
  };
  /** Chunks that arrived before the end are still processed. */
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
  /** Returns true if it was processed at once. */
  const takeOne = (chunk: Buffer): boolean => {
    const waits = take(chunk);
    if (!waits) return true;
    taking = true;
    stream.pause();
    waits.then(taken).catch(fail);
    return false;
  };
  const taken = (): void => {
    taking = false;
    for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) if (!takeOne(chunk)) return;
    stream.resume();
    if (closed) over();
  };
  const arrived = (chunk: Buffer): void => {
    if (taking) {
      waiting.push(chunk);
      stream.pause();
      return;
    }
    try {
      if (takeOne(chunk) && closed) over();
    } catch (error) {
      fail(error);
    }
  };

  if (stream.readableEnded || stream.destroyed) resolve();
  else stream.on('end', over).on('close', over).on('error', over).on('data', arrived);
  return promise;
};
