import type { Frame } from '../core/syslog/framing.ts';

/** A sender's connection, for as long as it is open. A datagram has none. */
export interface Connection {
  readonly peer: string;
}

/** What sockets pass on. */
export interface Inbox {
  /** Frames of one connection in order, or those of one datagram. */
  take(peer: string, frames: readonly Frame[], connection: Connection | null): void;
  /** Something may have been lost: of a connection's senders, or of anyone. */
  lost(loss: Loss): void;
  notice(text: string): void;
  /** Datagrams can be dropped only: true if there is no room for more. */
  readonly isFull: boolean;
  /** Streams wait: calls `pause` when too much is waiting to be read, and `resume` later. Returns a function that ends this. */
  onPressure(flow: Flow): () => void;
}

export interface Flow {
  pause(): void;
  resume(): void;
}

export interface Loss {
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  readonly why: string;
  readonly connection: Connection | null;
}

/** An open socket that is listened on. */
export interface Inlet {
  /** Where, for a person: `udp 127.0.0.1:5514`. */
  readonly text: string;
  /** Rejects when it cannot be read any more. Never resolves before it is closed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}
