import type { HubView } from '../../session/live/view.ts';

/** How long views filter and search before connections have their turn. Milliseconds. */
const TURN_MS = 5;
/** Entries looked at between two looks at the clock. */
const ENTRIES = 500;

/** Lets the views of all viewers filter and search what is held in turns, those first whose settings changed last. */
export class Turns {
  readonly #waiting = new Set<HubView>();
  readonly #now: () => number;
  #isDue = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The view has something to look through: a person waits for it. */
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
    // The newest first for half of the time, then each in turn.
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
