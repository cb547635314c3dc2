import { type HubNode, showNode } from '../../core/relay/hubUrl.ts';
import { ANSWER_MS, type Client, type HubOptions, inTime, openClient } from './client.ts';
import { HubError, hubErrorOf } from './hubError.ts';
import { listOf, type Reply, textOf } from './reply.ts';

/** Nodes to which a command is redirected at most. */
const MAX_REDIRECTS = 5;

/** Replies of a server that is not, or not yet, the primary. */
const ELSEWHERE = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)/;

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

  /** Returns up a connection, if it is still the one in use: what fails with it must not take the next one along. */
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

/** What the sentinels refuse has nothing to do with our login to Redis. */
const sentinelError = (error: unknown, sentinel: HubNode): HubError => {
  const failure = hubErrorOf(error);
  if (!/^(NOPERM|NOAUTH|WRONGPASS)\b|password/.test(failure.message.replace(/^\S+: /, ''))) return failure;
  return new HubError('denied', `the sentinel at ${showNode(sentinel)}: ${failure.message}`, {
    cause: error,
    advice:
      'check its user and password (--redis-sentinel-user, --redis-sentinel-password-file), which are not those of Redis',
  });
};
