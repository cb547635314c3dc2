/** Milliseconds before the first retry, and the maximum pause. */
const FIRST_MS = Number(process.env['RTAIL_TEST_BACKOFF_MS']) || 1_000;
const MAX_FACTOR = 30;

interface Pause {
  readonly tries: number;
  readonly until: number;
}

/**
 * Schedules retries: pauses double, are jittered, and are shared by all sources waiting for the same host, so
 * that a jump host is tried once for everyone behind it.
 */
export class Backoff {
  readonly #pauses = new Map<string, Pause>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Returns when to retry the failed host: milliseconds since the epoch. */
  next(host: string, now: number): number {
    const last = this.#pauses.get(host);
    if (last && last.until > now) return last.until;
    const tries = (last?.tries ?? 0) + 1;
    const longest = FIRST_MS * Math.min(MAX_FACTOR, 2 ** (tries - 1));
    const until = now + Math.round(longest * (0.5 + this.#random() / 2));
    this.#pauses.set(host, { tries, until });
    return until;
  }

  /** Resets the pause, because the host works again. */
  reset(host: string): void {
    this.#pauses.delete(host);
  }
}
