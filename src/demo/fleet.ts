import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_HOSTS, type DemoHost, demoConfiguration } from './fleetPlan.ts';
import { playLog } from './play.ts';
import { createEmbeddedServer, createKeyPair, type EmbeddedServer } from './server/embeddedServer.ts';
import { startWriter } from './writer.ts';

/** A running demo fleet. */
export interface DemoFleet {
  /** The inventory, in `.rtailrc` terms; also written to `rtailrc.json` in the folder. */
  readonly configuration: Record<string, unknown>;
  /** The folder with keys, configuration and the hosts' own folders; exists until the fleet stops. */
  readonly folder: string;
  /** Logins that the bastion has accepted. */
  readonly logins: () => number;
  /** Stops servers, commands and writers, and removes the folder. */
  stop(): Promise<void>;
}

export interface DemoOptions {
  readonly seed: number;
  /** The one-time code that the bastion requests after the key; null: none. */
  readonly code: string | null;
}

/**
 * Starts a bastion and six hosts inside this process. They use real SSH; a host runs commands under `/bin/sh` in its
 * own folder, which contains its logs. Only the bastion listens (on loopback); hosts are reached through it.
 */
export const startDemoFleet = async ({ seed, code }: DemoOptions): Promise<DemoFleet> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-demo-'));
  const start = Date.now();
  const client = createKeyPair();
  const identity = join(folder, 'id_ed25519');
  writeFileSync(identity, client.private, { mode: 0o600 });

  const hosts = DEMO_HOSTS.map(host => startHost(host, folder, client.public));
  const hostOf = new Map(hosts.map(({ host, server }) => [`${host.name}.demo`, server]));
  const bastionKey = createKeyPair();
  const bastion = createEmbeddedServer({
    hostKey: bastionKey.private,
    authorizedKey: client.public,
    ...(code === null ? {} : { checkCode: (answer: string) => answer === code }),
    commands: null,
    forward: name => hostOf.get(name) ?? null,
  });
  const port = await bastion.listen();

  const knownHosts = join(folder, 'known_hosts');
  const lines = hosts.map(({ host, publicKey }) => `${host.name}.demo ${publicKey}`);
  writeFileSync(knownHosts, `${[`[127.0.0.1]:${port} ${bastionKey.public}`, ...lines].join('\n')}\n`);

  const writer = startWriter(
    DEMO_HOSTS.flatMap(host =>
      host.logs.map(log => ({
        file: join(folder, host.name, 'log', `${log.name}.log`),
        events: playLog(host, log, seed, start),
      })),
    ),
    start,
    Date.now,
  );

  const configuration = demoConfiguration({ port, identity, knownHosts });
  writeFileSync(join(folder, 'rtailrc.json'), JSON.stringify(configuration, null, 2));

  return {
    configuration,
    folder,
    logins: bastion.logins,
    stop: async () => {
      writer.stop();
      await Promise.all([bastion, ...hosts.map(({ server }) => server)].map(server => server.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const startHost = (
  host: DemoHost,
  folder: string,
  authorizedKey: string,
): { readonly host: DemoHost; readonly server: EmbeddedServer; readonly publicKey: string } => {
  const key = createKeyPair();
  const home = join(folder, host.name);
  mkdirSync(home, { recursive: true });
  const server = createEmbeddedServer({
    hostKey: key.private,
    authorizedKey,
    commands: {
      folder: home,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', USER: 'demo', LANG: 'C.UTF-8' },
    },
    forward: () => null,
  });
  return { host, server, publicKey: key.public };
};
