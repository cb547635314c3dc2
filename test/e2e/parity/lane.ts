import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { QUICK_KEY_EXCHANGE } from '../../helpers/fleet-machine.ts';
import { until } from '../../helpers/fleet-process.ts';
import type { Ground } from './ground.ts';

/** Accounts that the servers have; every authorized key grants access to all of them. */
export const USERS = ['deploy', 'ops', 'bob@corp.example', 'a%b', 'CORP\\bob', 'web'] as const;

/** The servers of a lane by their peculiarity: all are sshds on loopback addresses, on ports 22 and 2222. */
export const SERVERS = ['gate', 'mid', 'web', 'strict', 'sha512', 'sha256', 'oldkex', 'cert'] as const;
export type Server = (typeof SERVERS)[number];

/** A set of servers for rows that run one after another. */
export interface Lane {
  readonly dir: string;
  readonly address: Readonly<Record<Server, string>>;
  /** A port of ::1 on which `web` also listens. */
  readonly port6: number;
  /** Public host keys, type and base64. */
  readonly hostKey: Readonly<Record<'ed25519' | 'rsa' | 'ecdsa', string>>;
  /**
   * Returns what the servers that the text names by address, and the main ones, saw since the last call, once
   * every connection has ended: one line for each.
   */
  seen(text: string): Promise<string[]>;
}

const OPTIONS: Readonly<Partial<Record<Server, string>>> = {
  strict: 'MaxAuthTries 2',
  sha512: 'PubkeyAcceptedAlgorithms rsa-sha2-512',
  sha256: 'PubkeyAcceptedAlgorithms rsa-sha2-256',
};

/** Starts the servers of the lane with this number. They run in a mount namespace with their own accounts. */
export const startLane = async (ground: Ground, number: number): Promise<Lane> => {
  const dir = join(ground.dir, `lane-${number}`);
  mkdirSync(join(dir, 'etc'), { recursive: true });
  const net = `127.${100 + (process.pid % 100)}.${Math.floor(process.pid / 100) % 250}`;
  const address = Object.fromEntries(
    SERVERS.map((name, index) => [name, `${net}.${number * 16 + index + 1}`]),
  ) as Record<Server, string>;
  const port6 = 20_000 + (process.pid % 4_000) * 8 + number;
  writeAccounts(dir);
  for (const type of ['ed25519', 'rsa', 'ecdsa'] as const) makeKey(join(dir, `host_${type}`), type);
  makeKey(join(dir, 'host_cert'), 'ed25519');
  execFileSync('ssh-keygen', [
    ...['-q', '-s', ground.hostCa, '-I', 'host', '-h', '-n', `${address.cert},cert.example`],
    join(dir, 'host_cert.pub'),
  ]);
  const authorized = ['k1', 'k2', 'rsa', 'ecdsa', 'locked'] as const;
  writeFileSync(
    join(dir, 'authorized_keys'),
    authorized.map(name => `${ground.publicKey(ground.key(name))}\n`).join(''),
  );
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const common = `Port 22
Port 2222
PidFile none
AuthorizedKeysFile ${dir}/authorized_keys
TrustedUserCAKeys ${ground.userCa}.pub
UsePAM no
StrictModes no
UseDNS no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
MaxStartups 100
LogLevel DEBUG1
`;
  const { cert, oldkex, ...others } = address;
  const listen = Object.values(others).map(each => `ListenAddress ${each}`);
  const matches = Object.entries(OPTIONS).map(
    ([name, option]) => `Match LocalAddress ${address[name as Server]}\n  ${option}`,
  );
  const keys = (...names: string[]) => names.map(name => `HostKey ${dir}/host_${name}`);
  const servers = [
    await startSshd({ ground, dir, name: 'main', listensOn: address.web }, [
      ...listen,
      `ListenAddress [::1]:${port6}`,
      ...keys('ed25519', 'rsa', 'ecdsa'),
      QUICK_KEY_EXCHANGE,
      common,
      ...matches,
    ]),
    await startSshd({ ground, dir, name: 'cert', listensOn: cert }, [
      `ListenAddress ${cert}`,
      ...keys('cert'),
      `HostCertificate ${dir}/host_cert-cert.pub`,
      common,
    ]),
    await startSshd({ ground, dir, name: 'oldkex', listensOn: oldkex }, [
      `ListenAddress ${oldkex}`,
      ...keys('rsa'),
      'KexAlgorithms diffie-hellman-group14-sha1',
      'Ciphers aes256-cbc',
      'HostKeyAlgorithms ssh-rsa',
      common,
    ]),
  ];
  let positions = servers.map(() => 0);
  return {
    dir,
    address,
    port6,
    hostKey: {
      ed25519: ground.publicKey(join(dir, 'host_ed25519')),
      rsa: ground.publicKey(join(dir, 'host_rsa')),
      ecdsa: ground.publicKey(join(dir, 'host_ecdsa')),
    },
    async seen(named) {
      await Promise.all(
        servers.filter(({ listensOn }) => listensOn === address.web || named.includes(listensOn)).map(knock),
      );
      let text = '';
      let lengths = positions;
      const look = () => {
        const logs = servers.map(each => each.log());
        lengths = logs.map(log => log.length);
        text = logs.map((log, index) => log.slice(positions[index])).join('');
        return connectionsOf(text);
      };
      try {
        await until(
          () => (look().every(each => each.ended) && isComplete(text) ? true : null),
          10_000,
          () => `every connection to end:\n${text}`,
        );
      } finally {
        positions = lengths;
      }
      const names = new Map(Object.entries(address).map(([name, each]) => [each, name]));
      return connectionsOf(text)
        .filter(({ from }) => from !== KNOCK)
        .map(each => describeConnection(each, names, ground))
        .sort();
    },
  };
};

const makeKey = (file: string, type: string): void => {
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', '', '-f', file]);
};

const writeAccounts = (dir: string): void => {
  const home = join(dir, 'home');
  mkdirSync(home, { recursive: true });
  const users = USERS.map((name, index) => ({ name, id: 64_600 + index }));
  writeFileSync(
    join(dir, 'etc/passwd'),
    `root:x:0:0:root:/root:/bin/sh\nsshd:x:64499:65534::/run/sshd:/usr/sbin/nologin\n${users.map(({ name, id }) => `${name}:x:${id}:${id}::${home}:/bin/sh\n`).join('')}`,
  );
  writeFileSync(
    join(dir, 'etc/shadow'),
    ['root', ...USERS].map(name => `${name}:*:19000:0:99999:7:::\n`).join(''),
    { mode: 0o600 },
  );
  chownSync(home, 0, 0);
};

interface SshdPlace {
  readonly ground: Ground;
  readonly dir: string;
  readonly name: string;
  readonly listensOn: string;
}

interface RunningSshd {
  readonly listensOn: string;
  log(): string;
}

/** The address from which the last connection of a run comes, which is not part of the run. */
const KNOCK = '127.99.99.99';

/**
 * Connects and disconnects. sshd accepts connections in order, so once this one is logged, everything that a
 * client opened before has been accepted. Without it, a connection that was opened and closed at once would
 * be attributed to the next client.
 */
const knock = async ({ listensOn, log }: RunningSshd): Promise<void> => {
  const before = log().length;
  const socket = connect({ host: listensOn, port: 22, localAddress: KNOCK });
  await once(socket, 'connect');
  socket.destroy();
  await until(
    () => (log().includes(`Connection from ${KNOCK}`, before) ? true : null),
    10_000,
    () => `sshd to see a connection: ${log().slice(before)}`,
  );
};

/** Every connection that the listener has handed to a separate process is in the log. */
const isComplete = (log: string): boolean =>
  (log.match(/^debug1: Forked child/gm) ?? []).length === (log.match(/^Connection from/gm) ?? []).length;

const startSshd = async (
  { ground, dir, name, listensOn }: SshdPlace,
  config: readonly string[],
): Promise<RunningSshd> => {
  const file = join(dir, `${name}.sshd_config`);
  const logFile = join(dir, `${name}.log`);
  writeFileSync(file, `${config.join('\n')}\n`);
  const mounts = ['passwd', 'shadow']
    .map(each => `mount --bind ${dir}/etc/${each} /etc/${each}`)
    .join(' && ');
  const child = spawn(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      `${mounts} && exec /usr/sbin/sshd -D -f ${file} -E ${logFile}`,
    ],
    { stdio: 'ignore' },
  );
  ground.own(child);
  const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
      return log().includes('Server listening') ? true : null;
    },
    60_000,
    () => `sshd to listen: ${log()}`,
  );
  return { listensOn, log };
};

interface SeenConnection {
  readonly from: string;
  readonly on: string;
  readonly port: string;
  user: string | null;
  outcome: string;
  ended: boolean;
}

/** Parses what an sshd's log says about each connection, by the client's port. */
const connectionsOf = (log: string): SeenConnection[] => {
  const byPort = new Map<string, SeenConnection>();
  const all: SeenConnection[] = [];
  for (const line of log.split(/\r?\n/)) {
    const [, from, source, on, port] =
      /^Connection from (\S+) port (\d+) on (\S+) port (\d+)/.exec(line) ?? [];
    if (from !== undefined) {
      const seen = {
        from,
        on: on ?? '',
        port: port ?? '',
        user: null,
        outcome: 'left before authentication',
        ended: false,
      };
      byPort.set(source ?? '', seen);
      all.push(seen);
      continue;
    }
    const [, ofPort] = / port (\d+)(?:\D.*)?$/.exec(line) ?? [];
    const seen = byPort.get(ofPort ?? '');
    if (seen === undefined) continue;
    const accepted = /^Accepted publickey for (.+) from .*: (\S+) (SHA256:\S+)/.exec(line);
    if (accepted) {
      seen.user = accepted[1] ?? null;
      seen.outcome = `accepted ${/-CERT$/.test(accepted[2] ?? '') ? 'certificate of ' : ''}${accepted[3]}`;
    }
    const denied = /(?:authenticating|invalid) user (.+) \S+ port \d+/.exec(line);
    if (denied && seen.user === null) {
      seen.user = denied[1] ?? null;
      seen.outcome = 'denied';
    }
    if (
      /^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting|Unable to negotiate|ssh_dispatch_run_fatal)/.test(
        line,
      )
    )
      seen.ended = true;
  }
  return all;
};

const describeConnection = (
  { from, on, port, user, outcome }: SeenConnection,
  names: ReadonlyMap<string, string>,
  ground: Ground,
): string => {
  const what = outcome.replace(/SHA256:\S+/, fingerprint => ground.nameOf(fingerprint));
  return `${names.get(on) ?? (on === '::1' ? 'web6' : on)}:${on === '::1' ? 'six' : port} from ${from}: ${user ?? '-'} ${what}`;
};
