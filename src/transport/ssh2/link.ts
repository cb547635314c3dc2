import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { type KeepalivePolicy, watchLife } from '../pool/keepalive.ts';
import { type ForwardingLink, NoMoreSessions } from '../pool/link.ts';
import { Vitals } from '../pool/vitals.ts';
import type { Channel, ExecOptions } from '../transport.ts';
import { connectionTrouble, dialTrouble, forwardTrouble, lostTrouble, stuckTrouble } from '../troubles.ts';
import { ssh2Channel } from './channel.ts';
import { forwardedSocket } from './forwardedSocket.ts';
import { borrow } from './lentBytes.ts';
import { PromptAcks } from './promptAcks.ts';
import { enforceWindow, overflowTrouble } from './window.ts';

/** Reasons of a refused channel (RFC 4254, 5.1). */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** A server that answers pings but does not confirm a channel or a command for this long is stuck. */
const OPEN_TIMEOUT_S = 30;

/** A connection of ssh2. */
export class Ssh2Link implements ForwardingLink {
  readonly hop: Hop;
  readonly vitals = new Vitals();
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #stopWatching: () => void;
  readonly #closed: Promise<void>;
  readonly #acks: PromptAcks;
  readonly #opening = new Set<(error: Error) => void>();

  constructor(hop: Hop, client: Client, socket: Duplex, keepalive: KeepalivePolicy) {
    this.hop = hop;
    this.#client = client;
    this.#socket = socket;
    borrow(client, socket);
    this.#acks = new PromptAcks(client, socket);
    this.#closed = new Promise(resolve => socket.once('close', () => resolve()));
    const silence = Math.round((keepalive.intervalMs * keepalive.count) / 1000);
    this.#stopWatching = watchLife(alive => bytesOf(socket, alive), keepalive, {
      silent: since => this.vitals.hear(since),
      heard: () => this.vitals.hear(null),
      dead: () => this.fail(lostTrouble(hop.name, `nothing was received for ${silence} s`)),
    });
    client.on('error', error =>
      this.fail(error instanceof TroubleError ? error.trouble : lostTrouble(hop.name, error.message)),
    );
    const closed = () => this.fail(lostTrouble(hop.name, 'the server closed it'));
    client.on('end', closed).on('close', closed);
  }

  fail(trouble: Trouble): void {
    if (!this.vitals.end(trouble)) return;
    this.#stopWatching();
    for (const reject of this.#opening) reject(new TroubleError(trouble));
    this.#client.destroy();
    this.#socket.destroy();
  }

  async close(): Promise<void> {
    if (this.vitals.trouble === null) {
      this.#client.end();
      this.fail(lostTrouble(this.hop.name, 'the connection was closed locally'));
    }
    await this.#closed;
  }

  /** Opens a connection from this server to another host's SSH port. */
  async forward(to: Hop): Promise<Duplex> {
    try {
      const channel = await this.#open('opening a forwarded connection', done =>
        this.#client.forwardOut('127.0.0.1', 0, to.hostName, to.port, done),
      );
      const stream = forwardedSocket(channel);
      this.#acks.carries(stream);
      return stream;
    } catch (error) {
      throw this.#forwardFailure(error as Error & { reason?: number }, to);
    }
  }

  async exec(command: string, options: ExecOptions): Promise<Channel> {
    try {
      const channel = await this.#open('starting a command', done => this.#client.exec(command, done));
      enforceWindow(channel, () => this.fail(overflowTrouble(this.hop.name)));
      return ssh2Channel(channel, options, () => this.vitals.trouble);
    } catch (error) {
      throw this.#execFailure(error as Error & { reason?: number });
    }
  }

  async #open(
    what: string,
    start: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
  ): Promise<ClientChannel> {
    if (this.vitals.trouble !== null) throw new TroubleError(this.vitals.trouble);
    return new Promise((resolve, reject) => {
      let waiting = true;
      const settle = () => {
        waiting = false;
        clearTimeout(timer);
        this.#opening.delete(fail);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => fail(this.#stuck(what)), OPEN_TIMEOUT_S * 1000);
      this.#opening.add(fail);
      this.#acks.expect();
      try {
        start((error, channel) => {
          if (!waiting) return error ? undefined : discard(channel);
          if (error) return fail(error);
          if (!canSend(channel)) return fail(this.#unusable(channel));
          settle();
          return resolve(channel);
        });
      } catch (error) {
        // ssh2 throws on a client whose socket is closed.
        fail(new TroubleError(lostTrouble(this.hop.name, (error as Error).message)));
      }
    });
  }

  /** ssh2 would send empty packets forever. */
  #unusable(channel: ClientChannel): TroubleError {
    discard(channel);
    const message = 'it opens channels that accept only empty packets';
    return new TroubleError(
      connectionTrouble(
        'protocol',
        this.hop.name,
        message,
        'check what is listening there: it is not a regular sshd',
      ),
    );
  }

  #stuck(what: string): TroubleError {
    return new TroubleError(stuckTrouble(this.hop.name, hopAddress(this.hop), what, OPEN_TIMEOUT_S));
  }

  #forwardFailure(error: Error & { reason?: number }, to: Hop): Error {
    if (error instanceof TroubleError) return error;
    const place = { host: to.name, at: hopAddress(to), from: this.hop.name };
    const trouble = error.reason === CONNECT_FAILED ? dialTrouble : forwardTrouble;
    return new TroubleError(trouble(place, openFailure(error)), { cause: error });
  }

  #execFailure(error: Error & { reason?: number }): Error {
    if (error instanceof TroubleError) return error;
    const advice = 'check MaxSessions, ForceCommand and PermitTTY in its sshd configuration';
    const message = `it refused to open a session: ${openFailure(error)}`;
    const trouble = connectionTrouble('channel-refused', this.hop.name, message, advice);
    return error.reason === undefined || error.reason === PROHIBITED
      ? new TroubleError(trouble, { cause: error })
      : new NoMoreSessions(trouble, { cause: error });
  }
}

/** Calls `alive` whenever bytes arrive; returns an unsubscribe function. */
const bytesOf = (socket: Duplex, alive: () => void): (() => void) => {
  socket.on('data', alive);
  return () => socket.off('data', alive);
};

const openFailure = (error: Error) => error.message.replace(/^\(SSH\) Channel open failure: /, '');

/** Returns true if the server allows sending anything at all; missing in ssh2's types. */
const canSend = (channel: ClientChannel): boolean =>
  (channel as unknown as { readonly outgoing: { readonly packetSize: number } }).outgoing.packetSize > 0;

/** A channel that nobody needs any more. */
const discard = (channel: ClientChannel): void => {
  channel.on('error', () => {});
  channel.resume();
  channel.stderr.resume();
  channel.close();
};
