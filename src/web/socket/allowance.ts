/** A token bucket: limits a rate, and how much can happen at once. */
export class Allowance {
  readonly #perSecond: number;
  readonly #most: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** `now`: milliseconds. */
  constructor(perSecond: number, most: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#most = most;
    this.#now = now;
    this.#left = most;
    this.#at = now();
  }

  /** Takes a token; returns false if there is none left. */
  take(): boolean {
    const at = this.#now();
    this.#left = Math.min(this.#most, this.#left + (Math.max(0, at - this.#at) * this.#perSecond) / 1000);
    this.#at = at;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
