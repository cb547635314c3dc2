import { type ByteString, toByteString } from '../../../core/bytes.ts';
import { LogFrames } from '../../../core/containers/frames.ts';
import { type ContainerLine, criLine } from '../../../core/containers/unwrap.ts';
import { wholeLines } from '../../../core/lines.ts';
import type { PrintedForm } from '../../../pushdown/containers/canonical.ts';
import type { Container } from '../../../pushdown/containers/engine.ts';
import { comesInFrames } from '../../../pushdown/containers/logs.ts';

/**
 * The form of a log with timestamps: lines of unknown streams, lines of stdout (a container with a terminal has nothing
 * else), or the frames of Docker's API.
 */
export type Form = PrintedForm;

/** Returns the form in which a container's log is printed. */
export const formOf = (container: Container): Form => {
  if (container.tty) return 'stdout';
  return comesInFrames({ container }) ? 'frames' : 'lines';
};

/** A line with its head: the timestamp and, if it is known, the stream. Without a timestamp, it is a message. */
export interface StampedLine {
  readonly stamp: string | null;
  readonly line: ByteString;
}

/** Reads a log with timestamps. */
export interface StampedReader {
  /** Takes bytes as received; returns the lines that they complete. */
  push(chunk: Buffer): readonly StampedLine[];
  /** Returns an unterminated last line. */
  flush(): readonly StampedLine[];
}

/** Reads lines that a host has brought into this form (`canonicalStage`), and reports of its filter. */
export const selectedReader = (): StampedReader => {
  const gate = wholeLines('\n');
  const stamped = (line: ByteString): StampedLine => ({ stamp: STAMPED.exec(line)?.[1] ?? null, line });
  return {
    push(chunk) {
      const bytes = gate.push(chunk);
      return bytes === null ? [] : toByteString(bytes).split('\n').slice(0, -1).map(stamped);
    },
    flush: () => [],
  };
};

export const stampedReader = (form: Form): StampedReader => {
  if (form !== 'frames') return new LineReader(form);
  const frames = new LogFrames();
  return {
    push: chunk => frames.push(toByteString(chunk)).map(ofStream),
    flush: () => [...frames.flush().map(ofStream), ...(frames.damaged ? [DAMAGED] : [])],
  };
};

/** A line prefixed with its timestamp, as `docker logs -t` and `kubectl logs --timestamps` print it. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

const DAMAGED: StampedLine = { stamp: null, line: "docker sent something other than the container's log" };

const ofStream = (line: ContainerLine): StampedLine => ({ stamp: line.time, line: criLine(line) });

class LineReader implements StampedReader {
  readonly #gate = wholeLines('\n');
  readonly #form: Form;

  constructor(form: Form) {
    this.#form = form;
  }

  push(chunk: Buffer): readonly StampedLine[] {
    return this.#lines(this.#gate.push(chunk));
  }

  flush(): readonly StampedLine[] {
    return this.#lines(this.#gate.rest());
  }

  #lines(bytes: Buffer | null): readonly StampedLine[] {
    if (bytes === null) return [];
    const lines = toByteString(bytes).split('\n').flatMap(wholeLinesOf);
    return lines.filter(line => line !== '').map(line => this.#stamped(line));
  }

  #stamped(line: ByteString): StampedLine {
    const [head, stamp = null] = STAMPED.exec(line) ?? [];
    return head === undefined || stamp === null || this.#form === 'lines'
      ? { stamp, line }
      : ofStream({ time: stamp, stream: 'stdout', text: line.slice(head.length) });
  }
}

/** Docker splits lines into pieces of this many bytes, and with `-t` each piece has its own timestamp. */
const PIECE = 16_384;

/**
 * A timestamp in the middle of a piece: the engine omitted the newline before it, as Docker's driver `local`
 * does after a split line.
 */
const NEXT_LINE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;

/**
 * Returns a line without the timestamps of its later pieces; two lines if the newline between them is
 * missing.
 */
const wholeLinesOf = (line: string): readonly string[] => {
  const stamp = STAMPED.exec(line)?.[0];
  if (stamp === undefined || line.length <= stamp.length + PIECE) return [line];
  let text = line.slice(stamp.length);
  let at = PIECE;
  for (; at < text.length; at += PIECE) {
    const again = STAMPED.exec(text.slice(at, at + 40));
    if (!again) break;
    text = text.slice(0, at) + text.slice(at + again[0].length);
  }
  const last = at - PIECE;
  const next = last > 0 ? NEXT_LINE.exec(text.slice(last)) : null;
  if (!next) return [stamp + text];
  const end = last + next.index;
  return [stamp + text.slice(0, end), ...wholeLinesOf(text.slice(end))];
};
