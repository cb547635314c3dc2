import type { ByteString } from '../bytes.ts';

/**
 * Parses a timestamp such as `2026-11-29T01:16:56.114042407Z` to nanoseconds since the epoch; null for
 * anything else.
 */
export const stampNanos = (stamp: string): bigint | null => {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(stamp);
  if (!match) return null;
  const ms = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(ms)) return null;
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
};

/** What happened to the lines after a disconnect. `unsure`: the last lines read are no longer in the log. */
export type OverlapEnd = 'open' | 'found' | 'gone';

/** The lines of a log that are new, and what happened to those before them. */
export interface Pushed {
  readonly lines: readonly ByteString[];
  readonly end: OverlapEnd;
}

/** A position in a log that can only be read starting at a time. */
export interface Continuation {
  /** The time from which to read again, in nanoseconds since the epoch; null: nothing has been read yet. */
  readonly since: bigint | null;
  /** The last line read; null: none. */
  readonly last: ByteString | null;
  /** Reading starts again at `since`. */
  resume(): void;
  /** Takes a line; returns the new ones. */
  push(stamp: string, line: ByteString): Pushed;
}

interface Stamped {
  readonly nanos: bigint;
  readonly line: ByteString;
}

/**
 * The position in a log that can only be read starting at a time: the newest timestamp, and all lines from
 * shortly before it. When the log is read again from there, these lines come first; lines after them are new.
 * Timestamps may repeat, and go back a little.
 */
export class Overlap implements Continuation {
  readonly #windowNanos: bigint;
  readonly #unitNanos: bigint;
  #tail: Stamped[] = [];
  #newest: bigint | null = null;
  /** Lines expected again, in order; null: none. */
  #awaited: readonly ByteString[] | null = null;
  #seen: ByteString[] = [];

  /** `windowMs`: how far back to read again. `unitMs`: what the log's own reader rounds times down to. */
  constructor({ windowMs, unitMs = 0 }: { readonly windowMs: number; readonly unitMs?: number }) {
    this.#windowNanos = BigInt(windowMs) * 1_000_000n;
    this.#unitNanos = BigInt(unitMs) * 1_000_000n;
  }

  /**
   * Returns the time from which to read again, in nanoseconds since the epoch; null: nothing has been read
   * yet.
   */
  get since(): bigint | null {
    if (this.#newest === null) return null;
    const from = this.#newest - this.#windowNanos;
    return this.#unitNanos === 0n ? from : (from / this.#unitNanos) * this.#unitNanos;
  }

  /** The last line read; null: none. */
  get last(): ByteString | null {
    return this.#tail.at(-1)?.line ?? null;
  }

  /** Reading starts again at `since`. */
  resume(): void {
    const { since } = this;
    this.#seen = [];
    this.#awaited =
      since === null ? null : this.#tail.filter(({ nanos }) => nanos >= since).map(({ line }) => line);
    if (this.#awaited?.length === 0) this.#awaited = null;
  }

  /**
   * Takes a line; returns the new ones (several, if the expected lines turn out to be missing). Lines held
   * back in the meantime are known ones.
   */
  push(stamp: string, line: ByteString): Pushed {
    if (this.#awaited === null) {
      this.#keep(stamp, line);
      return { lines: [line], end: 'open' };
    }
    this.#seen.push(line);
    const awaited = this.#awaited;
    if (this.#seen.every((one, index) => one === awaited[index])) {
      if (this.#seen.length < awaited.length) return NOTHING;
      this.#awaited = null;
      return { lines: [], end: 'found' };
    }
    return this.#settle();
  }

  /**
   * The oldest expected lines are gone: the longest suffix of them that starts the received lines is known.
   */
  #settle(): Pushed {
    const awaited = this.#awaited!;
    const seen = this.#seen;
    for (let from = 0; from < awaited.length; from++) {
      const end = awaited.slice(from);
      const common = Math.min(end.length, seen.length);
      if (!end.slice(0, common).every((one, index) => one === seen[index])) continue;
      this.#awaited = end;
      if (seen.length < end.length) return NOTHING;
      const lines = seen.slice(end.length);
      this.#finish(lines);
      return { lines, end: 'found' };
    }
    const lines = [...seen];
    this.#finish(lines);
    return { lines, end: 'gone' };
  }

  #finish(lines: readonly ByteString[]): void {
    this.#awaited = null;
    this.#seen = [];
    for (const line of lines) this.#keep(line.slice(0, line.indexOf(' ')), line);
  }

  #keep(stamp: string, line: ByteString): void {
    const nanos = stampNanos(stamp);
    if (nanos === null) return;
    if (this.#newest === null || nanos > this.#newest) this.#newest = nanos;
    this.#tail.push({ nanos, line });
    if (this.#tail.length < this.#limit) return;
    const { since } = this;
    this.#tail = this.#tail.filter(one => one.nanos >= since!);
    this.#limit = Math.max(MIN_TAIL, this.#tail.length * 2);
  }

  #limit = MIN_TAIL;
}

/** Number of lines to keep before looking for old ones. */
const MIN_TAIL = 1000;

const NOTHING = { lines: [], end: 'open' } as const;
