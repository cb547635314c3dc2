import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificates } from './certificates.ts';
import { until } from './fleet-process.ts';

/** Returns null if a real Redis can be started, otherwise the reason for skipping a test. */
export const redisProblem = (): string | null =>
  ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].some(existsSync)
    ? null
    : 'redis-server is not installed';

/** Returns a free loopback port for which port + 10,000, which a cluster node also uses, is free as well. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A private redis-server on loopback, with an append-only file that is written before each answer. */
export class RedisServer implements AsyncDisposable {
  readonly dir: string;
  readonly port: number;
  /** May start with a configuration file. */
  readonly #options: readonly string[];
  readonly #tls: Certificates | null;
  #child: ChildProcess | null = null;

  constructor(dir: string, port: number, options: readonly string[] = [], tls: Certificates | null = null) {
    this.dir = dir;
    this.port = port;
    this.#options = options;
    this.#tls = tls;
    mkdirSync(dir, { recursive: true });
  }

  /** `tls`: accepts only TLS, from clients with a certificate of the same authority. */
  static async start(
    dir: string,
    options: readonly string[] = [],
    tls: Certificates | null = null,
  ): Promise<RedisServer> {
    const server = new RedisServer(dir, await freePort(), options, tls);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis${this.#tls ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  async start(): Promise<void> {
    const fixed = ['--bind', '127.0.0.1', '--dir', this.dir, '--save', '', '--appendonly', 'yes'];
    const child = spawn('redis-server', [...this.#options, ...fixed, ...this.#portOptions()], {
      stdio: 'ignore',
    });
    this.#child = child;
    await until(
      () =>
        this.cli('PING').then(
          answer => (answer === 'PONG' ? true : null),
          () => null,
        ),
      10_000,
      () => `redis-server on port ${this.port}`,
    );
  }

  /** Runs redis-cli; resolves with its output, and rejects if Redis returns an error. */
  async cli(...args: readonly string[]): Promise<string> {
    const tls = this.#tls
      ? ['--tls', '--cacert', this.#tls.ca, '--cert', this.#tls.cert, '--key', this.#tls.key]
      : [];
    const command = ['-e', '-p', String(this.port), ...tls, ...args];
    const { stdout } = await promisify(execFile)('redis-cli', command, { timeout: 20_000 });
    return stdout.trim();
  }

  #portOptions(): string[] {
    const port = String(this.port);
    if (this.#tls === null) return ['--port', port];
    const { ca, cert, key } = this.#tls;
    const files = ['--tls-ca-cert-file', ca, '--tls-cert-file', cert, '--tls-key-file', key];
    return ['--port', '0', '--tls-port', port, ...files];
  }

  /** Kills it without warning, as a crash of the machine's user space does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await gone;
    this.#child = null;
  }

  stop(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /**
   * Restarts it without the end of the append-only file, as after a power failure: drops this many bytes, or everything
   * written since the last time. Returns how many. The file is then rewritten, because Redis 7.0 leaves a truncated
   * transaction in it, and the next start would treat what follows as part of it.
   */
  async restartWithout(bytes: number): Promise<number> {
    const cut = this.#cutBack(bytes);
    await this.start();
    await this.rewriteFile();
    return cut;
  }

  /** Rewrites the append-only file, so that its current content survives every later cut. */
  async rewriteFile(): Promise<void> {
    await this.cli('BGREWRITEAOF');
    await until(
      async () =>
        /aof_rewrite_(in_progress|scheduled):1/.test(await this.cli('INFO', 'persistence')) ? null : true,
      10_000,
      () => 'the append-only file',
    );
  }

  #cutBack(bytes: number): number {
    const folder = join(this.dir, 'appendonlydir');
    const file = readdirSync(folder)
      .filter(name => name.endsWith('.incr.aof'))
      .toSorted((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2]))
      .at(-1);
    if (file === undefined) return 0;
    const path = join(folder, file);
    const { size } = statSync(path);
    const cut = Math.min(size, bytes);
    truncateSync(path, size - cut);
    return cut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** Starts three masters, and as many replicas as requested. */
export const startCluster = async (dir: string, replicas = 0): Promise<RedisServer[]> => {
  const nodes: RedisServer[] = [];
  for (let number = 0; number < 3 + replicas; number++) {
    const options = [
      '--cluster-enabled',
      'yes',
      '--cluster-config-file',
      'nodes.conf',
      '--cluster-node-timeout',
      '2000',
    ];
    nodes.push(await RedisServer.start(join(dir, `node-${number}`), options));
  }
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  await nodes[0]!.cli('--cluster', 'create', ...addresses.slice(0, 3), '--cluster-yes');
  await until(
    async () => ((await nodes[0]!.cli('CLUSTER', 'INFO')).includes('cluster_state:ok') ? true : null),
    15_000,
    () => 'the cluster',
  );
  for (const [index, address] of addresses.slice(3).entries()) {
    const master = await nodes[index]!.cli('CLUSTER', 'MYID');
    await nodes[0]!.cli(
      '--cluster',
      'add-node',
      address,
      addresses[0]!,
      '--cluster-slave',
      '--cluster-master-id',
      master,
    );
  }
  return nodes;
};

/** Moves a key's slot to another master, with its content, whichever nodes are masters by now. */
export const moveSlot = async (nodes: readonly RedisServer[], key: string): Promise<string> => {
  const slot = await nodes[0]!.cli('CLUSTER', 'KEYSLOT', key);
  const { owner, masters } = await until(
    () => mastersOf(nodes, Number(slot)),
    15_000,
    () => `three masters, one of which has slot ${slot}`,
  );
  const to = masters[(masters.indexOf(owner) + 1) % masters.length]!;
  const from = owner.node;
  await to.node.cli('CLUSTER', 'SETSLOT', slot, 'IMPORTING', owner.id);
  await from.cli('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  for (;;) {
    const keys = (await from.cli('CLUSTER', 'GETKEYSINSLOT', slot, '10')).split('\n').filter(Boolean);
    if (keys.length === 0) break;
    await from.cli('MIGRATE', '127.0.0.1', String(to.node.port), '', '0', '5000', 'KEYS', ...keys);
  }
  for (const { node } of [to, owner, ...masters]) await node.cli('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  return `${slot}: ${from.port} → ${to.node.port}`;
};

interface Master {
  readonly node: RedisServer;
  readonly id: string;
  readonly ranges: readonly string[];
}

/**
 * Returns the masters, by their own account, and the one that has a slot; null if they do not agree yet, as after a
 * takeover.
 */
const mastersOf = async (
  nodes: readonly RedisServer[],
  slot: number,
): Promise<{ readonly owner: Master; readonly masters: readonly Master[] } | null> => {
  const all = await Promise.all(nodes.map(masterOf));
  const states = await Promise.all(nodes.map(node => node.cli('CLUSTER', 'INFO')));
  if (!states.every(text => text.includes('cluster_state:ok'))) return null;
  const masters = all.filter(master => master !== null);
  const owners = masters.filter(({ ranges }) => hasSlot(ranges, slot));
  return masters.length === 3 && owners.length === 1 ? { owner: owners[0]!, masters } : null;
};

const masterOf = async (node: RedisServer): Promise<Master | null> => {
  const rows = (await node.cli('CLUSTER', 'NODES')).split('\n').map(row => row.trim().split(' '));
  const own = rows.find(([, , flags]) => flags?.includes('myself'));
  return own?.[2]?.includes('master') ? { node, id: own[0]!, ranges: own.slice(8) } : null;
};

const hasSlot = (ranges: readonly string[], slot: number): boolean =>
  ranges.some(range => {
    const [low, high = low] = range.split('-').map(Number);
    return slot >= low! && slot <= high!;
  });

/** Writes an ACL file, for `--aclfile`. */
export const writeAcl = (dir: string, users: readonly string[]): string => {
  const file = join(dir, 'users.acl');
  mkdirSync(dir, { recursive: true });
  writeFileSync(file, users.map(user => `user ${user}\n`).join(''));
  return file;
};

/** Starts a sentinel that watches one master alone, and replaces it soon after it is gone. */
export const startSentinel = async (dir: string, name: string, master: RedisServer): Promise<RedisServer> => {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'sentinel.conf');
  const rules = [
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${name} 300`,
    `sentinel failover-timeout ${name} 2000`,
  ];
  writeFileSync(file, `${rules.join('\n')}\n`);
  return RedisServer.start(dir, [file, '--sentinel']);
};
