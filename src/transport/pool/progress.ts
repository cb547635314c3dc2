import type { Trouble } from '../../core/trouble.ts';
import type { ConnectProgress } from '../transport.ts';

type Listener = (progress: ConnectProgress) => void;

/** Reports each host's connection state to listeners. */
export class Progress {
  readonly #listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(host: string, state: ConnectProgress['state'], trouble: Trouble | null = null): void {
    this.#tell({ host, state, trouble });
  }

  /** A connected host has been silent since then (milliseconds since the epoch), or (null) responds again. */
  silence(host: string, since: number | null): void {
    this.#tell({ host, state: since === null ? 'connected' : 'silent', trouble: null, since });
  }

  /** Passes on a notice for the user; the login continues. */
  warn(host: string, warning: string): void {
    this.#tell({ host, state: 'authenticating', trouble: null, warning });
  }

  #tell(progress: ConnectProgress): void {
    for (const listener of this.#listeners) listener(progress);
  }
}
