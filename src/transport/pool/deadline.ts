/** A time limit that can be paused: the time a person takes to answer does not count. */
export class Deadline {
  #left: number;
  #startedAt = 0;
  #pauses = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #expired: () => void;

  /** `ms`: the time limit; `expired` is called once when it has passed. */
  constructor(ms: number, expired: () => void) {
    this.#left = ms;
    this.#expired = expired;
    this.#start();
  }

  #start(): void {
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#expired, this.#left);
  }

  /** Stops the clock; pauses nest. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses > 1 || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#startedAt;
  }

  resume(): void {
    this.#pauses -= 1;
    if (this.#pauses === 0 && this.#timer !== undefined) this.#start();
  }

  /** Allows this much time from now on; pauses remain active. */
  restart(ms: number): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#left = ms;
    if (this.#pauses === 0) this.#start();
  }

  /** Stops it for good: it will not expire any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
