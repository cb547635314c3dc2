import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Trouble } from '../../core/trouble.ts';
import { startHeartbeat } from '../pool/heartbeat.ts';
import type { Channel, ChannelEnd, ExecOptions } from '../transport.ts';

/** A server that does not confirm a close within this time is not waited for. */
const CLOSE_PATIENCE_MS = 700;

/** An exec channel of ssh2 as a Channel. Finishes on ssh2's `close`: `exit` comes before the data is all there. */
export class Ssh2Channel implements Channel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly end: Promise<ChannelEnd>;
  readonly #channel: ClientChannel;
  readonly #stopHeartbeat: () => void;
  readonly #whyLost: () => Trouble | null;
  #finish: (end: ChannelEnd) => void = () => {};
  #closing = false;

  /** `whyLost`: why the connection below is gone, or null while it is there. */
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
    // What nobody reads any more must still be drained, or ssh2 never says `close`.
    this.stdout.resume();
    this.stderr.resume();
    setTimeout(() => this.#cut(), CLOSE_PATIENCE_MS).unref();
  }

  /** Ends both streams, too: whoever reads them to their end would wait for as long as the remote process lives. */
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
