import type { Readable } from 'node:stream';
import type { Host } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';

/**
 * The transport contract. `connect` gives one logical Connection per host, however many SSH connections it takes
 * (channel limits), sharing jump hosts with every other. All trouble is a rejected `TroubleError` or data in `ChannelEnd`.
 */
export interface Transport {
  /** Logs in to the host (or joins the login under way). Aborting the signal gives up waiting; the login itself may go on for others. */
  connect(host: Host, signal?: AbortSignal): Promise<Connection>;
  /** Where each host's connection stands; called on every change. Gives the way to stop listening. */
  onProgress(listener: (progress: ConnectProgress) => void): () => void;
  /** Ends every connection; resolves when all sockets and child processes are gone. */
  close(): Promise<void>;
}

export interface Connection {
  readonly host: Host;
  /** Runs one command line (already quoted for any login shell) in a channel of its own. */
  exec(command: string, options?: ExecOptions): Promise<Channel>;
  /** Fires once, when the connection is gone, with why. */
  readonly lost: Promise<Trouble>;
  /** Releases this user's hold on it. */
  close(): void;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  /** `control`: a short command (a probe); places are kept for these, so that long reads never hold them up. Default `log`. */
  readonly purpose?: 'log' | 'control';
  /** Writes a newline to the command's stdin now and once each period, in milliseconds. Default: none. */
  readonly heartbeatMs?: number;
  /** Bytes sent to the command's stdin first. Stdin is never ended by us while the channel is wanted. */
  readonly input?: string;
}

/** One running remote command. Both streams must be read to their end; `end` settles after they have. */
export interface Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. */
  readonly end: Promise<ChannelEnd>;
  /** Writes to the command's stdin; what a closed channel can no longer take is dropped. */
  send(bytes: string): void;
  /** Closes the channel, which ends the remote process group through its watcher. Safe to call at any time, more than once. */
  close(): void;
}

export interface ChannelEnd {
  /** The remote exit status, null if it never told. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the channel ended if not by the command's own exit. */
  readonly lost: Trouble | null;
}

export interface ConnectProgress {
  readonly host: string;
  /** `silent`: connected, but nothing comes, the answers to keepalives included; `connected` again when something does. */
  readonly state:
    | 'waiting'
    | 'dialling'
    | 'authenticating'
    | 'asking'
    | 'connected'
    | 'silent'
    | 'failed'
    | 'closed';
  readonly trouble: Trouble | null;
  /** What a person should know, though the login goes on. */
  readonly warning?: string;
  /** Since when it is silent: milliseconds since the epoch. */
  readonly since?: number | null;
}

/** A question only a person can answer. Texts come from servers: sanitise before showing. */
export type Question =
  | {
      readonly kind: 'password';
      readonly host: string;
      readonly user: string;
      /** The last answer was wrong. */
      readonly again: boolean;
    }
  | { readonly kind: 'passphrase'; readonly host: string; readonly keyFile: string; readonly again: boolean }
  | {
      readonly kind: 'keyboard-interactive';
      readonly host: string;
      readonly user: string;
      readonly name: string;
      readonly instruction: string;
      /** The last answer was not accepted. */
      readonly again: boolean;
      readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
    }
  | {
      readonly kind: 'host-key';
      readonly host: string;
      readonly address: string;
      readonly keyType: string;
      /** `SHA256:…` as `ssh-keygen -l` prints it. */
      readonly fingerprint: string;
    };

/** Answers in the order of the prompts; `yes`/`no` for a host key; null: the person declined. */
export type Answer = readonly string[] | null;

/** Puts questions to a person, one at a time. Rejects with a `no-terminal` TroubleError where nobody can be asked. */
export interface Prompter {
  ask(question: Question, signal?: AbortSignal): Promise<Answer>;
}
