import type { Trouble } from '../../core/trouble.ts';
import type { ConnectProgress } from '../transport.ts';

type Listener = (progress: ConnectProgress) => void;

/** Tells listeners where each host's connection stands. */
export class Progress {
  private readonly listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  report(host: string, state: ConnectProgress['state'], trouble: Trouble | null = null): void {
    for (const listener of this.listeners) listener({ host, state, trouble });
  }
}
