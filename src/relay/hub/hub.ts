import type { RelayEntry } from '../../core/relay/entry.ts';
import { showHub } from '../../core/relay/hubUrl.ts';
import type { LogKeys } from '../../core/relay/names.ts';
import type { StreamState } from '../../core/relay/resumption.ts';
import { readTable } from '../../core/relay/segment.ts';
import { placeId, readPlace, type StreamPlace } from '../../core/relay/streamPlace.ts';
import type { HubOptions } from './client.ts';
import { readEntries } from './entryCodec.ts';
import { hubErrorOf } from './hubError.ts';
import { HubLink } from './link.ts';
import { listOf, pairsOf, type Reply, textOf } from './reply.ts';
import type { Script } from './scripts.ts';

/** A server's information about itself. */
export interface HubFacts {
  readonly version: string;
  readonly cluster: boolean;
  /** Null: permission denied. */
  readonly policy: string | null;
  readonly usedMemory: number | null;
  /** 0: no limit. */
  readonly maxMemory: number | null;
}

/**
 * The server or cluster with the published logs: sends each command over the connection to the node responsible for its
 * key.
 */
export class Hub {
  readonly name: string;
  readonly #options: HubOptions;
  readonly #links = new Map<string, HubLink>();
  #cluster: Promise<boolean> | null = null;

  constructor(options: HubOptions) {
    this.#options = options;
    this.name = showHub(options.address);
  }

  /** True if keys of different hash tags are on different nodes. */
  isCluster(): Promise<boolean> {
    this.#cluster ??= this.#askMode();
    this.#cluster.catch(() => {
      this.#cluster = null;
    });
    return this.#cluster;
  }

  /** Opens a connection for blocking commands; the caller closes it. */
  openLink(): HubLink {
    return new HubLink(this.#options);
  }

  /** Sends a command that concerns a key. Rejects with a HubError. */
  async send(key: string, command: readonly (string | Buffer)[]): Promise<Reply> {
    return (await this.#linkOf(key)).send(command);
  }

  /** Runs a script, sending its source again if the server was restarted. */
  async run(
    { text, sha }: Script,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<readonly Reply[]> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return listOf(await this.send(keys[0]!, ['EVALSHA', sha, ...rest]));
    } catch (error) {
      if (!hubErrorOf(error).message.startsWith('NOSCRIPT')) throw error;
      return listOf(await this.send(keys[0]!, ['EVAL', text, ...rest]));
    }
  }

  async state({ meta }: LogKeys): Promise<StreamState> {
    const [born, top, table] = listOf(await this.send(meta, ['HMGET', meta, 'born', 'top', 'segments']));
    return { born: textOf(born), top: readPlace(textOf(top)), table: readTable(textOf(table)) };
  }

  /** Returns the first entries after a place. */
  async after({ stream }: LogKeys, place: StreamPlace, count: number): Promise<readonly RelayEntry[]> {
    return readEntries(
      await this.send(stream, ['XRANGE', stream, `(${placeId(place)}`, '+', 'COUNT', String(count)]),
    );
  }

  /** Returns entries from the end backwards, the newest first; `before`: only entries older than this place. */
  async back({ stream }: LogKeys, before: StreamPlace | null, count: number): Promise<readonly RelayEntry[]> {
    const from = before === null ? '+' : `(${placeId(before)}`;
    return readEntries(await this.send(stream, ['XREVRANGE', stream, from, '-', 'COUNT', String(count)]));
  }

  /** Returns the pairs of a hash. */
  async pairs(key: string): Promise<readonly (readonly [string, string])[]> {
    return pairsOf(await this.send(key, ['HGETALL', key]));
  }

  async facts(): Promise<HubFacts> {
    const cluster = await this.isCluster();
    const text = textOf(await this.send('', ['INFO'])) ?? '';
    const field = (name: string): string | null =>
      new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? null;
    const count = (name: string): number | null => (field(name) === null ? null : Number(field(name)));
    return {
      version: field('valkey_version') ?? field('redis_version') ?? '',
      cluster,
      policy: field('maxmemory_policy'),
      usedMemory: count('used_memory'),
      maxMemory: count('maxmemory'),
    };
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
  }

  async #linkOf(key: string): Promise<HubLink> {
    const tag = (await this.isCluster()) ? (/^\{[^}]*\}/.exec(key)?.[0] ?? '') : '';
    return this.#link(tag);
  }

  #link(tag: string): HubLink {
    const link = this.#links.get(tag) ?? this.openLink();
    this.#links.set(tag, link);
    return link;
  }

  async #askMode(): Promise<boolean> {
    const pairs = pairsOf(await this.#link('').send(['HELLO']));
    return pairs.some(([name, value]) => name === 'mode' && value === 'cluster');
  }
}
