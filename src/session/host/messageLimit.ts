/** Lines that a command on a host may write on stderr at once, and how many more a second. */
const BURST = 100;
const A_SECOND = 1;

/** A message is cut here, characters. */
const LONGEST = 1000;

/** Keeps what a host writes on stderr from filling the terminal: gives the lines to show, and what to say of those that are not. */
export class MessageLimit {
  #left = BURST;
  #since: number;
  #dropped = 0;

  /** `now`: milliseconds by a clock that only goes forward. */
  constructor(now: number) {
    this.#since = now;
  }

  /** The line as it is to be shown, or null where there were too many. */
  pass(line: string, now: number): string | null {
    this.#left = Math.min(BURST, this.#left + ((now - this.#since) / 1000) * A_SECOND);
    this.#since = now;
    if (this.#left < 1) {
      this.#dropped += 1;
      return null;
    }
    this.#left -= 1;
    return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  }

  /** What to say at the end; null where every line was shown. */
  rest(): string | null {
    if (this.#dropped === 0) return null;
    return this.#dropped === 1
      ? '1 more line on stderr is not shown'
      : `${this.#dropped} more lines on stderr are not shown`;
  }
}
