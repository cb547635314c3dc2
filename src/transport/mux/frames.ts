import type { Socket } from 'node:net';

/** Messages are at most this long in OpenSSH (PACKET_MAX_SIZE). */
const MAX_FRAME = 256 * 1024;

/** Cuts a stream of bytes into messages, each of which follows its length in four bytes. */
export class FrameReader {
  /** The start of a message that is not complete yet; the first part has its whole length, once that is known. */
  #parts: Buffer[] = [];
  #held = 0;
  #wanted = 4;

  /** Calls `take` for each message that is complete. Throws a RangeError for a length that no message has. */
  feed(chunk: Buffer, take: (frame: Buffer) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      // Most messages arrive as a whole, and are not copied.
      if (this.#held === 0 && rest.length >= 4) {
        const end = 4 + checkedLength(rest.readUInt32BE(0));
        if (rest.length >= end) {
          take(rest.subarray(4, end));
          rest = rest.subarray(end);
          continue;
        }
      }
      const part = rest.subarray(0, this.#wanted - this.#held);
      rest = rest.subarray(part.length);
      const frame = this.#add(part);
      if (frame !== null) take(frame);
    }
  }

  /** Adds to an incomplete message; returns it once it is complete. */
  #add(part: Buffer): Buffer | null {
    this.#parts.push(part);
    this.#held += part.length;
    if (this.#held < this.#wanted) return null;
    const bytes = this.#parts.length === 1 ? part : Buffer.concat(this.#parts, this.#held);
    if (this.#wanted === 4) {
      this.#wanted = 4 + checkedLength(bytes.readUInt32BE(0));
      this.#parts = [bytes];
      if (this.#held < this.#wanted) return null;
    }
    this.#parts = [];
    this.#held = 0;
    this.#wanted = 4;
    return bytes.subarray(4);
  }
}

const checkedLength = (length: number): number => {
  if (length <= MAX_FRAME) return length;
  throw new RangeError(`a message of ${length} bytes`);
};

/** Sends messages, each with its length in front, in one write. */
export const sendFrames = (socket: Socket, ...frames: readonly Buffer[]): void => {
  socket.write(Buffer.concat(frames.flatMap(frame => [lengthOf(frame), frame])));
};

const lengthOf = (frame: Buffer): Buffer => {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(frame.length);
  return length;
};
