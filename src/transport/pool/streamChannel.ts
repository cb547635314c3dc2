import type { Duplex, Readable } from 'node:stream';
import type { Trouble } from '../../core/trouble.ts';
import type { Channel, ChannelEnd, ExecOptions } from '../transport.ts';
import { startHeartbeat } from './heartbeat.ts';

/** How long to wait for a server to confirm a close. */
const CLOSE_PATIENCE_MS = 700;

/** An exec channel of a client: its stdin and stdout. */
export interface ExecStream extends Duplex {
  close(): void;
}

export interface ExecStreamState {
  readonly stderr: Readable;
  /** Resolves to the exit status when the channel is closed and stderr has been read. */
  readonly closed: Promise<Pick<ChannelEnd, 'code' | 'signal'>>;
  /** Ends both streams, although the channel is not closed. */
  readonly abandon: () => void;
  /** Why the underlying connection was lost, or null while it is up. */
  readonly whyLost: () => Trouble | null;
}

/** Wraps an exec channel of a client as a Channel. */
export class StreamChannel implements Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly end: Promise<ChannelEnd>;
  readonly #stream: ExecStream;
  readonly #state: ExecStreamState;
  readonly #stopHeartbeat: () => void;
  #finish: (end: ChannelEnd) => void = () => {};
  #closing = false;

  constructor(stream: ExecStream, state: ExecStreamState, options: ExecOptions) {
    this.#stream = stream;
    this.#state = state;
    this.stdout = stream;
    this.stderr = state.stderr;
    this.end = new Promise(resolve => {
      this.#finish = resolve;
    });
    stream.on('error', () => {});
    this.stderr.on('error', () => {});
    state.closed.then(({ code, signal }) => this.#settle(code, signal));
    if (options.input !== undefined && options.input !== '') this.send(options.input);
    this.#stopHeartbeat = options.heartbeatMs
      ? startHeartbeat(() => this.send('\n'), options.heartbeatMs)
      : () => {};
    const abort = () => this.close();
    options.signal?.addEventListener('abort', abort, { once: true });
    this.end.then(() => options.signal?.removeEventListener('abort', abort));
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#stopHeartbeat();
    this.#stream.close();
    // Unread data must still be drained, or the streams never end.
    this.stdout.resume();
    this.stderr.resume();
    setTimeout(() => this.#cut(), CLOSE_PATIENCE_MS).unref();
  }

  /** Also ends both streams: a reader would otherwise wait as long as the remote process lives. */
  #cut(): void {
    this.#settle(null, null);
    this.#state.abandon();
  }

  send(bytes: string): void {
    if (this.#stream.writable) this.#stream.write(Buffer.from(bytes, 'latin1'));
  }

  #settle(code: number | null, signal: string | null): void {
    this.#stopHeartbeat();
    const told = code !== null || signal !== null;
    this.#finish({ code, signal, lost: told || this.#closing ? null : this.#state.whyLost() });
  }
}
