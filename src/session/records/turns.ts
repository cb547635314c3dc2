import type { SourceId } from '../../core/record.ts';

/**
 * A longer chunk is processed in parts, and a longer line becomes several records: a part is parsed, escaped and painted in
 * one turn of the event loop, which blocks everything else.
 */
export const MAX_TURN_BYTES = 2 * 1024 * 1024;

/** Work for each source that takes more than one turn of the event loop: what follows waits for it. */
export class Turns {
  readonly #busy = new Map<SourceId, Promise<void>>();

  isBusy(id: SourceId): boolean {
    return this.#busy.has(id);
  }

  /** Performs an action for a source after all earlier ones. */
  add(id: SourceId, work: () => void | Promise<void>): Promise<void> {
    const turn = (this.#busy.get(id) ?? Promise.resolve()).then(work);
    this.#busy.set(id, turn);
    const done = (): void => {
      if (this.#busy.get(id) === turn) this.#busy.delete(id);
    };
    return turn.finally(done);
  }

  /** Performs an action for a source: at once, if nothing else is in progress. */
  run(id: SourceId, work: () => void | Promise<void>): void | Promise<void> {
    return this.#busy.has(id) ? this.add(id, work) : work();
  }

  async allDone(): Promise<void> {
    await Promise.all(this.#busy.values());
  }
}
