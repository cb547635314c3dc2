import type { Duplex } from 'node:stream';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { type KeepalivePolicy, watchLife } from '../pool/keepalive.ts';
import { type ForwardingLink, NoMoreSessions } from '../pool/link.ts';
import { StreamChannel } from '../pool/streamChannel.ts';
import { Vitals } from '../pool/vitals.ts';
import type { Channel, ExecOptions } from '../transport.ts';
import { connectionTrouble, dialTrouble, forwardTrouble, lostTrouble, stuckTrouble } from '../troubles.ts';
import { MuxConnection, OpenRefused } from './connection.ts';
import { CONNECT_FAILED } from './messages.ts';
import type { ProxySocket } from './proxyMode.ts';
import type { MuxStream } from './stream.ts';

/** A server that does not confirm a channel or a command for this long is stuck. */
const OPEN_TIMEOUT_S = 30;

/** A connection that the user's own ssh has opened and shares (ControlMaster). */
export class MuxLink implements ForwardingLink {
  readonly hop: Hop;
  readonly vitals = new Vitals();
  readonly isShared = true;
  readonly #connection: MuxConnection;
  readonly #keepalive: KeepalivePolicy;
  readonly #distrust: () => void;
  #alive: () => void = () => {};
  #stopWatching: (() => void) | null = null;
  #used = 0;

  /** `distrust` is called if the connection is of no use any more, although its socket may still exist. */
  constructor(hop: Hop, socket: ProxySocket, keepalive: KeepalivePolicy, distrust: () => void) {
    this.hop = hop;
    this.#keepalive = keepalive;
    this.#distrust = distrust;
    this.#connection = new MuxConnection(socket, {
      alive: () => this.#alive(),
      broken: reason => {
        // A new master has a new socket.
        distrust();
        this.fail(lostTrouble(hop.name, reason));
      },
    });
  }

  async exec(command: string, options: ExecOptions): Promise<Channel> {
    const stream = await this.#open('starting a command', async () => {
      const opened = await this.#connection.open('session');
      if (await opened.request('exec', command)) return opened;
      opened.close();
      throw new OpenRefused(0, 'it does not run commands');
    }).catch(error => Promise.reject(this.#execFailure(error as Error)));
    const { stderr, finished } = stream;
    const state = {
      stderr,
      closed: finished.then(() => stream.exit),
      abandon: () => stream.abandon(),
      whyLost: () => this.vitals.trouble,
    };
    return new StreamChannel(stream, state, options);
  }

  /** Opens a connection from this server to another host's SSH port. */
  async forward(to: Hop): Promise<Duplex> {
    const values = [to.hostName, to.port, '127.0.0.1', 0] as const;
    try {
      return await this.#open('opening a forwarded connection', () =>
        this.#connection.open('direct-tcpip', ...values),
      );
    } catch (error) {
      if (!(error instanceof OpenRefused)) throw error;
      const place = { host: to.name, at: hopAddress(to), from: this.hop.name };
      const trouble = error.reason === CONNECT_FAILED ? dialTrouble : forwardTrouble;
      throw new TroubleError(trouble(place, error.message), { cause: error });
    }
  }

  fail(trouble: Trouble): void {
    if (!this.vitals.end(trouble)) return;
    this.#stopWatching?.();
    this.#connection.end();
  }

  async close(): Promise<void> {
    this.fail(lostTrouble(this.hop.name, 'the connection was closed locally'));
    await this.#connection.closed();
  }

  async #open(what: string, start: () => Promise<MuxStream>): Promise<MuxStream> {
    if (this.vitals.trouble !== null) throw new TroubleError(this.vitals.trouble);
    const timer = setTimeout(() => {
      this.#distrust();
      this.fail(stuckTrouble(this.hop.name, hopAddress(this.hop), what, OPEN_TIMEOUT_S));
    }, OPEN_TIMEOUT_S * 1000);
    try {
      const stream = await start();
      this.#watch(stream);
      return stream;
    } catch (error) {
      throw this.vitals.trouble === null || error instanceof OpenRefused
        ? error
        : new TroubleError(this.vitals.trouble, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Watches for signs of life as long as there are channels: without one, nothing can be asked of the server. */
  #watch(stream: MuxStream): void {
    this.#used++;
    this.#stopWatching ??= this.#startWatch();
    void stream.finished.then(() => {
      this.#used--;
      if (this.#used > 0) return;
      this.#stopWatching?.();
      this.#stopWatching = null;
    });
  }

  #startWatch(): () => void {
    const { intervalMs, count } = this.#keepalive;
    const silence = Math.round((intervalMs * count) / 1000);
    const pings = setInterval(() => this.#connection.ping(), intervalMs).unref();
    const listen = (alive: () => void) => {
      this.#alive = alive;
      return () => {
        this.#alive = () => {};
      };
    };
    const stop = watchLife(listen, this.#keepalive, {
      silent: since => this.vitals.hear(since),
      heard: () => this.vitals.hear(null),
      dead: () => {
        this.#distrust();
        const message = `nothing was received for ${silence} s over the connection of your ssh`;
        this.fail(lostTrouble(this.hop.name, message));
      },
    });
    return () => {
      clearInterval(pings);
      stop();
      this.vitals.hear(null);
    };
  }

  /** Whatever the reason, another connection may have room: the users of this one share its sessions. */
  #execFailure(error: Error): Error {
    if (!(error instanceof OpenRefused)) return error;
    const message = `it refused to open a session on the connection of your ssh: ${error.message}`;
    const trouble = connectionTrouble(
      'channel-refused',
      this.hop.name,
      message,
      'check MaxSessions in its sshd configuration',
    );
    return new NoMoreSessions(trouble, { cause: error });
  }
}
