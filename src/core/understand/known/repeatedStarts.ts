import type { ByteString } from '../../bytes.ts';
import { digitsFree } from './certainTime.ts';
import { messageProof, traceLineProof } from './textProof.ts';

/** A start is recognised after so many lines; others that occurred again are with it. */
const ENOUGH = 4;
const AGAIN = 2;
/** Recognising more takes longer than it saves. */
const MAX_STARTS = 200;
const MAX_ROUNDS = 8;
/** If no start was recognised in so many texts, they are too different. */
const MAX_TRIED = 2000;

/** How a start is recognised. */
interface Kind {
  /** Returns how many of its first bytes prove what a text is, or -1. */
  readonly proofOf: (text: ByteString) => number;
  /** Returns the start as it is counted, and its ERE; null: it is not recognised. */
  readonly countedAs: (start: ByteString) => ByteString | null;
  readonly ereOf: (counted: ByteString) => string;
}

/** What needs no quoting in JSON, nor an escape in an ERE but for dots and dollars. */
const PLAIN = /^[\w .:$-]*$/;
const PRINTABLE = /^[ -~]*$/;

/** Lines of traces at column 0: programs throw the same few exceptions again and again. */
export const TRACE_LINES: Kind = {
  proofOf: traceLineProof,
  countedAs: start => (PLAIN.test(start) ? start : null),
  ereOf: counted => counted.replace(/[.$]/g, '[$&]'),
};

/** Messages whose first words are not followed by a word; each digit stands for any. */
export const MESSAGES: Kind = {
  proofOf: messageProof,
  countedAs: start => (PRINTABLE.test(start) ? start.replace(/[0-9]/g, '0') : null),
  ereOf: digitsFree,
};

/** Counts how texts start whose kind is certain from that. */
export class RepeatedStarts {
  readonly #kind: Kind;
  readonly #counts = new Map<ByteString, number>();
  #rounds = 0;
  #tried = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Returns true if no further start is recognised. */
  get isFinished(): boolean {
    return this.#rounds >= MAX_ROUNDS || this.#tried >= MAX_TRIED;
  }

  /** Counts a text; returns true if it is time to recognise its start. */
  see(text: ByteString): boolean {
    if (this.isFinished) return false;
    this.#tried++;
    const length = this.#kind.proofOf(text);
    if (length < 0) return false;
    const start = this.#kind.countedAs(text.slice(0, length));
    if (start === null) return false;
    const count = (this.#counts.get(start) ?? 0) + 1;
    if (count === 1 && this.#counts.size >= MAX_STARTS) return false;
    this.#counts.set(start, count);
    return count === ENOUGH;
  }

  /** Returns an ERE of all starts that are recognised from now on. */
  take(): string {
    this.#rounds++;
    this.#tried = 0;
    const known = [...this.#counts].filter(([, times]) => times >= AGAIN);
    return `(${known.map(([one]) => this.#kind.ereOf(one)).join('|')})`;
  }
}
