import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { type Hop, hopAddress } from '../hop.ts';
import { type Link, NoMoreSessions } from '../pool/link.ts';
import type { ExecOptions } from '../transport.ts';
import { connectionTrouble, dialTrouble, forwardTrouble, lostTrouble, timeoutTrouble } from '../troubles.ts';
import { Ssh2Channel } from './channel.ts';
import { forwardedSocket } from './forwardedSocket.ts';
import { type KeepalivePolicy, watchLife } from './keepalive.ts';

/** Reasons of a refused channel (RFC 4254, 5.1). */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** A server that confirms neither a channel nor a command for this long, though it answers pings, is stuck. */
const OPEN_TIMEOUT_S = 30;

/** A connection of ssh2. */
export class Ssh2Link implements Link {
  readonly hop: Hop;
  readonly lost: Promise<Trouble>;
  private readonly client: Client;
  private readonly socket: Duplex;
  private readonly stopWatching: () => void;
  private readonly closed: Promise<void>;
  private gone: Trouble | null = null;
  private tellLost: (trouble: Trouble) => void = () => {};
  private readonly opening = new Set<(error: Error) => void>();

  constructor(hop: Hop, client: Client, socket: Duplex, keepalive: KeepalivePolicy) {
    this.hop = hop;
    this.client = client;
    this.socket = socket;
    this.lost = new Promise(resolve => {
      this.tellLost = resolve;
    });
    this.closed = new Promise(resolve => socket.once('close', () => resolve()));
    const silence = Math.round((keepalive.intervalMs * keepalive.count) / 1000);
    this.stopWatching = watchLife(socket, keepalive, () =>
      this.fail(lostTrouble(hop.name, `nothing came from it for ${silence} s`)),
    );
    client.on('error', error => this.fail(lostTrouble(hop.name, error.message)));
    const closed = () => this.fail(lostTrouble(hop.name, 'the server closed it'));
    client.on('end', closed).on('close', closed);
  }

  get trouble(): Trouble | null {
    return this.gone;
  }

  fail(trouble: Trouble): void {
    if (this.gone !== null) return;
    this.gone = trouble;
    this.stopWatching();
    for (const reject of this.opening) reject(new TroubleError(trouble));
    this.tellLost(trouble);
    this.client.destroy();
    this.socket.destroy();
  }

  async close(): Promise<void> {
    if (this.gone === null) {
      this.client.end();
      this.fail(lostTrouble(this.hop.name, 'it was closed here'));
    }
    await this.closed;
  }

  /** A connection to another host's SSH port, made by this server. */
  async forward(to: Hop): Promise<Duplex> {
    try {
      const channel = await this.open('opening a forwarded connection', done =>
        this.client.forwardOut('127.0.0.1', 0, to.hostName, to.port, done),
      );
      return forwardedSocket(channel);
    } catch (error) {
      throw this.forwardFailure(error as Error & { reason?: number }, to);
    }
  }

  async exec(command: string, options: ExecOptions): Promise<Ssh2Channel> {
    try {
      const channel = await this.open('starting a command', done => this.client.exec(command, done));
      return new Ssh2Channel(channel, options, () => this.gone);
    } catch (error) {
      throw this.execFailure(error as Error & { reason?: number });
    }
  }

  private async open(
    what: string,
    start: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
  ): Promise<ClientChannel> {
    if (this.gone !== null) throw new TroubleError(this.gone);
    return new Promise((resolve, reject) => {
      let waiting = true;
      const settle = () => {
        waiting = false;
        clearTimeout(timer);
        this.opening.delete(fail);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => fail(this.stuck(what)), OPEN_TIMEOUT_S * 1000);
      this.opening.add(fail);
      try {
        start((error, channel) => {
          if (!waiting) return error ? undefined : discard(channel);
          if (error) return fail(error);
          settle();
          return resolve(channel);
        });
      } catch (error) {
        // ssh2 throws on a client whose socket is gone.
        fail(new TroubleError(lostTrouble(this.hop.name, (error as Error).message)));
      }
    });
  }

  private stuck(what: string): TroubleError {
    return new TroubleError(timeoutTrouble(this.hop.name, hopAddress(this.hop), what, OPEN_TIMEOUT_S));
  }

  private forwardFailure(error: Error & { reason?: number }, to: Hop): Error {
    if (error instanceof TroubleError) return error;
    const place = { host: to.name, at: hopAddress(to), from: this.hop.name };
    const trouble = error.reason === CONNECT_FAILED ? dialTrouble : forwardTrouble;
    return new TroubleError(trouble(place, openFailure(error)), { cause: error });
  }

  private execFailure(error: Error & { reason?: number }): Error {
    if (error instanceof TroubleError) return error;
    const advice = 'check MaxSessions, ForceCommand and PermitTTY in its sshd configuration';
    const message = `it opens no session: ${openFailure(error)}`;
    const trouble = connectionTrouble('channel-refused', this.hop.name, message, advice);
    return error.reason === undefined || error.reason === PROHIBITED
      ? new TroubleError(trouble, { cause: error })
      : new NoMoreSessions(trouble, { cause: error });
  }
}

const openFailure = (error: Error) => error.message.replace(/^\(SSH\) Channel open failure: /, '');

/** A channel nobody waits for any more. */
const discard = (channel: ClientChannel): void => {
  channel.on('error', () => {});
  channel.resume();
  channel.stderr.resume();
  channel.close();
};
