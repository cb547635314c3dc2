import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keys that every account on the servers accepts, and two that none does. */
const AUTHORIZED = ['k1', 'k2', 'rsa', 'ecdsa', 'locked'] as const;
const STRANGERS = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'] as const;

export type KeyName = (typeof AUTHORIZED)[number] | (typeof STRANGERS)[number] | 'certified';

/** What all rows share: keys, certificates and agents. */
export interface Ground {
  readonly dir: string;
  /** Returns a private key's path. */
  key(name: KeyName): string;
  /** Returns a public key as in a line of known_hosts or authorized_keys: type and base64. */
  publicKey(file: string): string;
  /** Returns the name of the key with this fingerprint. */
  nameOf(fingerprint: string): string;
  /** The sockets of agents, by their keys. */
  readonly agents: Readonly<Record<'k1' | 'rsa' | 'many' | 'cert', string>>;
  /** Certificate authorities: for users and for hosts. */
  readonly userCa: string;
  readonly hostCa: string;
  /** Ends this process, together with all others, when the ground is closed. */
  own(child: ChildProcess): void;
  /** Ends every process and removes the folder. */
  close(): Promise<void>;
}

const keygen = (...args: string[]): void => {
  execFileSync('ssh-keygen', ['-q', ...args], { stdio: 'pipe' });
};

const TYPES: Readonly<Record<string, readonly string[]>> = {
  rsa: ['-t', 'rsa', '-b', '2048'],
  ecdsa: ['-t', 'ecdsa'],
};

export const makeGround = async (): Promise<Ground> => {
  const dir = mkdtempSync(join(tmpdir(), 'rtail-parity-'));
  chmodSync(dir, 0o755);
  const key = (name: string) => join(dir, 'keys', name);
  mkdirSync(join(dir, 'keys'));
  for (const name of [...AUTHORIZED, ...STRANGERS, 'certified', 'user-ca', 'host-ca'])
    keygen(
      ...(TYPES[name] ?? ['-t', 'ed25519']),
      '-N',
      name === 'locked' ? 'x' : '',
      '-C',
      name,
      '-f',
      key(name),
    );
  keygen('-s', key('user-ca'), '-I', 'id', '-n', 'root,deploy', `${key('certified')}.pub`);
  // A key whose certificate is not next to it.
  cpSync(key('certified'), key('bare'));
  cpSync(`${key('certified')}.pub`, `${key('bare')}.pub`);
  cpSync(`${key('certified')}-cert.pub`, join(dir, 'the cert.pub'));
  layOutPlaces(dir, key);
  const fingerprints = new Map(
    [...AUTHORIZED, ...STRANGERS, 'certified'].map(name => [fingerprintOf(`${key(name)}.pub`), name]),
  );
  const processes: ChildProcess[] = [];
  const agent = async (name: string, ...files: string[]): Promise<string> => {
    const socket = join(dir, `agent-${name}`);
    const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    processes.push(child);
    await once(child.stdout!, 'data');
    execFileSync('ssh-add', ['-q', ...files], { env: { SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
    return socket;
  };
  return {
    dir,
    key,
    publicKey: file => readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim(),
    nameOf: fingerprint => fingerprints.get(fingerprint) ?? fingerprint,
    agents: {
      k1: await agent('k1', key('k1')),
      rsa: await agent('rsa', key('rsa')),
      many: await agent('many', ...STRANGERS.slice(0, 6).map(key), key('k2'), key('k1')),
      cert: await agent('cert', key('certified')),
    },
    userCa: key('user-ca'),
    hostCa: key('host-ca'),
    own: child => void processes.push(child),
    async close() {
      const running = processes.filter(child => child.exitCode === null && child.signalCode === null);
      await Promise.all(
        running.map(async child => {
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        }),
      );
      // Sessions that end with their server may still write to its log.
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
};

/**
 * Copies of k1 at the paths to which tokens expand: `keys/web`, `keys/deploy`, a folder with a blank and
 * others.
 */
const layOutPlaces = (dir: string, key: (name: string) => string): void => {
  for (const name of ['web', 'deploy', 'root', 'w', '22', '2222', 'alias', '100%', 'a b'])
    place(key('k1'), join(dir, 'by', name));
  place(key('k1'), join(dir, 'sp ace', 'key'));
  place(key('k1'), join(dir, '~odd', 'key'));
  // Only public halves; and the public half under the key's own name.
  mkdirSync(join(dir, 'half'));
  cpSync(`${key('k1')}.pub`, join(dir, 'half/k1.pub'));
  cpSync(`${key('k1')}.pub`, join(dir, 'half/public'));
  cpSync(`${key('rsa')}.pub`, join(dir, 'half/rsa.pub'));
  cpSync(`${key('s7')}.pub`, join(dir, 'half/s7.pub'));
  writeFileSync(join(dir, 'half/broken'), 'this is no key\n', { mode: 0o600 });
};

const place = (file: string, to: string): void => {
  mkdirSync(join(to, '..'), { recursive: true });
  cpSync(file, to);
};

const fingerprintOf = (file: string): string =>
  execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')[1] ?? '';
