import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { Hop } from '../hop.ts';
import type { Channel, ExecOptions } from '../transport.ts';
import type { Vitals } from './vitals.ts';

/** One live, logged-in SSH connection, however it is made. */
export interface Link {
  readonly hop: Hop;
  /** Whether its peer is heard of, and why it is gone. */
  readonly vitals: Vitals;
  /** Runs a command. Rejects with `NoMoreSessions` where another connection might have room. */
  exec(command: string, options: ExecOptions): Promise<Channel>;
  /** Ends it: everything that runs over it ends with this trouble. */
  fail(trouble: Trouble): void;
  /** Says goodbye and ends it; resolves when its socket or process is gone. */
  close(): Promise<void>;
}

/** The server opens no more sessions on this connection (MaxSessions). */
export class NoMoreSessions extends TroubleError {}

/** A handshake that was dropped before it began: sshd's MaxStartups, and worth another try. */
export class DroppedHandshake extends TroubleError {}
