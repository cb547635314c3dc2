import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type HostProcess, processesWith } from './fleet-process.ts';
import type { FleetHost } from './fleet-sshd.ts';

/** The machine of the person on call: a home folder with a key, known hosts, an inventory and an ssh_config. */
export interface FleetClient {
  /** HOME for the command under test; the inventory is its `.rtailrc`. */
  readonly home: string;
  readonly inventory: string;
  readonly knownHosts: string;
  readonly identity: string;
  /** For plain ssh (`ssh -F`): each target by name, through the bastion. Nothing else reads it by default. */
  readonly sshConfig: string;
  readonly publicKey: string;
  /** The processes with this HOME: the command under test, and everything it starts. */
  processes(): HostProcess[];
}

/** Creates the folder and the key pair; the other files are written once the hosts are known. */
export async function makeClient(dir: string): Promise<FleetClient> {
  const ssh = join(dir, '.ssh');
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  const identity = join(ssh, 'id_ed25519');
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'on-call', '-f', identity]);
  return {
    home: dir,
    inventory: join(dir, '.rtailrc'),
    knownHosts: join(ssh, 'known_hosts'),
    identity,
    sshConfig: join(dir, 'ssh_config'),
    processes: () => processesWith(`HOME=${dir}\0`),
    publicKey: readFileSync(`${identity}.pub`, 'utf8'),
  };
}

/**
 * Writes known_hosts, the inventory and ssh_config for these hosts. `logs`: names and remote paths of the inventory's
 * logs.
 */
export function writeClientFiles(
  client: FleetClient,
  user: string,
  bastion: FleetHost,
  targets: readonly FleetHost[],
  logs: Readonly<Record<string, string>>,
): void {
  const hosts = [bastion, ...targets];
  writeFileSync(client.knownHosts, hosts.map(host => `${knownName(host)} ${host.hostKey}\n`).join(''));
  writeFileSync(client.inventory, JSON.stringify(inventory(client, user, bastion, targets, logs), null, 2));
  writeFileSync(client.sshConfig, sshConfig(client, user, bastion, targets));
}

function inventory(
  { identity, knownHosts }: FleetClient,
  user: string,
  bastion: FleetHost,
  targets: readonly FleetHost[],
  logs: Readonly<Record<string, string>>,
) {
  const login = { user, identity, knownHosts };
  return {
    teams: {
      shop: { ...login, jump: { host: bastion.address, port: bastion.port, ...login } },
      edge: login,
    },
    hosts: Object.fromEntries([
      [bastion.name, { address: bastion.address, port: bastion.port, team: 'edge' }],
      ...targets.map(({ name, address, port }) => [name, { address, port, team: 'shop' }]),
    ]),
    groups: { targets: targets.map(target => target.name) },
    logs,
  };
}

function sshConfig(
  client: FleetClient,
  user: string,
  bastion: FleetHost,
  targets: readonly FleetHost[],
): string {
  const host = ({ name, address, port }: FleetHost, jump: string) =>
    `Host ${name}\n  HostName ${address}\n  Port ${port}\n${jump && `  ProxyJump ${jump}\n`}`;
  return [
    host(bastion, ''),
    ...targets.map(target => host(target, bastion.name)),
    'Host *',
    `  User ${user}`,
    `  IdentityFile ${client.identity}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${client.knownHosts}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  LogLevel ERROR',
    '',
  ].join('\n');
}

/** The name of a host in known_hosts (`sshd(8)`, SSH_KNOWN_HOSTS FILE FORMAT). */
function knownName({ address, port }: FleetHost): string {
  return port === 22 ? address : `[${address}]:${port}`;
}
