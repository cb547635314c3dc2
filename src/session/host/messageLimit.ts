/** Number of lines that a command on a host may write to stderr at once, and how many more per second. */
const BURST = 100;
const A_SECOND = 1;

/** Maximum length of a message in characters. */
const LONGEST = 1000;

/**
 * Keeps a host's stderr from flooding the terminal: returns the lines to show and a summary of the others.
 */
export class MessageLimit {
  #left = BURST;
  #since: number;
  #dropped = 0;

  /** `now`: milliseconds by a clock that only goes forward. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Returns the line to show, or null if there were too many. */
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

  /** Returns the summary; null if every line was shown. */
  rest(): string | null {
    if (this.#dropped === 0) return null;
    return this.#dropped === 1
      ? '1 more line on stderr is not shown'
      : `${this.#dropped} more lines on stderr are not shown`;
  }
}
