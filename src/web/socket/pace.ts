import type { Wire } from './contract.ts';

/** Above this, nothing is sent and nothing more is read until it has been transmitted. Bytes. */
const MAX_BUFFERED = 1 << 20;
/** A page that reads nothing for this long is disconnected. Milliseconds. */
const SLOW_MS = 30_000;

/** Adapts to the pace of a slow page: while a lot of data is on its way to the page, nothing more is read from it. */
export class Pace {
  readonly #wire: Wire;
  readonly #now: () => number;
  #slowSince: number | null = null;
  #isPaused = false;

  constructor(wire: Wire, now: () => number) {
    this.#wire = wire;
    this.#now = now;
  }

  /**
   * Checks how much is on its way, and pauses or resumes reading from the page; returns `over` if the page has read
   * nothing for too long.
   */
  look(): 'go' | 'wait' | 'over' {
    const isSlow = this.#wire.buffered > MAX_BUFFERED;
    if (isSlow && !this.#isPaused) this.#wire.pause();
    if (!isSlow && this.#isPaused) this.#wire.resume();
    this.#isPaused = isSlow;
    if (!isSlow) this.#slowSince = null;
    else this.#slowSince ??= this.#now();
    if (this.#slowSince === null) return 'go';
    return this.#now() - this.#slowSince > SLOW_MS ? 'over' : 'wait';
  }
}
