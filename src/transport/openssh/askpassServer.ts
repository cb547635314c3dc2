import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Answer } from '../transport.ts';

/** Shows one of ssh's prompts to a person; null: no answer. */
export type Reply = (prompt: string) => Promise<Answer>;

/** Answers the askpass programs of all logins of a transport. */
export class AskpassServer {
  readonly #server: Server;
  readonly #logins = new Map<string, Reply>();
  #count = 0;

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true }, socket => void this.#serve(socket));
    this.#server.unref();
  }

  /**
   * Listens at this path, which must be in a private folder. The socket gets its name once it accepts connections: before
   * that, it looks like one whose process has died.
   */
  static async listen(path: string): Promise<AskpassServer> {
    const askpass = new AskpassServer();
    const unnamed = `${path}.new`;
    askpass.#server.listen(unnamed);
    await once(askpass.#server, 'listening');
    renameSync(unnamed, path);
    return askpass;
  }

  /**
   * Sets the answerer for this login's prompts; returns its name for `RTAIL_ASKPASS_HOP` and an unregister
   * function.
   */
  register(reply: Reply): { readonly name: string; readonly stop: () => void } {
    const name = String(++this.#count);
    this.#logins.set(name, reply);
    return { name, stop: () => this.#logins.delete(name) };
  }

  close(): void {
    this.#server.close();
  }

  async #serve(socket: Socket): Promise<void> {
    socket.on('error', () => {});
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of socket.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer);
      const { hop, prompt, kind } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      // `none` only tells the user to touch a key: no answer is needed.
      const answer = kind === 'none' ? [''] : await this.#logins.get(String(hop))?.(String(prompt));
      socket.end(JSON.stringify({ text: answer?.[0] ?? null }));
    } catch {
      socket.end('{}');
    }
  }
}
