import type { PageLimits, PastRead } from './historyControl.ts';

/**
 * How much of a log may be searched for lines that pass the filter: reads in the background should cost the host little;
 * a key that only moves reads a large part of the log; whoever asks for its first line means the whole.
 */
export type Effort = 'some' | 'much' | 'all';

const MB = 1024 * 1024;

/** Maximum number of bytes to search, and to receive from a host that cannot filter. */
const LIMITS: Readonly<Record<Effort, { readonly searched: number; readonly received: number }>> = {
  some: { searched: 128 * MB, received: 16 * MB },
  much: { searched: 2048 * MB, received: 256 * MB },
  all: { searched: Number.POSITIVE_INFINITY, received: Number.POSITIVE_INFINITY },
};

/** Bytes to search at once: matches are shown, and progress is reported, after each page. */
const FIRST_PAGE = 128 * MB;
const MAX_PAGE = 1024 * MB;

/** A search backwards through a log for so many lines that pass the filter. */
export class BackSearch {
  /** Number of bytes searched so far. */
  searched = 0;
  #lines: number;
  #effort: Effort;
  #found = 0;
  #page = FIRST_PAGE;
  readonly #before: number;

  /** `before`: number of bytes that earlier searches have covered. */
  constructor(lines: number, effort: Effort, before = 0) {
    this.#lines = lines;
    this.#effort = effort;
    this.#before = before;
  }

  /** Number of bytes searched so far, also by earlier searches. */
  get searchedInAll(): number {
    return this.#before + this.searched;
  }

  /** Searches on for as many lines as another request wants, and as far. */
  extend(lines: number, effort: Effort): void {
    this.#lines = Math.max(this.#lines, lines);
    if (LIMITS[effort].searched > LIMITS[this.#effort].searched) this.#effort = effort;
  }

  /** Returns what to read next. */
  next(): PageLimits {
    const left = LIMITS[this.#effort].searched - this.searched;
    return { lines: this.#lines - this.#found, bytes: Math.min(this.#page, left) };
  }

  /** Counts what a page brought; returns true if another one is to be read. */
  take({ records, end, searched = null, isUnfiltered = false }: PastRead): boolean {
    this.#found += records.length;
    this.searched += searched ?? 0;
    this.#page = Math.min(2 * this.#page, MAX_PAGE);
    if (end !== 'enough' || searched === null || this.#found >= this.#lines) return false;
    return this.searched < LIMITS[this.#effort][isUnfiltered ? 'received' : 'searched'];
  }
}
