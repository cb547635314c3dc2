import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEmbeddedServer,
  createKeyPair,
  type EmbeddedServer,
} from '../../../src/demo/server/embeddedServer.ts';
import { createSandbox } from '../../helpers/sandbox.ts';
import { playShop, source } from './feed.ts';

/**
 * What is wrong with a host of the shop: its key is unknown, differs from the known one, or nothing answers.
 */
export type HostFault = 'unknown-key' | 'changed-key' | 'down';

export interface ShopOptions {
  readonly sources: readonly (readonly [host: string, log: string])[];
  readonly faults?: Readonly<Record<string, HostFault>>;
  /** The one-time code that the bastion requests. */
  readonly code?: string;
  /** Number of lines in the logs at the start. */
  readonly lines?: number;
}

/** The feed's web shop as hosts that speak SSH behind a bastion in this process, with their logs in files. */
export interface ShopFleet {
  /** The folder with the inventory (`rtailrc.json`), which is also a home directory. */
  readonly home: string;
  /**
   * Texts on the screen that differ in each run, and their replacements in golden files; both have the same
   * length.
   */
  readonly volatile: readonly (readonly [text: string, instead: string])[];
  /** Writes this many more lines, all to the first log: those of several logs would arrive in any order. */
  more(lines: number, seed: number): void;
  close(): Promise<void>;
}

/** Returns `SHA256:…` for a public key line, as OpenSSH and the screen print it. */
const fingerprintOf = (publicKey: string): string => {
  const digest = createHash('sha256').update(Buffer.from(publicKey.split(' ')[1]!, 'base64'));
  return `SHA256:${digest.digest('base64').replace(/=+$/, '')}`;
};

export const startShopFleet = async (options: ShopOptions): Promise<ShopFleet> => {
  const { sources, faults = {}, code } = options;
  // Not below TMPDIR: its path is shown, and must have the same length everywhere.
  const sandbox = createSandbox('/tmp');
  const client = createKeyPair();
  const identity = sandbox.write('home/id_ed25519', client.private);
  chmodSync(identity, 0o600);
  const logFile = (host: string, log: string): string => join(sandbox.dir, host, 'log', `${log}.log`);
  for (const [host] of sources) mkdirSync(join(sandbox.dir, host, 'log'), { recursive: true });

  const write = (to: ShopOptions['sources'], lines: number, seed: number): void => {
    const written = to.map(() => '');
    const played = to.map(([host, log], id) => source(id, host, log));
    const say = (id: number, _at: number, _level: unknown, text: string): void => {
      written[id] += `${text}\n`;
    };
    playShop({ sources: played, say, clock: { now: 0 } }, lines, seed);
    for (const [id, [host, log]] of to.entries()) appendFileSync(logFile(host, log), written[id]!);
  };
  write(sources, options.lines ?? 400, 7);

  const hosts = [...new Set(sources.map(([host]) => host))].map(name => {
    const key = createKeyPair();
    const folder = join(sandbox.dir, name);
    const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8' };
    const commands = { folder, env };
    const forward = () => null;
    const server = createEmbeddedServer({
      hostKey: key.private,
      authorizedKey: client.public,
      commands,
      forward,
    });
    const known = faults[name] === 'changed-key' ? createKeyPair().public : key.public;
    return { name, server, publicKey: key.public, known: faults[name] === 'unknown-key' ? null : known };
  });
  const reached = new Map<string, EmbeddedServer>(
    hosts
      .filter(({ name }) => faults[name] !== 'down')
      .map(({ name, server }) => [`${name}.shop.internal`, server]),
  );
  const bastionKey = createKeyPair();
  const bastion = createEmbeddedServer({
    hostKey: bastionKey.private,
    authorizedKey: client.public,
    commands: null,
    forward: name => reached.get(name) ?? null,
    ...(code === undefined ? {} : { checkCode: (answer: string) => answer === code }),
  });
  const port = await bastion.listen();
  const knownLines = hosts.flatMap(({ name, known }) =>
    known === null ? [] : [`${name}.shop.internal ${known}`],
  );
  const knownHosts = sandbox.write(
    'home/known_hosts',
    `${[`[127.0.0.1]:${port} ${bastionKey.public}`, ...knownLines].join('\n')}\n`,
  );

  const login = { identity, knownHosts };
  const inventory = {
    teams: {
      shop: { user: 'deploy', ...login, jump: { host: '127.0.0.1', port, user: 'alice', ...login } },
    },
    hosts: Object.fromEntries(
      hosts.map(({ name }) => [
        name,
        {
          address: `${name}.shop.internal`,
          port: 22,
          team: 'shop',
          tags: [name.replace(/-.*/, ''), 'prod'],
          logs: sources.filter(([host]) => host === name).map(([, log]) => log),
        },
      ]),
    ),
    groups: { web: ['tag:web'] },
    logs: Object.fromEntries(sources.map(([, log]) => [log, `~/log/${log}.log`])),
  };
  sandbox.write('home/rtailrc.json', JSON.stringify(inventory));

  const keys = hosts.flatMap(({ publicKey, known }) => [publicKey, known ?? publicKey]);
  return {
    home: sandbox.home,
    volatile: [
      ...keys.map(fingerprintOf).map(text => [text, `SHA256:${'x'.repeat(text.length - 7)}`] as const),
      [sandbox.dir, sandbox.dir.replace(/.{6}$/, '######')],
      [`127.0.0.1:${port}`, `127.0.0.1:${'#'.repeat(String(port).length)}`],
    ],
    more: (lines, seed) => write(sources.slice(0, 1), lines, seed),
    async close() {
      await Promise.all([bastion, ...hosts.map(({ server }) => server)].map(server => server.close()));
      sandbox[Symbol.dispose]();
    },
  };
};
