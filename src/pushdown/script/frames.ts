import { type ByteString, toByteString } from '../../core/bytes.ts';

/** A piece of a script's stdout: bytes of the log, or a frame. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'frame'; readonly words: readonly ByteString[] };

export interface FrameReader {
  /** Takes stdout as it arrives; returns its pieces in order. */
  push(chunk: Buffer): Piece[];
  /** Stdout has ended: returns what was held back. */
  end(): Piece[];
  /** Number of the last bytes that were held back because the next ones decide whether they are the log's. */
  readonly undecided: number;
}

/**
 * A frame is never longer, in bytes; longer text that looks like one belongs to the log. The head of a file takes 1 KB where the host has
 * no cksum. A pipe keeps it in one piece (PIPE_BUF is 4 KB on Linux).
 */
const MAX_FRAME = 2_048;

/**
 * Separates frames (`NONCE WORDS`, up to the end of the line) from the bytes around them, wherever a line or
 * a chunk was cut. Nobody who writes to the log knows the nonce. Bytes are held back only while they may be
 * the start of a frame; the end of a line never is.
 */
export const frameReader = (nonce: string): FrameReader => {
  const mark = Buffer.from(`${nonce} `, 'latin1');
  let held: Buffer = Buffer.alloc(0);

  const push = (chunk: Buffer): Piece[] => {
    let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const pieces: Piece[] = [];
    const give = (bytes: Buffer): void => {
      if (bytes.length > 0) pieces.push({ kind: 'bytes', bytes });
    };
    for (;;) {
      const at = rest.indexOf(mark);
      if (at === -1) {
        const kept = partAtEnd(rest, mark);
        give(rest.subarray(0, rest.length - kept));
        held = Buffer.from(rest.subarray(rest.length - kept));
        return pieces;
      }
      const within = rest.subarray(at, at + MAX_FRAME + 1).indexOf(10);
      const end = within === -1 ? -1 : at + within;
      const length = (end === -1 ? rest.length : end) - at;
      if (length > MAX_FRAME) {
        give(rest.subarray(0, at + mark.length));
        rest = rest.subarray(at + mark.length);
        continue;
      }
      give(rest.subarray(0, at));
      if (end === -1) {
        held = Buffer.from(rest.subarray(at));
        return pieces;
      }
      pieces.push({ kind: 'frame', words: toByteString(rest.subarray(at + mark.length, end)).split(' ') });
      rest = rest.subarray(end + 1);
    }
  };

  return {
    push,
    end: () => {
      const bytes = held;
      held = Buffer.alloc(0);
      return bytes.length === 0 ? [] : [{ kind: 'bytes', bytes }];
    },
    get undecided() {
      return held.length < mark.length ? held.length : 0;
    },
  };
};

/** Returns the number of bytes at the end that may be the start of a frame. */
const partAtEnd = (bytes: Buffer, mark: Buffer): number => {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--) {
    if (bytes.compare(mark, 0, length, bytes.length - length) === 0) return length;
  }
  return 0;
};
