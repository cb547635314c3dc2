import { Allowance } from './allowance.ts';

/** Maximum number of messages that a page may send per second, and at once. */
const RATE = 200;
const BURST = 400;
/** Maximum size of frames waiting until the page has read. Characters. */
const MAX_WAITING = 1 << 20;

/**
 * Frames that have arrived but not been processed: frames received in one chunk keep arriving after reading was paused.
 */
export class Inbox {
  readonly #allowance: Allowance;
  readonly #frames: string[] = [];
  #size = 0;

  constructor(now: () => number) {
    this.#allowance = new Allowance(RATE, BURST, now);
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  /** Adds a frame; returns false if the page sends too many messages. */
  put(frame: string): boolean {
    this.#size += frame.length;
    if (!this.#allowance.take() || this.#size > MAX_WAITING) return false;
    this.#frames.push(frame);
    return true;
  }

  /** Removes and returns the oldest frame. */
  take(): string {
    const frame = this.#frames.shift()!;
    this.#size -= frame.length;
    return frame;
  }
}
