/** What ends a line: newline, or NUL under `-z`. */
export type LineEnd = '\n' | '\0';

/** Longest line held back until its end arrives, in bytes; a longer one is passed on in pieces. */
export const MAX_LINE = 4 * 1024 * 1024;

/** Turns a stream's chunks into chunks of whole lines; see `wholeLines`. */
export interface WholeLines {
  /** Takes the next bytes; returns all lines that they complete, ends included, as one piece, or null if there are none. */
  push(chunk: Buffer): Buffer | null;
  /** Returns what came after the last line end (a last line that lacks its end), or null; the stream is over. */
  rest(): Buffer | null;
  /** Bytes of the unfinished line. */
  readonly heldBytes: number;
}

/**
 * A gate that lets only whole lines through, cut at any place as they may arrive: joining what it returns is joining what
 * it took. It looks for the last line end of a chunk only, never at each line, and keeps the chunks of an unfinished line
 * apart until its end arrives, so time is linear however long a line is. A chunk that is whole lines already passes
 * uncopied. An unfinished line over `longest` bytes is given as it is, without its end: memory stays bounded.
 */
export const wholeLines = (end: LineEnd = '\n', longest: number = MAX_LINE): WholeLines => {
  const endByte = end.charCodeAt(0);
  let held: Buffer[] = [];
  let heldBytes = 0;

  const release = (last: Buffer | null): Buffer | null => {
    const whole = held.length === 0 ? last : last === null ? join(held) : join([...held, last]);
    held = [];
    heldBytes = 0;
    return whole;
  };

  const hold = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    held.push(bytes);
    heldBytes += bytes.length;
  };

  return {
    push(chunk) {
      const cut = chunk.lastIndexOf(endByte) + 1;
      const whole = cut === 0 ? null : release(cut === chunk.length ? chunk : chunk.subarray(0, cut));
      hold(cut === 0 ? chunk : chunk.subarray(cut));
      if (heldBytes <= longest) return whole;
      const piece = release(null);
      return whole === null ? piece : piece === null ? whole : Buffer.concat([whole, piece]);
    },
    rest: () => release(null),
    get heldBytes() {
      return heldBytes;
    },
  };
};

const join = (parts: readonly Buffer[]): Buffer => (parts.length === 1 ? parts[0]! : Buffer.concat(parts));

/**
 * Cuts lines into parts of at most this many bytes, at line ends where there are any: a part holds several lines, or a piece of a
 * longer one.
 */
export function* linesInParts(lines: Buffer, end: LineEnd, maxBytes: number): Generator<Buffer> {
  for (let from = 0; from < lines.length; ) {
    const to = lastLineEnd(lines, end, from, maxBytes) ?? Math.min(lines.length, from + maxBytes);
    yield lines.subarray(from, to);
    from = to;
  }
}

/** Returns how many of the first bytes are whole lines, at most so many; where the first line is longer, that line. */
export const wholeLinesWithin = (lines: Buffer, end: LineEnd, maxBytes: number): number => {
  const within = lastLineEnd(lines, end, 0, maxBytes);
  if (within !== null) return within;
  const first = lines.indexOf(end.charCodeAt(0));
  return first < 0 ? lines.length : first + 1;
};

/** Where the last line ends that does so within a number of bytes; null: none does. */
const lastLineEnd = (lines: Buffer, end: LineEnd, from: number, maxBytes: number): number | null => {
  if (lines.length - from <= maxBytes) return lines.length;
  const cut = lines.lastIndexOf(end.charCodeAt(0), from + maxBytes - 1) + 1;
  return cut > from ? cut : null;
};

/** How many lines a chunk of whole lines holds; a last line that lacks its end counts as one. */
export const countLines = (chunk: Buffer, end: LineEnd = '\n'): number => {
  const endByte = end.charCodeAt(0);
  let count = 0;
  let at = chunk.indexOf(endByte);
  while (at !== -1) {
    count++;
    at = chunk.indexOf(endByte, at + 1);
  }
  return chunk.length > 0 && chunk[chunk.length - 1] !== endByte ? count + 1 : count;
};
