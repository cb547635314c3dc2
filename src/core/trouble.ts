/** The kind of failure, for exit codes, retries and advice. */
export type TroubleKind =
  | 'dns' // the name does not resolve
  | 'unreachable' // no route, timeout, or nothing answers
  | 'refused' // the port is closed
  | 'host-key-unknown' // not in known_hosts and nobody said yes
  | 'host-key-changed' // differs from known_hosts, or is revoked
  | 'auth' // no method was accepted
  | 'no-terminal' // a question came up and nobody is there to answer
  | 'cancelled' // a person declined
  | 'forward-refused' // the jump host does not let us through to the target
  | 'channel-refused' // the server opens no (more) sessions
  | 'lost' // the connection broke
  | 'protocol' // the peer does not speak SSH correctly
  | 'config' // ssh configuration that cannot be used
  | 'missing' // the log is not there
  | 'unreadable' // no permission
  | 'directory' // the log is a directory
  | 'special' // the log is a socket, or something without positions that was to be followed
  | 'tool' // the host has no tool for it
  | 'remote'; // the remote command failed in some other way

/** A failure as data: what happened, where, and what to try next. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** The inventory name of the affected host, or of the jump host that failed. */
  readonly host: string;
  /** The affected log or path, if any. */
  readonly log: string | null;
  /** What happened: one sentence without a full stop. */
  readonly message: string;
  /** What to try next: one sentence. */
  readonly advice: string | null;
  /** True if an automatic retry cannot help (authentication, host keys, configuration). */
  readonly final: boolean;
}

/** Trouble as an exception. */
export class TroubleError extends Error {
  override readonly name = 'TroubleError';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(`${trouble.host}: ${trouble.message}`, options);
    this.trouble = trouble;
  }
}
