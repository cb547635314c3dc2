import type { Answer, Prompter, Question } from '../transport.ts';
import { orAborted } from './shared.ts';

/** When the last turn of each prompter is over: the next one waits for it. */
const lastTurn = new WeakMap<Prompter, Promise<void>>();

/**
 * How long a login keeps its turn after an answer, in milliseconds: servers wait for two or three seconds before they
 * ask again.
 */
const FOLLOW_UP_MS = 5_000;

/**
 * A login's turn to ask questions: there is one queue of them for the whole process. What a login asks next follows its
 * first question, before other logins: otherwise, a password typed once more after a mistake could go to another host.
 */
export class Turn {
  readonly #prompter: Prompter;
  readonly #signal: AbortSignal;
  #over: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(prompter: Prompter, signal: AbortSignal) {
    this.#prompter = prompter;
    this.#signal = signal;
  }

  /** Asks when all earlier turns are over. Rejects with the signal's reason if it aborts first, even while waiting. */
  async ask(question: Question): Promise<Answer> {
    clearTimeout(this.#timer);
    try {
      if (this.#over === null) await orAborted(this.#enter(), this.#signal);
      this.#signal.throwIfAborted();
      const answer = await orAborted(this.#prompter.ask(question, this.#signal), this.#signal);
      this.#timer = setTimeout(() => this.end(), FOLLOW_UP_MS).unref();
      return answer;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** Ends the turn: this login asks nothing more, or waits for another turn. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over?.();
    this.#over = null;
  }

  #enter(): Promise<void> {
    const before = lastTurn.get(this.#prompter) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#over = resolve;
    lastTurn.set(
      this.#prompter,
      before.then(() => promise),
    );
    return before;
  }
}
