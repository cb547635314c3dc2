import type { OpenFile } from '../../../transport/transport.ts';

const NEWLINE = 10;

/** The number of bytes read at a time, and room for the start of a line before them. */
const MIN_CHUNK = 16 * 1024;
/** The number of bytes read first, and then twice as many each time: from a log's first lines, others are read in less time. */
const FIRST_CHUNK = 8 * 1024;
const MAX_ROOM = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/** Returns a file's next bytes; null: its end. */
export type NextChunk = () => Promise<Buffer | null>;

/**
 * Reads a file in chunks of whole lines, in memory that is used again: each is valid until the chunk after the next is requested. Longer
 * lines, and an unterminated last one, come in pieces of their own. `most`: how many bytes to read at a time, at most.
 */
export const lineChunks = (file: OpenFile, most: number): NextChunk => {
  if (file.readInto === undefined) return () => file.read();
  const size = Math.max(MIN_CHUNK, Math.min(most, (file.share ?? most) >> 1));
  const room = Math.min(MAX_ROOM, size);
  const buffers = [Buffer.allocUnsafeSlow(room + size), Buffer.allocUnsafeSlow(room + size)];
  let turn = 0;
  let step = Math.min(size, FIRST_CHUNK);
  /** The start of a line, in either buffer. */
  let begun = NOTHING;
  return async () => {
    const buffer = buffers[turn]!;
    for (;;) {
      const from = room - begun.copy(buffer, room - begun.length);
      const bytes = await file.readInto!(buffer.subarray(room, room + step));
      step = Math.min(size, 2 * step);
      const read = buffer.subarray(from, room + bytes);
      begun = NOTHING;
      if (bytes === 0) return read.length > 0 ? Buffer.from(read) : null;
      const cut = read.lastIndexOf(NEWLINE) + 1;
      if (read.length - cut > room) return Buffer.from(read);
      begun = read.subarray(cut);
      if (cut === 0) continue;
      turn = 1 - turn;
      return read.subarray(0, cut);
    }
  };
};
