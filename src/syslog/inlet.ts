import type { Frame } from '../core/syslog/framing.ts';

/** A sender's open connection. Datagrams have none. */
export interface Connection {
  readonly peer: string;
}

/** Receives the input of sockets. */
export interface Inbox {
  /** Takes frames of one connection in order, or those of one datagram. */
  take(peer: string, frames: readonly Frame[], connection: Connection | null): void;
  /** Reports a possible loss: for a connection's senders, or for anyone. */
  lost(loss: Loss): void;
  notice(text: string): void;
  /** True if there is no space for more; datagrams can only be dropped. */
  readonly isFull: boolean;
  /**
   * Controls streams: calls `pause` when too much is waiting to be read, and `resume` later. Returns an unsubscribe
   * function.
   */
  onPressure(flow: Flow): () => void;
}

export interface Flow {
  pause(): void;
  resume(): void;
}

export interface Loss {
  /** Start of the loss, in milliseconds since the epoch. */
  readonly since: number;
  readonly why: string;
  readonly connection: Connection | null;
}

/** A listening socket. */
export interface Inlet {
  /** Its address for display: `udp 127.0.0.1:5514`. */
  readonly text: string;
  /** Rejects when the socket fails. Never resolves before it is closed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}
