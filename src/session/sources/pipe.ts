import { closeSync, constants, openSync, read } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a named pipe is polled until someone writes to it, in milliseconds. */
const LOOK_MS = 50;

/**
 * Returns true for the path of one of our descriptors, such as a process substitution: its writer existed before us.
 */
const isDescriptor = (path: string): boolean =>
  /^\/(?:dev\/fd|proc\/self\/fd|proc\/\d+\/fd)\/\d+$/.test(path);

/** Yields the chunks of a stream until it ends or the signal aborts, which destroys it. */
export async function* chunksUntil(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return;
    yield* stream;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Yields the chunks of a pipe with a path, from its first writer on. With `persistent`, a named pipe
 * continues with its next writer; otherwise it ends with the last one. Opening never blocks, however long
 * nobody writes.
 */
export async function* pipeChunks(
  path: string,
  { persistent, signal }: { readonly persistent: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const open = (): number => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const isNamed = !isDescriptor(path);
  let fd: number | null = open();
  try {
    do {
      const first = isNamed ? await firstChunk(fd, signal) : null;
      if (signal.aborted) return;
      if (first !== null) yield first;
      // The descriptor opened before the writer came sees the end of file. Because the next one is already
      // open, nothing written between two writers is lost, and no writer is killed.
      const stream = new Socket({ fd, readable: true, writable: false });
      fd = null;
      fd = open();
      yield* chunksUntil(stream, signal);
    } while (persistent && isNamed && !signal.aborted);
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Returns what a writer has written, or null once there is a writer that has not written anything yet. */
const firstChunk = async (fd: number, signal: AbortSignal): Promise<Buffer | null> => {
  while (!signal.aborted) {
    const found = await readNow(fd);
    if (found !== 'nobody') return found;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return null;
};

const readNow = (fd: number): Promise<Buffer | null | 'nobody'> =>
  new Promise((resolve, reject) => {
    const buffer = Buffer.alloc(65_536);
    read(fd, buffer, 0, buffer.length, null, (error, size) => {
      if (error?.code === 'EAGAIN') resolve(null);
      else if (error) reject(error);
      else resolve(size === 0 ? 'nobody' : buffer.subarray(0, size));
    });
  });
