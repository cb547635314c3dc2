import type { Trouble } from '../../core/trouble.ts';

/** Who wants to know what becomes of a connection. */
export interface VitalsListener {
  /** Nothing came since then (milliseconds since the epoch), keepalives included; null: it is heard of again. */
  silent(since: number | null): void;
  lost?(trouble: Trouble): void;
}

/**
 * What becomes of one connection: whether its peer is silent, and why it is gone in the end. What it runs through is part of it: a jump host
 * that is silent or gone makes everything behind it so.
 */
export class Vitals {
  /** Fires once, with why it is gone. */
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
    // Later, when whoever ended it has tidied up.
    void this.lost.then(trouble => {
      for (const listener of [...this.#listeners]) listener.lost?.(trouble);
      this.#listeners.clear();
    });
  }

  /** Why it is gone, or null while it is there. */
  get trouble(): Trouble | null {
    return this.#gone;
  }

  /** Since when nothing came, or null. */
  get silentSince(): number | null {
    return this.#own ?? this.#below;
  }

  /** Tells the listener of every change from now on; gives the way to stop. */
  listen(listener: VitalsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs through another connection: `fail` is called when that is gone. */
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
    // Not `via.lost.then`: a jump host that lives for weeks would remember every connection that ever ran through it.
    void this.lost.then(stop);
    below(via.silentSince);
  }

  /** Its peer is silent since then, or (null) is heard of again. */
  hear(since: number | null): void {
    this.#change(() => {
      this.#own = since;
    });
  }

  /** Marks it as gone; returns false if it already was. */
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
