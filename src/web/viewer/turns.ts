import type { HubView } from '../../session/live/view.ts';

/** How long views may filter and search before connections get their turn. Milliseconds. */
const TURN_MS = 5;
/** Entries processed between two checks of the clock. */
const ENTRIES = 500;

/** Lets all viewers' views filter and search the buffer in turns; those whose settings changed last go first. */
export class Turns {
  readonly #waiting = new Set<HubView>();
  readonly #now: () => number;
  #isDue = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Queues a view that has work to do, because a person is waiting for it. */
  want(view: HubView): void {
    this.#waiting.delete(view);
    this.#waiting.add(view);
    this.#start();
  }

  forget(view: HubView): void {
    this.#waiting.delete(view);
  }

  #start(): void {
    if (this.#isDue || this.#waiting.size === 0) return;
    this.#isDue = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isDue = false;
    const end = this.#now() + TURN_MS;
    // Newest first for half of the time, then each in turn.
    const views = [...this.#waiting].reverse();
    for (let i = 0; views.length > 0 && this.#now() < end; i++) {
      const view = i % 2 === 0 ? views[0]! : views[((i - 1) / 2) % views.length]!;
      if (view.work(ENTRIES)) continue;
      this.#waiting.delete(view);
      views.splice(views.indexOf(view), 1);
    }
    this.#start();
  }
}
