import type { Duplex } from 'node:stream';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { Hop } from '../hop.ts';
import type { Channel, ExecOptions } from '../transport.ts';
import type { Vitals } from './vitals.ts';

/** One live, logged-in SSH connection, however it is made. */
export interface Link {
  readonly hop: Hop;
  /** Whether its peer responds, and why it was lost. */
  readonly vitals: Vitals;
  /** True if other programs use it too. */
  readonly isShared?: boolean;
  /** Runs a command. Rejects with `NoMoreSessions` if another connection might have room. */
  exec(command: string, options: ExecOptions): Promise<Channel>;
  /** Ends it: everything that runs over it ends with this failure. */
  fail(trouble: Trouble): void;
  /** Disconnects cleanly; resolves when its socket or process is gone. */
  close(): Promise<void>;
}

/** A link that can also reach other servers. */
export interface ForwardingLink extends Link {
  /** Opens a connection from this server to another host's SSH port. */
  forward(to: Hop): Promise<Duplex>;
}

/** An error for a server that opens no more sessions on this connection (MaxSessions). */
export class NoMoreSessions extends TroubleError {}

/** An error for a handshake dropped before it started: sshd's MaxStartups, worth a retry. */
export class DroppedHandshake extends TroubleError {}
