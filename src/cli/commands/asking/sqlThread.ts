import { Worker } from 'node:worker_threads';
import type { SqlAnswer, SqlRequest } from '../../sqlWorker.ts';
import { SqlError } from './sqlError.ts';

/** Talks with the thread that runs SQL: one question at a time. */
export class SqlThread {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<SqlAnswer> | null = null;
  #answers: SqlAnswer[] = [];

  constructor() {
    // In the bundle this file is one of the chunks.
    const isBundled = !import.meta.url.endsWith('.ts');
    this.#worker = new Worker(new URL(isBundled ? '../sqlWorker.js' : '../../sqlWorker.ts', import.meta.url));
    this.#worker.on('message', (message: SqlAnswer) => this.#take(message));
    this.#worker.on('error', error => this.#take({ kind: 'wrong', message: error.message }));
    // What it does is waited for; it keeps nobody alive by itself.
    this.#worker.unref();
  }

  /** Sends a request and returns the answer. Throws a SqlError where that is what is wrong. */
  async ask(request: SqlRequest): Promise<SqlAnswer> {
    this.#worker.postMessage(request);
    return this.next();
  }

  /** The next answer. */
  async next(): Promise<SqlAnswer> {
    const answer = this.#answers.shift() ?? (await this.#wait());
    if (answer.kind === 'wrong') throw new SqlError(answer.message);
    return answer;
  }

  /** Ends it, whatever it is doing: who waits for an answer gets none. */
  async close(): Promise<void> {
    this.#take({ kind: 'wrong', message: 'interrupted' });
    await this.#worker.terminate();
  }

  async #wait(): Promise<SqlAnswer> {
    this.#waiting = Promise.withResolvers<SqlAnswer>();
    // Someone waits: until then the process must not end.
    this.#worker.ref();
    try {
      return await this.#waiting.promise;
    } finally {
      this.#waiting = null;
      this.#worker.unref();
    }
  }

  #take(answer: SqlAnswer): void {
    if (this.#waiting === null) this.#answers.push(answer);
    else this.#waiting.resolve(answer);
  }
}
