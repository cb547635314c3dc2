import { createClient, RESP_TYPES } from '@redis/client';
import { type HubAddress, type HubNode, showNode } from '../../core/relay/hubUrl.ts';
import { HubError, hubErrorOf } from './hubError.ts';
import { type TlsFailure, tlsFailure } from './tlsFailure.ts';
import { type TlsFiles, tlsOptions } from './tlsOptions.ts';

/** How to connect and log in to a hub. */
export interface HubOptions extends TlsFiles {
  readonly address: HubAddress;
  /** The login for sentinels, which have passwords of their own. */
  readonly sentinelLogin: Login;
}

export type Login = Pick<HubAddress, 'user' | 'password'>;

/** Time limits for connecting and for the answer to a command, in milliseconds. */
const CONNECT_MS = 5_000;
export const ANSWER_MS = 10_000;

export type Client = Awaited<ReturnType<typeof openClient>>;

/**
 * Connects to a node and logs in. Commands are never retried automatically, and none waits for a connection. Rejects
 * with a HubError.
 */
export const openClient = async (
  options: HubOptions,
  node: HubNode,
  { user, password, database = 0 }: Login & Partial<Pick<HubAddress, 'database'>>,
) => {
  const tls = options.address.tls ? tlsOptions(options, node) : {};
  const client = createClient({
    RESP: 2,
    // The client also counts time in which this process was busy, so its own limit is only the last resort.
    socket: { ...node, connectTimeout: CONNECT_MS * 4, reconnectStrategy: false, ...tls },
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(database === 0 ? {} : { database }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // Without the client's own limit, which also counts time in which this process was busy: `inTime` is used instead.
    commandOptions: { timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  // Later failures also reject the commands they affect, but only this event reports an answer that is not Redis.
  const broken = new Promise<never>((_, reject) => client.on('error', reject));
  broken.catch(() => undefined);
  try {
    await Promise.race([inTime(client.connect(), CONNECT_MS), broken]);
    // A server that rejects our certificate reports it only after the handshake. The reply itself does not matter yet.
    await Promise.race([inTime(client.sendCommand(['PING']), ANSWER_MS), broken]).catch(error => {
      if (hubErrorOf(error).kind === 'lost') throw error;
    });
    return client;
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw connectError(error, node, options);
  }
};

/** Returns a connection failure that names the node. */
const connectError = (error: unknown, node: HubNode, { address, cert }: HubOptions): HubError => {
  const { kind, message } = hubErrorOf(error);
  const told = tlsFailure(error, cert !== null) ?? strangerFailure(message);
  const text = told?.message ?? message;
  return new HubError(kind, text.includes(String(node.port)) ? text : `${showNode(node)}: ${text}`, {
    cause: error,
    advice: told?.advice ?? silenceAdvice(message, address.tls, cert !== null),
  });
};

const EXPECTS_TLS = 'the server may require TLS: try rediss:// instead of redis://';

/** Recognises an answer that is not in Redis's protocol, or is a TLS alert (type 21). */
const strangerFailure = (message: string): TlsFailure | null => {
  const first = /^Unknown RESP type (\d+)/.exec(message)?.[1];
  if (first === undefined) return null;
  const advice = first === '21' ? EXPECTS_TLS : 'check the port: another service is listening on it';
  return { message: 'the server does not speak the Redis protocol', advice };
};

/**
 * A server that speaks another protocol, or requires a certificate that we lack, may close the connection or wait,
 * without an error.
 */
const silenceAdvice = (message: string, tls: boolean, hasCertificate: boolean): string | null => {
  if (tls && /timeout|no answer/.test(message))
    return 'the server may not speak TLS: try redis:// instead of rediss://';
  if (!/ECONNRESET|EPIPE|closed|disconnected before secure/.test(message)) return null;
  if (!tls) return EXPECTS_TLS;
  return hasCertificate
    ? 'the server may have rejected our certificate (--redis-cert, --redis-key)'
    : 'the server may require a client certificate (--redis-cert, --redis-key)';
};

/** A timer that fires this late, in milliseconds, shows that this process was too busy to read an answer. */
const BUSY_MS = 250;

/** Waits for an answer, at most this long, not counting time in which this process was too busy to read it. */
export const inTime = async <T>(answer: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = (): void => {
      const due = performance.now() + ms;
      timer = setTimeout(() => {
        if (performance.now() - due > BUSY_MS) wait();
        else reject(new HubError('lost', `no answer within ${ms / 1000} s`));
      }, ms);
    };
    wait();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
};
