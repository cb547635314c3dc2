import { type ByteString, encodeText } from '../bytes.ts';

/** How a container runtime writes its log: Docker's json-file, or CRI (Kubernetes, podman's k8s-file). */
export type Wrapping = 'json-file' | 'cri';

/** The outputs of a container's program. */
export type Stream = 'stdout' | 'stderr';

/** One line of a container's output. */
export interface ContainerLine {
  /** The runtime's timestamp of its first piece. */
  readonly time: ByteString;
  readonly stream: Stream;
  /** Without its newline. */
  readonly text: ByteString;
}

/** Formats a line as CRI does, whatever its runtime writes: with its time and stream, which then become fields. */
export const criLine = ({ time, stream, text }: ContainerLine): ByteString => `${time} ${stream} F ${text}`;

/** A longer line is passed on in parts: an endless one must not fill the memory. */
const MAX_JOINED = 8 * 1024 * 1024;

/** A line, or part of one. */
export interface Piece extends ContainerLine {
  /** The line continues in the stream's next piece. */
  readonly isPartial: boolean;
}

/** Joins the pieces of long lines, separately for each stream. */
export class PieceJoiner {
  readonly #open = new Map<Stream, { readonly time: ByteString; parts: ByteString[]; length: number }>();

  /** Adds the line that a piece completes, if it does. */
  push({ time, text, stream, isPartial }: Piece, lines: ContainerLine[]): void {
    const open = this.#open.get(stream);
    if (!open && !isPartial) {
      lines.push({ time, stream, text });
      return;
    }
    const joined = open ?? { time, parts: [], length: 0 };
    joined.parts.push(text);
    joined.length += text.length;
    if (isPartial && joined.length < MAX_JOINED) {
      this.#open.set(stream, joined);
      return;
    }
    this.#open.delete(stream);
    lines.push({ time: joined.time, stream, text: joined.parts.join('') });
  }

  /** Returns the unfinished lines, and forgets them. */
  flush(): ContainerLine[] {
    const rest = [...this.#open].map(([stream, { time, parts }]) => ({ time, stream, text: parts.join('') }));
    this.#open.clear();
    return rest;
  }
}

/** Unwraps a container's log, and joins the pieces of its long lines. */
export class Unwrapper {
  readonly #read: (line: ByteString) => Piece | null;
  readonly #joiner = new PieceJoiner();

  constructor(wrapping: Wrapping) {
    this.#read = wrapping === 'json-file' ? jsonPiece : criPiece;
  }

  /** Takes whole terminated lines; returns the lines that they complete. Other lines are skipped. */
  push(chunk: ByteString): ContainerLine[] {
    const lines: ContainerLine[] = [];
    for (let at = 0; at < chunk.length; ) {
      const found = chunk.indexOf('\n', at);
      const end = found < 0 ? chunk.length : found;
      const piece = end > at ? this.#read(chunk.slice(at, end)) : null;
      if (piece) this.#joiner.push(piece, lines);
      at = end + 1;
    }
    return lines;
  }

  /** Ends the log; returns an unterminated line. */
  flush(): ContainerLine[] {
    return this.#joiner.flush();
  }
}

/**
 * Characters that JSON.parse does not change are bytes; others that Docker escapes (U+2028, U+FFFD) are not.
 */
const BEYOND_BYTES = /[^\0-\xff]/g;

const jsonPiece = (line: ByteString): Piece | null => {
  try {
    const { log, stream, time } = JSON.parse(line) as Record<string, unknown>;
    if (typeof log !== 'string' || typeof time !== 'string') return null;
    const bytes = BEYOND_BYTES.test(log) ? log.replace(BEYOND_BYTES, encodeText) : log;
    const isPartial = !bytes.endsWith('\n');
    const text = isPartial ? bytes : bytes.slice(0, bytes.endsWith('\r\n') ? -2 : -1);
    return { time, text, stream: stream === 'stderr' ? 'stderr' : 'stdout', isPartial };
  } catch {
    // The end of a truncated file.
    return null;
  }
};

const CRI = /^(\d{4}-\d\d-\d\dT\S+) (stdout|stderr) ([FP])\S* ?/;

const criPiece = (line: ByteString): Piece | null => {
  const match = CRI.exec(line);
  if (!match) return null;
  const [head, time, stream, tag] = match;
  return { time: time!, text: line.slice(head.length), stream: stream as Stream, isPartial: tag === 'P' };
};

/** Docker escapes these in its JSON; a literal without them occurs in it unchanged. */
const ESCAPED = /["\\<>&\x00-\x1f\x7f-\uffff]/;

/** Pieces of a split line: the searched text may start in one and end in the next. */
const PARTIAL: Readonly<Record<Wrapping, string>> = {
  'json-file': String.raw`([^n]|[^\]n|\\\\n)","stream":"`,
  cri: '^[^ ]* std(out|err) P',
};

/** What comes before the text of a line in the form of CRI, in lower case. */
const HEADS = ['z stdout f ', 'z stderr f '];

/** Returns true if text with a blank can start in a head and end there or in what follows. */
const startsIn = (head: string, literal: string): boolean => {
  const text = literal.toLowerCase();
  if (!text.includes(' ')) return false;
  return Array.from(head, (_, at) => head.slice(at)).some(
    end => end.startsWith(text) || text.startsWith(end),
  );
};

/** Returns an ERE for wrapped lines that may contain literal text; null if wrapping might change the text. */
export const wrappedPattern = (literal: string, wrapping: Wrapping): string | null => {
  // It may start in the time, the stream or the tag after it, which are elsewhere.
  if (/^$|^ |Z |(?:^| )F(?: |$)/i.test(literal) || HEADS.some(head => startsIn(head, literal))) return null;
  if (wrapping === 'json-file' && ESCAPED.test(literal)) return null;
  const ere = literal.replace(/[\\.[\]{}()*+?^$|]/g, char => `\\${char}`);
  return `${ere}|${PARTIAL[wrapping]}`;
};
