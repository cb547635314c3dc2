import type { OpenFile } from '../../../transport/transport.ts';

const NEWLINE = 10;

/** Room before a chunk for the line that the chunk before it began. */
const LINE_ROOM = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/** Returns a file's next bytes; null: its end. */
export type NextChunk = () => Promise<Buffer | null>;

/**
 * Reads a file in chunks of whole lines, in memory that is used again: each is valid until the chunk after the next is requested. Longer
 * lines, and an unterminated last one, come in pieces of their own.
 */
export const lineChunks = (file: OpenFile): NextChunk => {
  const { chunkBytes: size } = file;
  if (file.readInto === undefined || size === undefined) return () => file.read();
  const buffers = [Buffer.allocUnsafeSlow(LINE_ROOM + size), Buffer.allocUnsafeSlow(LINE_ROOM + size)];
  let turn = 0;
  /** The start of a line, in either buffer. */
  let begun = NOTHING;
  return async () => {
    const buffer = buffers[turn]!;
    for (;;) {
      const from = LINE_ROOM - begun.copy(buffer, LINE_ROOM - begun.length);
      const bytes = await file.readInto!(buffer.subarray(LINE_ROOM));
      const read = buffer.subarray(from, LINE_ROOM + bytes);
      begun = NOTHING;
      if (bytes === 0) return read.length > 0 ? Buffer.from(read) : null;
      const cut = read.lastIndexOf(NEWLINE) + 1;
      if (read.length - cut > LINE_ROOM) return Buffer.from(read);
      begun = read.subarray(cut);
      if (cut === 0) continue;
      turn = 1 - turn;
      return read.subarray(0, cut);
    }
  };
};
