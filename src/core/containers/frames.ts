import type { ByteString } from '../bytes.ts';
import { type ContainerLine, type Piece, PieceJoiner } from './unwrap.ts';

/** A frame's head: the stream, three zeros, and the length of its content (Docker Engine API, "Attach to a container"). */
const HEAD = 8;
const STREAMS = { '\x01': 'stdout', '\x02': 'stderr' } as const;

/** Docker splits lines into pieces of this many bytes, each a frame with its own timestamp. */
const PIECE = 16_384;

/** Reads the frames in which Docker's API sends a log with timestamps. */
export class LogFrames {
  readonly #joiner = new PieceJoiner();
  #rest: ByteString = '';
  /** True if what arrived is something else: nothing more is read. */
  damaged = false;

  /** Takes bytes as received; returns the lines that they complete. */
  push(chunk: ByteString): ContainerLine[] {
    const lines: ContainerLine[] = [];
    const bytes = this.#rest + chunk;
    let at = 0;
    while (!this.damaged && bytes.length - at >= HEAD) {
      const stream = STREAMS[bytes[at] as keyof typeof STREAMS];
      this.damaged = stream === undefined;
      if (stream === undefined) break;
      const end = at + HEAD + lengthAt(bytes, at + 4);
      if (end > bytes.length) break;
      const piece = readPiece(bytes.slice(at + HEAD, end), stream);
      if (piece) this.#joiner.push(piece, lines);
      at = end;
    }
    this.#rest = bytes.slice(at);
    return lines;
  }

  /** Ends the log; returns an unterminated line. */
  flush(): ContainerLine[] {
    this.#rest = '';
    return this.#joiner.flush();
  }
}

const lengthAt = (bytes: ByteString, at: number): number =>
  bytes.charCodeAt(at) * 0x1000000 +
  ((bytes.charCodeAt(at + 1) << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3));

const readPiece = (content: ByteString, stream: Piece['stream']): Piece | null => {
  const space = content.indexOf(' ');
  if (space < 0) return null;
  const isEnded = content.endsWith('\n');
  const text = content.slice(space + 1, isEnded ? (content.endsWith('\r\n') ? -2 : -1) : content.length);
  // The driver `local` omits the newline after the last piece of a split line.
  return { time: content.slice(0, space), text, stream, isPartial: !isEnded && text.length >= PIECE };
};
