import type { Answer, Prompter, Question } from '../../transport/transport.ts';

/** Exposes questions as state: they are announced, and answered from outside. */
export interface LivePrompter extends Prompter {
  /** Passes on the answer to a question; ignored if nobody is waiting for it. */
  answer(id: number, answer: Answer): void;
  /** Declines all open questions. */
  close(): void;
}

export interface PrompterEvents {
  asked(id: number, question: Question): void;
  withdrawn(id: number): void;
}

/**
 * Creates a Prompter for a screen: each question gets a number and waits until `answer` is called or its
 * signal aborts.
 */
export const createLivePrompter = (events: PrompterEvents): LivePrompter => {
  const waiting = new Map<number, (answer: Answer) => void>();
  let next = 1;
  return {
    ask(question, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const id = next++;
        const withdraw = (): void => {
          waiting.delete(id);
          events.withdrawn(id);
          reject(signal?.reason);
        };
        waiting.set(id, answer => {
          signal?.removeEventListener('abort', withdraw);
          resolve(answer);
        });
        signal?.addEventListener('abort', withdraw, { once: true });
        events.asked(id, question);
      });
    },
    answer(id, answer) {
      const resolve = waiting.get(id);
      waiting.delete(id);
      resolve?.(answer);
    },
    close() {
      for (const resolve of waiting.values()) resolve(null);
      waiting.clear();
    },
  };
};
