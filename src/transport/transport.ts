import type { Readable } from 'node:stream';
import type { ByteString } from '../core/bytes.ts';
import type { Host } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';

/**
 * The transport contract. `connect` returns one logical Connection per host, however many SSH connections it
 * needs (channel limits), and shares jump hosts with all others. Every failure is a rejected `TroubleError`
 * or data in `ChannelEnd`.
 */
export interface Transport {
  /**
   * Logs in to the host (or joins a pending login). Aborting the signal stops waiting; the login itself may
   * continue for others.
   */
  connect(host: Host, signal?: AbortSignal): Promise<Connection>;
  /** Calls back on every change of a host's connection state. Returns an unsubscribe function. */
  onProgress(listener: (progress: ConnectProgress) => void): () => void;
  /** Ends every connection; resolves when all sockets and child processes are gone. */
  close(): Promise<void>;
}

export interface Connection {
  readonly host: Host;
  /** Runs one command line (already quoted for any login shell) in a channel of its own. */
  exec(command: string, options?: ExecOptions): Promise<Channel>;
  /**
   * Opens a regular file to be read without a command; null: only a command can read it, or report why not. Absent: on
   * other machines.
   */
  openFile?(path: ByteString): Promise<OpenFile | null>;
  /** Returns the ends of a regular file; null and absent: as for `openFile`. */
  readEnds?(path: ByteString, sizes: EndSizes): Promise<FileEnds | null>;
  /** Fires once, when the connection is lost, with the reason. */
  readonly lost: Promise<Trouble>;
  /** Releases this user's hold on it. */
  close(): void;
}

/** How many bytes of a file's start and end to read, at most. */
export interface EndSizes {
  readonly head: number;
  readonly tail: number;
}

/** The size of a file, and the bytes at its start and end, which overlap in a small file. */
export interface FileEnds {
  readonly size: number;
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** A file that is read from its start to its end. */
export interface OpenFile {
  /** Its size when it was opened. */
  readonly size: number;
  /** Returns its next bytes, which belong to the caller; null: its end. Rejects with the system's error. */
  read(): Promise<Buffer | null>;
  /** Reads its next bytes into memory, which can be used again, and returns their number; 0: its end. Absent: unsupported. */
  readInto?(memory: Buffer): Promise<number>;
  /** How many bytes of memory each of the open files may take. */
  readonly share?: number;
  /** True if it now ends before this number of bytes, which were read: it has been truncated. Absent: unknown. */
  endsBefore?(bytes: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  /**
   * `control`: a short command (a probe); channels are reserved for these, so that long reads never delay
   * them. Default: `log`.
   */
  readonly purpose?: 'log' | 'control';
  /** Writes a newline to the command's stdin now and at this interval, in milliseconds. Default: none. */
  readonly heartbeatMs?: number;
  /** Bytes to send to the command's stdin first. We never close stdin while the channel is in use. */
  readonly input?: string;
}

/** One running remote command. Both streams must be read to their end; `end` settles after that. */
export interface Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. */
  readonly end: Promise<ChannelEnd>;
  /** Writes to the command's stdin; dropped if the channel is closed. */
  send(bytes: string): void;
  /** Closes the channel, which ends the remote process group through its watcher. Safe to call at any time, more than once. */
  close(): void;
}

export interface ChannelEnd {
  /** The remote exit status, null if it was never reported. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the channel ended, if not because the command exited. */
  readonly lost: Trouble | null;
}

export interface ConnectProgress {
  readonly host: string;
  /**
   * `silent`: connected, but nothing is received, not even answers to keepalives; `connected` again when
   * something is.
   */
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
  /** A notice for the user; the login continues. */
  readonly warning?: string;
  /** When it went silent: milliseconds since the epoch. */
  readonly since?: number | null;
}

/** A question only a person can answer. Texts come from servers: sanitise before showing. */
export type Question =
  | {
      readonly kind: 'password';
      readonly host: string;
      readonly user: string;
      /** True if the last answer was wrong. */
      readonly again: boolean;
    }
  | { readonly kind: 'passphrase'; readonly host: string; readonly keyFile: string; readonly again: boolean }
  | {
      readonly kind: 'keyboard-interactive';
      readonly host: string;
      readonly user: string;
      readonly name: string;
      readonly instruction: string;
      /** True if the last answer was not accepted. */
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

/**
 * Asks a person questions, one at a time. Rejects with a `no-terminal` TroubleError if nobody can be asked.
 */
export interface Prompter {
  ask(question: Question, signal?: AbortSignal): Promise<Answer>;
}
