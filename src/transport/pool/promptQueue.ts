import type { Answer, Prompter, Question } from '../transport.ts';
import { orAborted } from './shared.ts';

/** The last question of each prompter: the next one waits for it. */
const lastQuestion = new WeakMap<Prompter, Promise<unknown>>();

/**
 * Asks a question when all earlier ones to the same prompter are answered: there is one queue for the whole
 * process. Rejects with the signal's reason if it aborts first, even while waiting for its turn.
 */
export const askInTurn = async (
  prompter: Prompter,
  question: Question,
  signal?: AbortSignal,
): Promise<Answer> => {
  const before = lastQuestion.get(prompter) ?? Promise.resolve();
  const answer = before.then(() => {
    signal?.throwIfAborted();
    return prompter.ask(question, signal);
  });
  lastQuestion.set(
    prompter,
    answer.catch(() => {}),
  );
  return signal === undefined ? answer : orAborted(answer, signal);
};
