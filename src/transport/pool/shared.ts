/**
 * Work that several callers wait for: started by the first, with its outcome shared by all. A caller whose
 * signal aborts stops waiting; when the last one has stopped, the work itself is aborted.
 */
export class Shared<T> {
  readonly #start: (signal: AbortSignal) => Promise<T>;
  readonly #controller = new AbortController();
  #outcome: Promise<T> | undefined;
  #waiting = 0;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#start = start;
  }

  /** Rejects with the signal's reason if it aborts first. */
  async join(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.#outcome ??= this.#start(this.#controller.signal);
    this.#waiting += 1;
    try {
      return await (signal === undefined ? this.#outcome : orAborted(this.#outcome, signal));
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && signal?.aborted) this.#controller.abort(signal.reason);
    }
  }

  /** True if the work was aborted and cannot be joined any more. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Ends the work for everyone. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }
}

/** Returns the outcome, unless the signal aborts first; `late` then receives it. */
export const orAborted = <T>(
  outcome: Promise<T>,
  signal: AbortSignal,
  late: (value: T) => void = () => {},
): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    outcome
      .then(value => (signal.aborted ? late(value) : resolve(value)), reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
