import type { Writable } from 'node:stream';

/** A stream written to in large pieces, in order, as fast as its reader takes them. */
export interface Outlet {
  /**
   * Queues bytes, which leave in the same turn of the event loop. A promise means that the reader is behind: it settles when
   * there is room again, or nobody reads any more. `done` is called when the bytes have left and may be written over, unless
   * nobody reads any more.
   */
  write(bytes: Buffer, done?: () => void): void | Promise<void>;
  /** Aborted when nobody reads any more; what is written afterwards is dropped. */
  readonly closed: AbortSignal;
  /** What broke the stream, or null while it works and when its reader merely left (`| head -1`). */
  failure(): Error | null;
  /** Resolves when all that was written has left, or nobody reads any more. The stream stays open. */
  flush(): Promise<void>;
}

export interface OutletOptions {
  /** Called before bytes leave, e.g. to erase a progress line on the same terminal. */
  readonly beforeWrite?: () => void;
}

/** Queued bytes that are worth a write of their own without waiting for more. */
const LARGE = 64 * 1024;

/** What streams say when their reader left. */
const READER_LEFT = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'EOF',
]);

/** Wraps a stream (stdout, a file, a test's). Small writes of one turn of the event loop leave together. */
export const createOutlet = (stream: Writable, options: OutletOptions = {}): Outlet => {
  neverBlock(stream as TerminalStream);
  const closed = new AbortController();
  let failure: Error | null = null;
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let dones: (() => void)[] = [];
  let turn: NodeJS.Immediate | null = null;
  let room: PromiseWithResolvers<void> | null = null;
  /** Writes of which the stream has not yet said how they went, and who waits for that. */
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

  const leave = (): void => {
    if (turn !== null) clearImmediate(turn);
    turn = null;
    if (queue.length === 0 || closed.signal.aborted) return;
    const pieces = queue;
    const bytes = queuedBytes;
    const left = dones;
    queue = [];
    dones = [];
    queuedBytes = 0;
    options.beforeWrite?.();
    leaving++;
    // A file's stream is empty at once, and says only later how it went.
    writeTogether(stream, pieces, bytes, error => {
      if (error) close(error);
      for (const done of left) done();
      leaving--;
      if (leaving === 0) allGone();
    });
    if (stream.writableNeedDrain) room ??= Promise.withResolvers();
  };

  const close = (error: NodeJS.ErrnoException | null): void => {
    if (closed.signal.aborted) return;
    if (error !== null && !READER_LEFT.has(error.code ?? '')) failure = error;
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

/** Smaller pieces than this on average are cheaper to join than to hand over one at a time. */
const SMALL = 4 * 1024;

/** Writes pieces as one: where the stream takes several at a time, without joining them. */
const writeTogether = (
  stream: Writable,
  pieces: readonly Buffer[],
  bytes: number,
  done: (error?: Error | null) => void,
): void => {
  const last = pieces.length - 1;
  if (last > 0 && (stream._writev === undefined || bytes < SMALL * pieces.length)) {
    stream.write(Buffer.concat(pieces, bytes), done);
    return;
  }
  stream.cork();
  for (const piece of pieces.slice(0, last)) stream.write(piece);
  stream.write(pieces[last]!, done);
  stream.uncork();
};

interface TerminalStream {
  readonly isTTY?: boolean;
  readonly _handle?: { setBlocking?(blocking: boolean): void };
}

/**
 * Node writes to terminals synchronously, so that a stopped one (^S) would stop the whole process, and with it what keeps the
 * connections alive. Pipes do not block, files hardly do.
 */
const neverBlock = (stream: TerminalStream): void => {
  if (stream.isTTY) stream._handle?.setBlocking?.(false);
};
