import type { Hop } from '../hop.ts';
import type { Link } from './link.ts';

/** What joins the connection of another program. */
export interface JoinAttempt {
  readonly hop: Hop;
  readonly role: 'jump' | 'target';
  /** Receives notices for the user. */
  readonly warn: (text: string) => void;
  /** Called when it waits for a person, who may have to allow it. */
  readonly waits: () => void;
  /** How long that person may take, in milliseconds. */
  readonly allowMs: number;
  readonly signal: AbortSignal;
}

/**
 * Joins connections that are open already, instead of logging in. Each resolves to null if there is none. `J`: what can
 * reach other hosts.
 */
export interface Sharing<J extends Link> {
  readonly joinTarget: (attempt: JoinAttempt) => Promise<Link | null>;
  readonly joinJump: (attempt: JoinAttempt) => Promise<J | null>;
}
