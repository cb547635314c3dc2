import { type HubNode, showNode } from '../../core/relay/hubUrl.ts';
import { ANSWER_MS, type Client, type HubOptions, inTime, openClient } from './client.ts';
import { HubError, hubErrorOf } from './hubError.ts';
import { listOf, type Reply, textOf } from './reply.ts';

/** Maximum number of redirections of a command. */
const MAX_REDIRECTS = 5;

/** Replies of a server that is not, or not yet, the primary. */
const ELSEWHERE = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)/;

/**
 * One connection to the responsible server, located through sentinels or the redirections of a cluster. Commands that
 * may have been carried out are never retried automatically, and none waits for a connection.
 */
export class HubLink {
  readonly #options: HubOptions;
  #client: Promise<Client> | null = null;
  /** The node named by a cluster, or the next one to try. */
  #node: HubNode | null = null;
  readonly #known: HubNode[];
  #turn = 0;
  #closed = false;
  /** Number of connections made so far: a change means a new connection. */
  epoch = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#known = [...options.address.nodes];
  }

  /** Sends one command. `waitMs`: how long the server itself may block before it answers. Rejects with a HubError. */
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

  /** Switches to the node named by a cluster; one without an address is on the host that named it. */
  #goTo(from: Promise<Client>, host: string, port: number): void {
    // Another command has already switched.
    if (this.#client !== from) return;
    const node = { host: host || this.#node!.host, port };
    if (!this.#known.some(one => one.host === node.host && one.port === port)) this.#known.push(node);
    this.#drop(from);
    this.#node = node;
  }

  /** Closes a connection if it is still in use: a late failure must not close its successor. */
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
        const client = await openClient(this.#options, sentinel, this.#options.sentinelLogin);
        try {
          const asked = client.sendCommand<Reply>(['SENTINEL', 'get-master-addr-by-name', master]);
          const [host, port] = listOf(await inTime(asked, ANSWER_MS)).map(textOf);
          if (host && port) return { host, port: Number(port) };
          failure = new HubError(
            'other',
            `the sentinel at ${showNode(sentinel)} does not know a master named ${master}`,
          );
        } finally {
          client.destroy();
        }
      } catch (error) {
        failure = sentinelError(error, sentinel);
      }
    }
    throw failure;
  }
}

/** Marks errors of sentinels, which are unrelated to our login to Redis. */
const sentinelError = (error: unknown, sentinel: HubNode): HubError => {
  const failure = hubErrorOf(error);
  if (!/^(NOPERM|NOAUTH|WRONGPASS)\b|password/.test(failure.message.replace(/^\S+: /, ''))) return failure;
  return new HubError('denied', `the sentinel at ${showNode(sentinel)}: ${failure.message}`, {
    cause: error,
    advice:
      'check its user and password (--redis-sentinel-user, --redis-sentinel-password-file), which are not those of Redis',
  });
};
