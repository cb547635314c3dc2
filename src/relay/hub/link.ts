import { readFileSync } from 'node:fs';
import { createClient, RESP_TYPES } from 'redis';
import { type HubAddress, type HubNode, showNode } from '../../core/relay/hubUrl.ts';
import { HubError, hubErrorOf } from './hubError.ts';
import { listOf, type Reply, textOf } from './reply.ts';

/** How to reach a hub, and as whom. */
export interface HubOptions {
  readonly address: HubAddress;
  /** Files in PEM; null: the system's authorities, and no certificate of our own. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** How long a connection, and the answer to a command, may take, in milliseconds. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
/** Nodes to which a command is redirected at most. */
const MAX_REDIRECTS = 5;

/** Replies of a server that is not, or not yet, the primary. */
const ELSEWHERE = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)/;

type Client = Awaited<ReturnType<typeof openClient>>;

/**
 * One connection to the server that is in charge: found again through sentinels, or by the redirections of a cluster. Commands are
 * never repeated by themselves after they may have been carried out, and none waits while there is no connection.
 */
export class HubLink {
  readonly #options: HubOptions;
  #client: Promise<Client> | null = null;
  /** The node that a cluster named, or that is tried next. */
  #node: HubNode | null = null;
  readonly #known: HubNode[];
  #turn = 0;
  #closed = false;
  /** How often a connection was made: who compares it sees that it is another. */
  epoch = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#known = [...options.address.nodes];
  }

  /** Sends one command. `waitMs`: how long the server itself may wait before it answers. Rejects with a HubError. */
  async send(command: readonly (string | Buffer)[], waitMs = 0): Promise<Reply> {
    for (let turn = 0; ; turn++) {
      const opening = this.#connected();
      const client = await opening;
      try {
        return await inTime(client.sendCommand<Reply>([...command]), ANSWER_MS + waitMs);
      } catch (error) {
        const failure = hubErrorOf(error);
        const moved = /^MOVED \d+ (.*):(\d+)$/.exec(failure.message);
        if (moved && turn < MAX_REDIRECTS) this.#goTo(opening, moved[1]!, Number(moved[2]));
        else {
          if (failure.kind === 'lost' || ELSEWHERE.test(failure.message)) this.#drop(opening);
          throw failure;
        }
      }
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#client) this.#drop(this.#client);
  }

  /** A cluster names another node; one without an address is on the host that named it. */
  #goTo(from: Promise<Client>, host: string, port: number): void {
    // Another command was told so before.
    if (this.#client !== from) return;
    const node = { host: host || this.#node!.host, port };
    if (!this.#known.some(one => one.host === node.host && one.port === port)) this.#known.push(node);
    this.#drop(from);
    this.#node = node;
  }

  /** Gives up a connection, if it is still the one in use: what fails with it must not take the next one along. */
  #drop(connection: Promise<Client>): void {
    if (this.#client !== connection) return;
    this.#client = null;
    this.#node = null;
    connection.then(
      client => client.destroy(),
      () => undefined,
    );
  }

  #connected(): Promise<Client> {
    if (this.#closed) throw new HubError('lost', 'the connection was closed');
    if (this.#client) return this.#client;
    const opening = this.#open();
    this.#client = opening;
    opening.then(
      client => client.on('error', () => this.#drop(opening)),
      () => this.#drop(opening),
    );
    return opening;
  }

  async #open(): Promise<Client> {
    const { address } = this.#options;
    try {
      const node =
        this.#node ??
        (address.sentinel === null ? this.#nextNode() : await this.#askSentinels(address.sentinel));
      this.#node = node;
      const client = await openClient(this.#options, node, address);
      this.epoch++;
      return client;
    } catch (error) {
      throw hubErrorOf(error);
    }
  }

  #nextNode(): HubNode {
    return this.#known[this.#turn++ % this.#known.length]!;
  }

  async #askSentinels(master: string): Promise<HubNode> {
    let failure: unknown = null;
    for (let count = 0; count < this.#known.length; count++) {
      const sentinel = this.#nextNode();
      try {
        const client = await openClient(this.#options, sentinel, { user: null, password: null, database: 0 });
        try {
          const asked = client.sendCommand<Reply>(['SENTINEL', 'get-master-addr-by-name', master]);
          const [host, port] = listOf(await inTime(asked, ANSWER_MS)).map(textOf);
          if (host && port) return { host, port: Number(port) };
          failure = new HubError(
            'other',
            `the sentinel at ${showNode(sentinel)} knows no master named ${master}`,
          );
        } finally {
          client.destroy();
        }
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

const openClient = async (
  options: HubOptions,
  { host, port }: HubNode,
  { user, password, database }: Pick<HubAddress, 'user' | 'password' | 'database'>,
) => {
  const { address, ca, cert, key } = options;
  const pem = (file: string | null) => (file === null ? undefined : readFileSync(file));
  const tls = address.tls
    ? {
        tls: true as const,
        ca: pem(ca),
        cert: pem(cert),
        key: pem(key),
        servername: /^[\d.]+$|:/.test(host) ? '' : host,
      }
    : {};
  const client = createClient({
    RESP: 2,
    socket: { host, port, connectTimeout: CONNECT_MS, reconnectStrategy: false, ...tls },
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(database === 0 ? {} : { database }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  // Failures come with the commands that they break.
  client.on('error', () => undefined);
  try {
    await inTime(client.connect(), CONNECT_MS * 2);
    // A server that does not like our certificate says so only behind the handshake. What it answers is the next command's business.
    await inTime(client.sendCommand(['PING']), ANSWER_MS).catch(error => {
      if (hubErrorOf(error).kind === 'lost') throw error;
    });
    return client;
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw connectError(error, { host, port }, options);
  }
};

/** A failure to connect, by the node that it is about. */
const connectError = (error: unknown, node: HubNode, { address, cert }: HubOptions): HubError => {
  const { kind, message } = hubErrorOf(error);
  const text = message.includes(String(node.port)) ? message : `${showNode(node)}: ${message}`;
  return new HubError(kind, text, {
    cause: error,
    advice: connectAdvice(message, address.tls, cert !== null),
  });
};

/** A server that speaks another language, or wants a certificate that we do not have, ends the connection without a word. */
const connectAdvice = (message: string, tls: boolean, hasCertificate: boolean): string | null => {
  if (/certificate|altname|Hostname\/IP/i.test(message))
    return 'name the authority that signed its certificate (--redis-ca), and the server as the certificate does';
  if (/wrong version number|packet length too long/i.test(message))
    return 'this port does not speak TLS: try redis:// instead of rediss://';
  if (!/ECONNRESET|EPIPE|closed unexpectedly|\balert\b/.test(message)) return null;
  if (!tls) return 'the server may expect TLS: try rediss:// instead of redis://';
  return hasCertificate
    ? 'the server may not accept our certificate (--redis-cert, --redis-key)'
    : 'the server may want a certificate of ours (--redis-cert, --redis-key)';
};

const inTime = async <T>(answer: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HubError('lost', `no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
};
