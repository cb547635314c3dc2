import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Trouble } from '../../core/trouble.ts';
import { startHeartbeat } from '../pool/heartbeat.ts';
import type { Channel, ChannelEnd, ExecOptions } from '../transport.ts';

/** How long to wait for a server to confirm a close. */
const CLOSE_PATIENCE_MS = 700;

/**
 * Wraps an exec channel of ssh2 as a Channel. It finishes on ssh2's `close`, because `exit` arrives before
 * all of the data.
 */
export class Ssh2Channel implements Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly end: Promise<ChannelEnd>;
  readonly #channel: ClientChannel;
  readonly #stopHeartbeat: () => void;
  readonly #whyLost: () => Trouble | null;
  #finish: (end: ChannelEnd) => void = () => {};
  #closing = false;

  /** `whyLost`: why the underlying connection was lost, or null while it is up. */
  constructor(channel: ClientChannel, options: ExecOptions, whyLost: () => Trouble | null) {
    this.#channel = channel;
    this.#whyLost = whyLost;
    this.stdout = channel;
    this.stderr = channel.stderr as unknown as Readable;
    this.end = new Promise(resolve => {
      this.#finish = resolve;
    });
    this.#listen();
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
    this.#channel.close();
    // Unread data must still be drained, or ssh2 never emits `close`.
    this.stdout.resume();
    this.stderr.resume();
    setTimeout(() => this.#cut(), CLOSE_PATIENCE_MS).unref();
  }

  /** Also ends both streams: a reader would otherwise wait as long as the remote process lives. */
  #cut(): void {
    this.#settle(null, null);
    this.stdout.push(null);
    this.stderr.push(null);
  }

  send(bytes: string): void {
    if (this.#channel.writable) this.#channel.write(Buffer.from(bytes, 'latin1'));
  }

  #listen(): void {
    this.#channel.on('error', () => {});
    this.stderr.on('error', () => {});
    const stderrDone = onceEnded(this.stderr);
    this.#channel.once('close', (code?: number | null, signal?: string) => {
      stderrDone.then(() => this.#settle(code ?? null, signal ?? null));
    });
  }

  #settle(code: number | null, signal: string | null): void {
    this.#stopHeartbeat();
    const told = code !== null || signal !== null;
    this.#finish({ code, signal, lost: told || this.#closing ? null : this.#whyLost() });
  }
}

const onceEnded = (stream: Readable): Promise<void> =>
  new Promise(resolve => {
    if (stream.readableEnded) resolve();
    else stream.once('end', resolve).once('close', resolve);
  });
