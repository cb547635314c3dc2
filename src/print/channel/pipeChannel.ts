import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Channel, type Done, joinSmall, streamChannel } from './channel.ts';

/** What a pipe reports of its own accord. */
export interface PipeListeners {
  /** There is space again. */
  room(): void;
  /** It failed, or its reader has left. */
  failed(error: Error): void;
}

/** Bytes that wait for space; `done`, if they are the last ones of a write. */
interface Waiting {
  readonly bytes: Buffer;
  readonly done: Done | null;
}

/** More than this may not wait. */
const ENOUGH_BYTES = 256 * 1024;

/**
 * Writes to a pipe at once, as much as it has space for, whenever there is something to write: a stream would write only
 * once the event loop gets to it, and the pipe's reader would wait until then. The rest is left to the pipe's stream,
 * which can wait for space.
 */
class PipeChannel implements Channel {
  readonly #fd: number;
  readonly #stream: Writable;
  readonly #rest: Channel;
  readonly #listeners: PipeListeners;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #failed = false;
  /** The stream has not written yet what it was given. */
  #isLeaving = false;
  #turn: NodeJS.Immediate | null = null;

  constructor(fd: number, stream: Writable, listeners: PipeListeners) {
    this.#fd = fd;
    this.#stream = stream;
    this.#rest = streamChannel(stream);
    this.#listeners = listeners;
  }

  get isFull(): boolean {
    return this.#waitingBytes > ENOUGH_BYTES;
  }

  write(pieces: readonly Buffer[], done: Done): void {
    const joined = joinSmall(pieces);
    const last = joined.length - 1;
    for (const [index, bytes] of joined.entries()) {
      this.#waiting.push({ bytes, done: index === last ? done : null });
      this.#waitingBytes += bytes.length;
    }
    this.#writeNow();
    if (this.#waiting.length > 0) this.#turn ??= setImmediate(() => this.#leaveRest());
  }

  #fail(error: Error): void {
    this.#failed = true;
    this.#listeners.failed(error);
  }

  /** Writes as much as there is space for, unless the stream still has bytes that come before. */
  #writeNow(): void {
    if (this.#failed || this.#stream.writableLength > 0) return;
    let count = 0;
    for (const { bytes, done } of this.#waiting) {
      const written = this.#writeSome(bytes);
      this.#waitingBytes -= written;
      if (written < bytes.length) {
        this.#waiting[count] = { bytes: bytes.subarray(written), done };
        break;
      }
      count++;
      done?.();
    }
    if (count > 0) this.#waiting = this.#waiting.slice(count);
  }

  /** Returns how many of the bytes have been written. */
  #writeSome(bytes: Buffer): number {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#fail(error as Error);
      return 0;
    }
  }

  /** Has the stream write what comes next. */
  #leaveRest(): void {
    this.#turn = null;
    if (this.#isLeaving) return;
    this.#writeNow();
    if (this.#failed) return;
    if (!this.isFull) this.#listeners.room();
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#isLeaving = true;
    this.#rest.write([next.bytes], error => {
      this.#isLeaving = false;
      this.#waitingBytes -= next.bytes.length;
      next.done?.(error);
      if (!error) this.#leaveRest();
    });
  }
}

/**
 * Returns a channel to the pipe that a stream writes to. It opens the pipe again, in order that it never blocks, whatever
 * the programs do that share the pipe. Returns null for anything else than a pipe, without /proc, and for another user's
 * pipe.
 */
export const openPipe = (
  stream: Writable & { readonly fd?: unknown },
  listeners: PipeListeners,
): Channel | null => {
  if (typeof stream.fd !== 'number') return null;
  try {
    if (!fstatSync(stream.fd).isFIFO()) return null;
    const fd = openSync(`/proc/self/fd/${stream.fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
    return new PipeChannel(fd, stream, listeners);
  } catch {
    return null;
  }
};
