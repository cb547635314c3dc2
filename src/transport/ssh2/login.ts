import type { Duplex } from 'node:stream';
import type { AnyAuthMethod, Client, ConnectConfig } from 'ssh2';
import { TroubleError } from '../../core/trouble.ts';
import { SIGNATURE_DEFERRED } from '../auth/deferredKey.ts';
import type { Keyring } from '../auth/keyring.ts';
import type { PasswordMemory } from '../auth/passwordMemory.ts';
import { AuthSequence } from '../auth/sequence.ts';
import { type Hop, hopAddress } from '../hop.ts';
import type { Ask, HostKeyVerifier } from '../knownHosts/verifier.ts';
import type { KeepalivePolicy } from '../pool/keepalive.ts';
import { DroppedHandshake } from '../pool/link.ts';
import type { Phase } from '../pool/phaseClock.ts';
import { orAborted } from '../pool/shared.ts';
import { connectionTrouble, lostTrouble, proxyTrouble } from '../troubles.ts';
import { algorithmsFor } from './algorithms.ts';
import { whenBannerCame } from './banner.ts';
import { proxyDone, proxySaid } from './dial.ts';
import { keepCiphers } from './keepCiphers.ts';
import { keepMessages } from './lentBytes.ts';
import * as library from './library.ts';
import { onServerMessages } from './serverMessages.ts';

export interface LoginOptions {
  readonly hop: Hop;
  readonly socket: Duplex;
  readonly verifier: HostKeyVerifier;
  readonly keyring: Keyring;
  readonly passwords: PasswordMemory;
  readonly ask: Ask;
  readonly keepalive: KeepalivePolicy;
  /** Receives notices for the user; the login continues. */
  readonly warn: (text: string) => void;
  /** Receives the phases of the login and what each is waiting for. */
  readonly enter: (phase: Phase, waitedFor: string) => void;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  readonly debug: ((line: string) => void) | null;
}

/**
 * Performs handshake and authentication over a raw connection. On failure it rejects, and the socket is
 * destroyed. Listens at once, because the end of a socket without listeners would go unnoticed.
 */
export const login = async (options: LoginOptions): Promise<Client> => {
  const { socket } = options;
  const client = new library.Client();
  // ssh2 reports some failures after it has given up; without a listener they would crash the process.
  client.on('error', () => {});
  keepCiphers(client);
  keepMessages(client);
  try {
    const attempt = new LoginAttempt(options, client);
    return await orAborted(attempt.outcome, options.signal);
  } catch (error) {
    client.destroy();
    socket.destroy();
    throw error;
  }
};

class LoginAttempt {
  readonly outcome: Promise<Client>;
  readonly #options: LoginOptions;
  readonly #sequence: AuthSequence;
  #fail: (error: Error) => void = () => {};
  #exhausted = false;
  #authenticating = false;
  #serverAlgorithms: readonly string[] | null = null;

  constructor(options: LoginOptions, client: Client) {
    this.#options = options;
    const { hop, keyring, passwords, ask } = options;
    this.outcome = new Promise((resolve, reject) => {
      this.#fail = reject;
      client.once('ready', () => {
        this.#sequence.succeeded();
        resolve(client);
      });
    });
    this.#sequence = new AuthSequence({
      hop,
      keyring,
      passwords,
      ask,
      abort: error => this.#fail(error),
      warn: options.warn,
      serverAlgorithms: () => this.#serverAlgorithms,
    });
    client.on('error', error => this.#failed(error));
    client.once('end', () => this.#later(() => this.#ended()));
    client.once('close', () => this.#later(() => this.#ended()));
    client.once('handshake', () => {
      this.#authenticating = true;
      options.enter('authentication', 'the list of accepted methods');
    });
    whenBannerCame(options.socket, () => options.enter('key exchange', 'its part of the key exchange'));
    // ssh2 throws here if the configuration is wrong.
    client.connect(this.#config(client));
    onServerMessages(client, {
      algorithms: listed => {
        this.#serverAlgorithms = listed;
      },
      notice: text => {
        try {
          this.#sequence.serverSaid(text);
        } catch (error) {
          this.#fail(error as Error);
        }
      },
    });
  }

  #config(client: Client): ConnectConfig {
    const options = this.#options;
    const { hop, socket, keepalive, verifier, debug } = options;
    return {
      sock: socket as never,
      username: hop.user,
      algorithms: algorithmsFor(hop, verifier.knownTypes),
      // Our own deadline pauses while a person types; ssh2's does not.
      readyTimeout: 0,
      // ssh2 only pings; watchLife decides when a peer is dead.
      keepaliveInterval: keepalive.intervalMs,
      keepaliveCountMax: Number.MAX_SAFE_INTEGER,
      hostVerifier: (key: Buffer, verify: (permitted: boolean) => void) => {
        // During a rekey, ssh2 needs an immediate answer: data it sends while waiting garbles the stream.
        if (verifier.isAccepted(key)) return verify(true);
        verifier.verify(key).then(
          () => verify(true),
          (error: Error) => {
            // The listener depends on the time: during a rekey, the login is long over.
            client.emit('error', error);
            verify(false);
          },
        );
      },
      authHandler: (allowed, partial, next) => {
        this.#sequence.next(allowed, partial).then(
          attempt => {
            this.#exhausted = attempt === false;
            if (attempt !== false) options.enter('authentication', waitedFor(attempt, partial === true));
            next(attempt as never);
          },
          (error: Error) => this.#fail(error),
        );
      },
      ...(debug === null ? {} : { debug: line => debug(`${hop.name}: ${line}`) }),
    };
  }

  #failed(error: Error & { level?: string; code?: unknown }): void {
    if (error.message.includes(SIGNATURE_DEFERRED)) return;
    this.#later(() => this.#fail(this.#explain(error)));
  }

  /** Immediately, except for a failed ProxyCommand: once it has printed the reason. */
  #later(report: () => void): void {
    if (this.#authenticating || this.#options.hop.proxyCommand === null) report();
    else void proxyDone(this.#options.socket).then(report);
  }

  /** The connection ended without an error, which happens only if the server gave up (LoginGraceTime). */
  #ended(): void {
    const { hop } = this.#options;
    const doing = this.#authenticating ? 'while logging in' : 'during the handshake';
    this.#fail(
      new TroubleError(
        connectionTrouble(
          'lost',
          hop.name,
          `${hopAddress(hop)} closed the connection ${doing}`,
          this.#authenticating
            ? "answer sooner than the server's LoginGraceTime, and check its log for refused logins"
            : 'check that sshd is running there, and check its log',
        ),
      ),
    );
  }

  #explain(error: Error & { level?: string }): Error {
    const { hop } = this.#options;
    if (error instanceof TroubleError) return error;
    if (this.#exhausted || this.#sequence.isLastResort) return new TroubleError(this.#sequence.failure());
    if (/Connection lost before handshake/.test(error.message)) {
      if (hop.proxyCommand !== null)
        return new TroubleError(proxyTrouble(hop.name, hop.proxyCommand, proxySaid(this.#options.socket)));
      const message = `${hopAddress(hop)} closed the connection before the handshake`;
      const advice = 'it may be too busy (MaxStartups), or may not allow this address';
      return new DroppedHandshake(connectionTrouble('lost', hop.name, message, advice), { cause: error });
    }
    if (error.level === 'client-socket') {
      // Writing to a command that has exited fails before or after its end is noticed.
      if (!this.#authenticating && hop.proxyCommand !== null)
        return new TroubleError(proxyTrouble(hop.name, hop.proxyCommand, proxySaid(this.#options.socket)));
      const trouble = lostTrouble(hop.name, `${error.message} (${hopAddress(hop)})`);
      return this.#authenticating
        ? new TroubleError(trouble)
        : new DroppedHandshake(trouble, { cause: error });
    }
    if (/no matching|negotiat/i.test(error.message)) {
      const message = `no algorithm in common: ${error.message}`;
      return new TroubleError(
        connectionTrouble('protocol', hop.name, message, 'use --transport openssh for this host'),
      );
    }
    if (/Too many authentication failures/i.test(error.message)) {
      const advice = 'too many keys were offered: set IdentitiesOnly and the correct `identity`';
      return new TroubleError(connectionTrouble('auth', hop.name, error.message, advice));
    }
    return new TroubleError(
      connectionTrouble(
        'protocol',
        hop.name,
        `${hopAddress(hop)} does not speak SSH correctly: ${error.message}`,
        'check that the port is an SSH port',
      ),
      { cause: error },
    );
  }
}

/** Describes what an attempt waits for, to follow "waited for". */
const waitedFor = ({ type }: AnyAuthMethod, partial: boolean): string => {
  const what =
    type === 'none'
      ? 'the list of accepted methods'
      : `the answer to ${type}${isRemote(type) ? APPROVAL : ''}`;
  return partial ? `${what}, after a first factor was accepted` : what;
};

const isRemote = (type: string) => type !== 'publickey';

const APPROVAL = ', perhaps an approval elsewhere (push, phone)';
