import type { Hop } from '../hop.ts';
import { keepaliveFor } from '../pool/keepalive.ts';
import type { JoinAttempt } from '../pool/sharing.ts';
import { MuxLink } from './link.ts';
import { enterProxyMode, NoMaster } from './proxyMode.ts';
import { examineSocket } from './socketFile.ts';

export interface MastersOptions {
  readonly debug: ((line: string) => void) | null;
}

/** The connections that the user's own ssh has opened and shares with later ones (ControlMaster). */
export class Masters {
  readonly #debug: (hop: Hop, line: string) => void;
  /** Sockets of masters whose connections were lost: path → identity. */
  readonly #distrusted = new Map<string, string>();
  readonly #complained = new Set<string>();

  constructor({ debug }: MastersOptions) {
    this.#debug = (hop, line) => debug?.(`${hop.name}: ControlPath ${hop.controlPath}: ${line}`);
  }

  /** Joins the connection to this server that is open, if there is one; null: log in. */
  async join({ hop, role, warn, waits, allowMs, signal }: JoinAttempt): Promise<MuxLink | null> {
    const path = hop.controlPath;
    if (path === null) return null;
    const { identity, problem } = examineSocket(path);
    if (problem !== null) this.#complain(path, `the ControlPath ${path} ${problem}`, warn);
    if (identity === null || this.#distrusted.get(path) === identity) return null;
    try {
      const socket = await enterProxyMode(path, { allowMs, waits, signal });
      this.#debug(hop, 'using the connection of your ssh');
      const distrust = () => void this.#distrusted.set(path, identity);
      return new MuxLink(hop, socket, keepaliveFor(hop, role), distrust);
    } catch (error) {
      signal.throwIfAborted();
      const reason = (error as Error).message;
      this.#debug(hop, reason);
      if (!(error instanceof NoMaster))
        this.#complain(path, `the ssh that shares ${path} is not used: ${reason}`, warn);
      return null;
    }
  }

  /** Tells the user once about each socket. */
  #complain(path: string, text: string, warn: (text: string) => void): void {
    if (this.#complained.has(path)) return;
    this.#complained.add(path);
    warn(`${text}; rtail logs in itself`);
  }
}
