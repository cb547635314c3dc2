import type { ByteString } from '../../bytes.ts';
import { traceLineProof } from './textProof.ts';

/** A start is recognised after so many lines; others that occurred again are with it. */
const ENOUGH = 4;
const AGAIN = 2;
/** Recognising more takes longer than it saves. */
const MAX_STARTS = 200;
const MAX_ROUNDS = 8;

/** What needs no quoting in JSON, nor an escape in an ERE but for dots and dollars. */
const PLAIN = /^[\w .:$-]*$/;

/** Counts the starts of texts that are certainly lines of traces: programs throw the same few exceptions again and again. */
export class TraceStarts {
  readonly #counts = new Map<ByteString, number>();
  #rounds = 0;

  /** Counts a text. If it is time to recognise its start, returns an ERE of that and of all earlier ones; null otherwise. */
  see(text: ByteString): string | null {
    if (this.#rounds >= MAX_ROUNDS) return null;
    const length = traceLineProof(text);
    if (length < 0) return null;
    const start = text.slice(0, length);
    const count = (this.#counts.get(start) ?? 0) + 1;
    if (!PLAIN.test(start) || (count === 1 && this.#counts.size >= MAX_STARTS)) return null;
    this.#counts.set(start, count);
    if (count !== ENOUGH) return null;
    this.#rounds++;
    const known = [...this.#counts].filter(([, times]) => times >= AGAIN);
    return `(${known.map(([one]) => one.replace(/[.$]/g, '[$&]')).join('|')})`;
  }
}
