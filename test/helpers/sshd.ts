import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { QUICK_KEY_EXCHANGE } from './fleet-machine.ts';

const SSHD = '/usr/sbin/sshd';

export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

/** A folder for one test file: keys, configuration, and a HOME that belongs to nobody. */
export class SshSandbox {
  readonly dir = mkdtempSync(join(tmpdir(), 'rtail-ssh-'));
  readonly home = join(this.dir, 'home');
  readonly user = userInfo().username;
  private readonly servers: Sshd[] = [];

  constructor() {
    mkdirSync(join(this.home, '.ssh'), { recursive: true, mode: 0o700 });
  }

  /** Creates a key pair; returns the private key's path. */
  key(name: string, passphrase = '', type: KeyType = 'ed25519'): string {
    const file = join(this.dir, name);
    // With the default number of rounds, unlocking a key takes a quarter of a second.
    const cost = passphrase === '' ? [] : ['-a', '1'];
    const options = type === 'rsa' ? [...cost, '-b', '2048'] : cost;
    execFileSync('ssh-keygen', ['-q', '-t', type, ...options, '-N', passphrase, '-C', name, '-f', file]);
    return file;
  }

  publicKey(file: string): string {
    return readFileSync(`${file}.pub`, 'utf8').trim();
  }

  /** Writes a file into the sandbox; returns its path. */
  write(name: string, text: string | Buffer): string {
    const file = join(this.dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  /**
   * Starts a server on loopback that accepts these public keys. `config`: additional lines of sshd_config, which take
   * precedence.
   */
  async sshd(name: string, authorized: readonly string[], config = '', hostKeyType: KeyType = 'ed25519') {
    const server = await Sshd.start(this, name, authorized, config, hostKeyType);
    this.servers.push(server);
    return server;
  }

  /** Stops everything that was started and removes the folder. */
  async close(): Promise<void> {
    await Promise.all(this.servers.map(server => server.stop()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A real sshd on its own loopback port. */
export class Sshd {
  readonly name: string;
  readonly port: number;
  readonly hostKey: string;
  private readonly config: string;
  private readonly log: string;
  private child: ChildProcess | null = null;

  private constructor(name: string, port: number, hostKey: string, config: string, log: string) {
    this.name = name;
    this.port = port;
    this.hostKey = hostKey;
    this.config = config;
    this.log = log;
  }

  static async start(
    box: SshSandbox,
    name: string,
    authorized: readonly string[],
    config: string,
    hostKeyType: KeyType,
  ): Promise<Sshd> {
    const hostKey = box.key(`${name}.hostkey`, '', hostKeyType);
    const port = await freePort();
    const keys = box.write(`${name}.authorized_keys`, `${authorized.join('\n')}\n`);
    const file = box.write(
      `${name}.sshd_config`,
      `${config}
Port ${port}
ListenAddress 127.0.0.1
HostKey ${hostKey}
AuthorizedKeysFile ${keys}
PidFile none
UsePAM no
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
LogLevel VERBOSE
${QUICK_KEY_EXCHANGE}
# bash reads the user's own ~/.bashrc, which may print warnings, only at a low level.
SetEnv SHLVL=9
`,
    );
    const server = new Sshd(name, port, hostKey, file, join(box.dir, `${name}.log`));
    await server.run();
    return server;
  }

  /** Starts or restarts it on the same port. */
  async run(): Promise<void> {
    this.child = spawn(SSHD, ['-D', '-f', this.config, '-E', this.log], { stdio: 'ignore' });
    await waitForPort(this.port);
  }

  /** The known_hosts line for it. */
  get knownHostsLine(): string {
    return `[127.0.0.1]:${this.port} ${readFileSync(`${this.hostKey}.pub`, 'utf8').trim()}\n`;
  }

  /** Returns the lines of its log so far that contain this text. */
  logged(text: string): string[] {
    return readFileSync(this.log, 'utf8')
      .split('\n')
      .filter(line => line.includes(text));
  }

  /** Returns the processes of its sessions. */
  sessions(): number[] {
    return childrenOf(this.child?.pid);
  }

  /** Stops the server and its sessions. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const gone = new Promise(resolve => child.once('exit', resolve));
    const sessions = childrenOf(child.pid);
    child.kill('SIGKILL');
    await gone;
    for (const pid of sessions) kill(pid);
  }
}

const kill = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
};

const childrenOf = (pid: number | undefined): number[] => {
  if (pid === undefined) return [];
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return listed === '' ? [] : listed.split(' ').map(Number);
};

/** Returns a free loopback port. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const waitForPort = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(port)) return;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listens on port ${port}`);
};

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
