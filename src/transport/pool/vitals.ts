import type { Trouble } from '../../core/trouble.ts';

/** Listens to the state of a connection. */
export interface VitalsListener {
  /**
   * Nothing was received since then (milliseconds since the epoch), not even keepalives; null: it responds
   * again.
   */
  silent(since: number | null): void;
  lost?(trouble: Trouble): void;
}

/**
 * The state of one connection: whether its peer is silent, and why it was finally lost. It includes the
 * connections through which it runs: if a jump host is silent or lost, so is everything behind it.
 */
export class Vitals {
  /** Fires once, with the reason for its loss. */
  readonly lost: Promise<Trouble>;
  readonly #listeners = new Set<VitalsListener>();
  #tellLost: (trouble: Trouble) => void = () => {};
  #gone: Trouble | null = null;
  #own: number | null = null;
  #below: number | null = null;

  constructor() {
    this.lost = new Promise(resolve => {
      this.#tellLost = resolve;
    });
    // Deferred, so that the caller that ended it can clean up first.
    void this.lost.then(trouble => {
      for (const listener of [...this.#listeners]) listener.lost?.(trouble);
      this.#listeners.clear();
    });
  }

  /** Why it was lost, or null while it is up. */
  get trouble(): Trouble | null {
    return this.#gone;
  }

  /** The time since which nothing was received, or null. */
  get silentSince(): number | null {
    return this.#own ?? this.#below;
  }

  /** Calls the listener on every change from now on; returns an unsubscribe function. */
  listen(listener: VitalsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ties it to the connection it runs through: `fail` is called when that is lost. */
  runThrough(via: Vitals, fail: (trouble: Trouble) => void): void {
    if (via.trouble !== null) {
      fail(via.trouble);
      return;
    }
    const below = (since: number | null): void =>
      this.#change(() => {
        this.#below = since;
      });
    const stop = via.listen({ silent: below, lost: fail });
    // Not `via.lost.then`: a jump host that lives for weeks would accumulate a callback for every connection
    // that ever ran through it.
    void this.lost.then(stop);
    below(via.silentSince);
  }

  /** Its peer has been silent since then, or (null) responds again. */
  hear(since: number | null): void {
    this.#change(() => {
      this.#own = since;
    });
  }

  /** Marks it as lost; returns false if it already was. */
  end(trouble: Trouble): boolean {
    if (this.#gone !== null) return false;
    this.#gone = trouble;
    this.#tellLost(trouble);
    return true;
  }

  #change(change: () => void): void {
    const before = this.silentSince;
    change();
    const since = this.silentSince;
    if (since === before || this.#gone !== null) return;
    for (const listener of [...this.#listeners]) listener.silent(since);
  }
}
