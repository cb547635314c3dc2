/** This many tails in a row that write messages and end, on one host, are no coincidence. */
const MAX_REFUSALS = 3;

/** How long that is remembered, in milliseconds. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * Remembers the hosts on which tail writes messages although nothing is wrong with the logs: usually because a limit
 * was reached, such as the number of inotify instances per user. It concerns all logs followed on that host.
 */
export class TailRefusals {
  readonly #now: () => number;
  readonly #hosts = new Map<string, { count: number; at: number }>();

  /** `now`: milliseconds by a monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(host: string): void {
    const count = this.#current(host) + 1;
    this.#hosts.set(host, { count, at: this.#now() });
  }

  /** Returns true if other ways of following should be used on this host for now. */
  isUsual(host: string): boolean {
    return this.#current(host) >= MAX_REFUSALS;
  }

  #current(host: string): number {
    const known = this.#hosts.get(host);
    return known && this.#now() - known.at < REMEMBERED_MS ? known.count : 0;
  }
}
