import { Allowance } from './allowance.ts';

/** Messages a second that a page may send, and how many at once. */
const RATE = 200;
const BURST = 400;
/** Frames that may wait until the page has read. Characters. */
const MAX_WAITING = 1 << 20;

/** Frames that came and have not been read: those that came together go on coming after reading was stopped. */
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

  /** Takes a frame; false: the page sends too many messages. */
  put(frame: string): boolean {
    this.#size += frame.length;
    if (!this.#allowance.take() || this.#size > MAX_WAITING) return false;
    this.#frames.push(frame);
    return true;
  }

  /** The frame that came first, of those there are. */
  take(): string {
    const frame = this.#frames.shift()!;
    this.#size -= frame.length;
    return frame;
  }
}
