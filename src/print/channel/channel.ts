import type { Writable } from 'node:stream';

/** Called with the outcome once bytes have been written and may be overwritten. */
export type Done = (error?: Error | null) => void;

/** What takes an outlet's bytes away, in order. */
export interface Channel {
  write(pieces: readonly Buffer[], done: Done): void;
  /** True if the reader is behind. */
  readonly isFull: boolean;
}

/** Writes to a stream, which reports by itself when there is space again and when it fails. */
export const streamChannel = (stream: Writable): Channel => ({
  get isFull() {
    return stream.writableNeedDrain;
  },
  write(pieces, done) {
    neverBlock(stream as DescriptorStream);
    writeTogether(stream, pieces, done);
  },
});

/** Pieces with a smaller average size are cheaper to join than to write separately. */
const SMALL = 4 * 1024;

/** Returns pieces as they are, or joined if they are small. */
export const joinSmall = (pieces: readonly Buffer[]): readonly Buffer[] => {
  if (pieces.length === 1) return pieces;
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  return bytes < SMALL * pieces.length ? [Buffer.concat(pieces, bytes)] : pieces;
};

/** Writes pieces as one, without joining large ones if the stream accepts several at a time. */
const writeTogether = (stream: Writable, pieces: readonly Buffer[], done: Done): void => {
  const joined =
    stream._writev === undefined && pieces.length > 1 ? [Buffer.concat(pieces)] : joinSmall(pieces);
  const last = joined.length - 1;
  if (last > 0) stream.cork();
  for (const piece of joined.slice(0, last)) stream.write(piece);
  stream.write(joined[last]!, done);
  if (last > 0) stream.uncork();
};

interface DescriptorStream {
  readonly _handle?: { setBlocking?(blocking: boolean): void } | null;
}

/**
 * Makes a terminal's or pipe's stream non-blocking. Node writes to terminals synchronously, so a stopped one (^S) would
 * stop the whole process, including what keeps connections alive. Pipes do not block at first, but other programs that
 * share them may change that at any time, for example when they end. Files hardly ever block.
 */
const neverBlock = (stream: DescriptorStream): void => {
  stream._handle?.setBlocking?.(false);
};
