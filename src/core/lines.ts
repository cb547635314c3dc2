/** The line terminator: newline, or NUL with `-z`. */
export type LineEnd = '\n' | '\0';

/** Maximum length of a line buffered until its end arrives, in bytes; a longer one is passed on in pieces. */
export const MAX_LINE = 4 * 1024 * 1024;

/** Turns a stream's chunks into chunks of whole lines; see `wholeLines`. */
export interface WholeLines {
  /**
   * Takes the next bytes; returns all lines that they complete, with terminators, as one piece, or null if
   * there are none.
   */
  push(chunk: Buffer): Buffer | null;
  /** Ends the stream; returns an unterminated last line, or null. */
  rest(): Buffer | null;
  /** Bytes of the unfinished line. */
  readonly heldBytes: number;
}

/**
 * Returns a gate that passes only whole lines, however the input is chunked: its joined output equals its
 * joined input. It searches only for the last terminator of a chunk, and keeps the chunks of an unfinished
 * line separate until its end arrives, so time is linear however long a line is. A chunk of whole lines is
 * passed uncopied. An unfinished line over `longest` bytes is passed without its terminator, to bound memory.
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
 * Splits lines into parts of at most this many bytes, at line ends if possible: a part contains several
 * lines, or a piece of a longer one.
 */
export function* linesInParts(lines: Buffer, end: LineEnd, maxBytes: number): Generator<Buffer> {
  for (let from = 0; from < lines.length; ) {
    const to = lastLineEnd(lines, end, from, maxBytes) ?? Math.min(lines.length, from + maxBytes);
    yield lines.subarray(from, to);
    from = to;
  }
}

/**
 * Returns how many of the first bytes are whole lines, up to a maximum; if the first line is longer, its
 * length.
 */
export const wholeLinesWithin = (lines: Buffer, end: LineEnd, maxBytes: number): number => {
  const within = lastLineEnd(lines, end, 0, maxBytes);
  if (within !== null) return within;
  const first = lines.indexOf(end.charCodeAt(0));
  return first < 0 ? lines.length : first + 1;
};

/** Returns where the last line within a number of bytes ends; null: none does. */
const lastLineEnd = (lines: Buffer, end: LineEnd, from: number, maxBytes: number): number | null => {
  if (lines.length - from <= maxBytes) return lines.length;
  const cut = lines.lastIndexOf(end.charCodeAt(0), from + maxBytes - 1) + 1;
  return cut > from ? cut : null;
};

/** Counts the lines in a chunk of whole lines; an unterminated last line counts as one. */
export const countLines = (chunk: Buffer, end: LineEnd = '\n'): number => {
  const endByte = end.charCodeAt(0);
  const count = countByte(chunk, endByte);
  return chunk.length > 0 && chunk[chunk.length - 1] !== endByte ? count + 1 : count;
};

/** As many words as four one-byte counters can count. */
const MAX_COUNTED = 127;
const LOW_BITS = 0x7f7f7f7f;

/**
 * Counts a byte, four at a time: `indexOf` would be called for each line. A byte that differs from it has a bit set, and
 * adding 127 carries any of its lower bits into the highest.
 */
const countByte = (chunk: Buffer, byte: number): number => {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const sought = Math.imul(byte, 0x01010101);
  const whole = chunk.length & ~3;
  let count = 0;
  for (let at = 0; at < whole; ) {
    const stop = Math.min(whole, at + 4 * MAX_COUNTED);
    let counters = 0;
    for (; at < stop; at += 4) {
      const difference = view.getInt32(at, true) ^ sought;
      const differs = ((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS;
      counters += ~differs >>> 7;
    }
    count += (counters & 0xff) + ((counters >> 8) & 0xff) + ((counters >> 16) & 0xff) + (counters >> 24);
  }
  for (let at = whole; at < chunk.length; at++) if (chunk[at] === byte) count++;
  return count;
};
