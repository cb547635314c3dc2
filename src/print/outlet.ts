import type { Writable } from 'node:stream';
import { type Channel, streamChannel } from './channel/channel.ts';
import { openPipe } from './channel/pipeChannel.ts';
import { hasReaderLeft } from './readerLeft.ts';

/** A stream written to in large pieces, in order, at the speed of its reader. */
export interface Outlet {
  /**
   * Queues bytes, which are written in the same turn of the event loop. A returned promise means that the reader is
   * behind: it settles when there is space again, or the reader has left. `done` is called when the bytes have been
   * written and may be overwritten, unless the reader has left.
   */
  write(bytes: Buffer, done?: () => void): void | Promise<void>;
  /** Aborts when the reader has left; anything written later is dropped. */
  readonly closed: AbortSignal;
  /** Returns the stream's failure; null while it works, and if its reader just left (`| head -1`). */
  failure(): Error | null;
  /** Resolves when everything has been written, or the reader has left. The stream stays open. */
  flush(): Promise<void>;
}

export interface OutletOptions {
  /** Called before bytes leave, e.g. to erase a progress line on the same terminal. */
  readonly beforeWrite?: () => void;
  /**
   * Making the output takes longer than reading it: into a pipe, it is written as soon as there is space. Output that only
   * has to be copied would meet a full pipe each time.
   */
  readonly isSlow?: boolean;
}

/** Queued bytes above this size are written without waiting for more. */
const LARGE = 32 * 1024;

/** Wraps a stream (stdout, a file, a test's). Small writes in one turn of the event loop are combined. */
export const createOutlet = (stream: Writable, options: OutletOptions = {}): Outlet => {
  const closed = new AbortController();
  let failure: Error | null = null;
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let channel: Channel | null = null;
  let dones: (() => void)[] = [];
  let turn: NodeJS.Immediate | null = null;
  let room: PromiseWithResolvers<void> | null = null;
  /** The number of unfinished writes, and the callers waiting for them. */
  let leaving = 0;
  let gone: PromiseWithResolvers<void> | null = null;

  const makeRoom = (): void => {
    room?.resolve();
    room = null;
  };

  const allGone = (): void => {
    gone?.resolve();
    gone = null;
  };

  const open = (): Channel => {
    const pipe = options.isSlow ? openPipe(stream, { room: makeRoom, failed: close }) : null;
    return pipe ?? streamChannel(stream);
  };

  const leave = (): void => {
    if (turn !== null) clearImmediate(turn);
    turn = null;
    if (queue.length === 0 || closed.signal.aborted) return;
    const pieces = queue;
    const left = dones;
    queue = [];
    dones = [];
    queuedBytes = 0;
    options.beforeWrite?.();
    channel ??= open();
    leaving++;
    // A file's stream drains at once, but reports the outcome only later.
    channel.write(pieces, error => {
      if (error) close(error);
      for (const done of left) done();
      leaving--;
      if (leaving === 0) allGone();
    });
    if (channel.isFull) room ??= Promise.withResolvers();
  };

  const close = (error: NodeJS.ErrnoException | null): void => {
    if (closed.signal.aborted) return;
    if (error !== null && !hasReaderLeft(error)) failure = error;
    queue = [];
    closed.abort();
    makeRoom();
    allGone();
  };

  stream.on('drain', makeRoom);
  stream.on('error', close);
  stream.on('close', () => close(null));

  return {
    closed: closed.signal,
    failure: () => failure,
    write(bytes, done) {
      if (closed.signal.aborted || bytes.length === 0) return undefined;
      queue.push(bytes);
      if (done) dones.push(done);
      queuedBytes += bytes.length;
      if (queuedBytes >= LARGE) leave();
      else turn ??= setImmediate(leave);
      return room?.promise;
    },
    async flush() {
      leave();
      if (closed.signal.aborted || leaving === 0) return;
      gone ??= Promise.withResolvers();
      await gone.promise;
    },
  };
};
