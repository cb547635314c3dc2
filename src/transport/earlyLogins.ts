import type { Host } from '../core/target.ts';
import { orAborted } from './pool/shared.ts';
import type { Connection, ConnectProgress, Prompter, Transport } from './transport.ts';

type Listener = (progress: ConnectProgress) => void;

interface Started {
  readonly login: Promise<Connection>;
  readonly controller: AbortController;
}

/**
 * A transport that can log in to hosts before anyone asks for them: while the rest of the program is still loading, the
 * servers are already working. Until a host is asked for, nothing is reported about it, and nobody is asked a question.
 */
export class EarlyLogins implements Transport {
  readonly #transport: Transport;
  readonly #started = new Map<string, Started>();
  /** What happened to hosts, or to jump hosts, that nobody has asked for yet. */
  #untold: ConnectProgress[] = [];
  readonly #listeners = new Set<Listener>();
  #isWanted = false;
  #allowQuestions: () => void = () => {};

  /** `create` creates the transport with a prompter that passes questions on as soon as a host was asked for. */
  constructor(prompter: Prompter, create: (prompter: Prompter) => Transport) {
    const allowed = new Promise<void>(resolve => {
      this.#allowQuestions = resolve;
    });
    this.#transport = create({
      ask: async (question, signal) => {
        await (signal === undefined ? allowed : orAborted(allowed, signal));
        return prompter.ask(question, signal);
      },
    });
    this.#transport.onProgress(progress => this.#hear(progress));
  }

  /**
   * Starts to log in to these hosts. Resolves when all of these logins have succeeded or failed; whoever asks for a host
   * gets its login or failure.
   */
  async start(hosts: readonly Host[]): Promise<void> {
    for (const host of hosts) {
      if (this.#started.has(host.name)) continue;
      const controller = new AbortController();
      const login = this.#transport.connect(host, controller.signal);
      this.#started.set(host.name, { login, controller });
    }
    await Promise.allSettled([...this.#started.values()].map(({ login }) => login));
  }

  connect(host: Host, signal?: AbortSignal): Promise<Connection> {
    const started = this.#started.get(host.name);
    this.#started.delete(host.name);
    this.#isWanted = true;
    for (const progress of this.#untold.splice(0)) this.#hear(progress);
    this.#allowQuestions();
    // Only the first to ask gets this login, which is then theirs to release.
    if (started === undefined) return this.#transport.connect(host, signal);
    const { login, controller } = started;
    const abort = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    return login.finally(() => signal?.removeEventListener('abort', abort));
  }

  onProgress(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #hear(progress: ConnectProgress): void {
    if (!this.#isWanted || this.#started.has(progress.host)) this.#untold.push(progress);
    else for (const listener of this.#listeners) listener(progress);
  }
}
