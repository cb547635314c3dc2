import { Worker } from 'node:worker_threads';
import type { SqlAnswer, SqlRequest } from '../../sqlWorker.ts';
import { SqlError } from './sqlError.ts';

/** Communicates with the thread that runs SQL: one request at a time. */
export class SqlThread {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<SqlAnswer> | null = null;
  #answers: SqlAnswer[] = [];

  constructor() {
    // In the bundle, this file is part of a chunk.
    const isBundled = !import.meta.url.endsWith('.ts');
    this.#worker = new Worker(new URL(isBundled ? '../sqlWorker.js' : '../../sqlWorker.ts', import.meta.url));
    this.#worker.on('message', (message: SqlAnswer) => this.#take(message));
    this.#worker.on('error', error => this.#take({ kind: 'wrong', message: error.message }));
    // Pending requests are awaited, so the thread itself need not keep the process alive.
    this.#worker.unref();
  }

  /** Sends a request and returns the answer. Throws a SqlError if the query is wrong. */
  async ask(request: SqlRequest): Promise<SqlAnswer> {
    this.#worker.postMessage(request);
    return this.next();
  }

  /** Returns the next answer. */
  async next(): Promise<SqlAnswer> {
    const answer = this.#answers.shift() ?? (await this.#wait());
    if (answer.kind === 'wrong') throw new SqlError(answer.message);
    return answer;
  }

  /** Terminates it, whatever it is doing: pending requests get no answer. */
  async close(): Promise<void> {
    this.#take({ kind: 'wrong', message: 'interrupted' });
    await this.#worker.terminate();
  }

  async #wait(): Promise<SqlAnswer> {
    this.#waiting = Promise.withResolvers<SqlAnswer>();
    // A request is pending: the process must not exit before the answer.
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
