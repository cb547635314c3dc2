import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Place } from './fleet-network.ts';

export type Shell = 'bash' | 'dash' | 'zsh' | 'fish' | 'tcsh' | 'ksh' | 'busybox';

/** A machine of the fleet; absent options have OpenSSH's defaults. */
export interface HostOptions {
  readonly name?: string;
  readonly maxSessions?: number;
  readonly maxStartups?: string;
  /** `host:port` patterns allowed as forwarding targets; default: any on the bastion, none on targets. */
  readonly permitOpen?: string;
  /** The login shell. */
  readonly shell?: Shell;
  /** Whether its start-up files print a line to stdout, as careless ones do. */
  readonly chatty?: boolean;
  /** `busybox`: `/usr/bin` (and `/bin`) contain nothing but BusyBox's programs. */
  readonly tools?: 'all' | 'busybox';
  /**
   * Programs of `/usr/bin` that cannot be run on the host; not applicable to BusyBox's, which its shell runs itself.
   */
  readonly missing?: readonly string[];
  /** Use this password to log in instead of the key. */
  readonly password?: string;
  /** Use one of these one-time codes to log in instead of the key; each is valid once. */
  readonly oneTimeCodes?: readonly string[];
  /** Who may run what as root, in sudoers syntax. */
  readonly sudoers?: string;
  /** Additional lines for its sshd_config, which take precedence. */
  readonly config?: readonly string[];
}

/** The login account on the hosts: one that exists only there, or our own if we are not root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account that exists only on the hosts. Its ids are far from those that machines assign. */
export const FLEET_ACCOUNT: Account = { name: 'deploy', uid: 64_500, gid: 64_500 };

/** Returns our own account, for fleets without root. */
export function ownAccount(): Account {
  const { username, uid, gid } = userInfo();
  return { name: username, uid, gid };
}

export interface Machine {
  readonly dir: string;
  /** Folder of its logs. */
  readonly logs: string;
  readonly options: HostOptions & { readonly name: string };
  readonly place: Place;
  readonly account: Account;
  /** The public key that may log in. */
  readonly authorizedKey: string;
  /** Lines for `/etc/hosts`, may be empty. */
  readonly knownNames: string;
  /** The name or address to connect to. */
  readonly address: string;
  /** A string that no other host of any fleet has. */
  readonly mark: string;
  readonly forwards: boolean;
  /** Offers what sshd does by default, instead of only key exchanges that take little processor time. */
  readonly usualKeyExchange: boolean;
}

/** Writes everything that the machine's sshd needs to start. */
export async function writeMachine(machine: Machine): Promise<void> {
  mkdirSync(machine.logs, { recursive: true });
  mkdirSync(machine.dir, { recursive: true });
  await makeHostKey(machine.dir);
  if (machine.place.namespace !== null) writeSystemFiles(machine);
  writeFileSync(join(machine.dir, 'authorized_keys'), machine.authorizedKey);
  writeFileSync(join(machine.dir, 'sshd_config'), sshdConfig(machine));
}

/** Creates or replaces the host key. */
export async function makeHostKey(dir: string): Promise<void> {
  const file = join(dir, 'host_key');
  rmSync(file, { force: true });
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
}

/** Without the key exchange that ssh prefers by default: it takes ssh ten times as much processor time as all the rest. */
export const QUICK_KEY_EXCHANGE = 'KexAlgorithms -sntrup761*';

function sshdConfig(machine: Machine): string {
  const { dir, options, place, account, mark, forwards, usualKeyExchange } = machine;
  const { password, oneTimeCodes, tools } = options;
  return [
    ...(options.config ?? []), // First, because sshd uses the first value of each key.
    `Port ${place.port}`,
    `ListenAddress ${place.address}`,
    `HostKey ${join(dir, 'host_key')}`,
    'PidFile none',
    `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    'StrictModes no',
    `UsePAM ${oneTimeCodes ? 'yes' : 'no'}`,
    `PubkeyAuthentication ${password || oneTimeCodes ? 'no' : 'yes'}`,
    `PasswordAuthentication ${password ? 'yes' : 'no'}`,
    `KbdInteractiveAuthentication ${oneTimeCodes ? 'yes' : 'no'}`,
    'LogLevel VERBOSE',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    ...(usualKeyExchange ? [] : [QUICK_KEY_EXCHANGE]),
    `AllowUsers ${account.name}`,
    `SetEnv RTAIL_FLEET_HOST=${mark}${tools === 'busybox' ? ' PATH=/usr/bin' : ''}`,
    `AllowTcpForwarding ${forwards ? 'yes' : 'no'}`,
    ...(options.permitOpen ? [`PermitOpen ${options.permitOpen}`] : []),
    ...(options.maxSessions ? [`MaxSessions ${options.maxSessions}`] : []),
    ...(options.maxStartups ? [`MaxStartups ${options.maxStartups}`] : []),
    '',
  ].join('\n');
}

function writeSystemFiles({ dir, logs, options, account, knownNames }: Machine): void {
  const etc = join(dir, 'etc');
  const home = join(dir, 'home');
  mkdirSync(join(etc, 'pam.d'), { recursive: true });
  mkdirSync(home);
  const shell = SHELL_PATHS[options.tools === 'busybox' ? 'busybox' : (options.shell ?? 'bash')](dir);
  const secret = options.password ? passwordHash(options.password) : '*';
  writeFileSync(
    join(etc, 'passwd'),
    `${PASSWD}${account.name}:x:${account.uid}:${account.gid}::${home}:${shell}\n`,
  );
  writeFileSync(
    join(etc, 'shadow'),
    `root:*:19000:0:99999:7:::\n${account.name}:${secret}:19000:0:99999:7:::\n`,
    { mode: 0o600 },
  );
  writeFileSync(join(etc, 'group'), `root:x:0:\nnogroup:x:65534:\n${account.name}:x:${account.gid}:\n`);
  writeFileSync(join(etc, 'hosts'), `127.0.0.1 localhost\n${knownNames}`);
  writeFileSync(join(etc, 'pam.d/sshd'), pamService(dir, options));
  if (options.sudoers) {
    writeFileSync(join(etc, 'sudoers'), `${options.sudoers}\n`, { mode: 0o440 });
    writeFileSync(
      join(etc, 'pam.d/sudo'),
      'account required pam_permit.so\nsession required pam_permit.so\n',
    );
  }
  if (options.chatty) {
    for (const file of ['.bashrc', '.zshenv', '.tcshrc', '.config/fish/config.fish']) {
      mkdirSync(join(home, file, '..'), { recursive: true });
      writeFileSync(join(home, file), "echo 'Welcome. Mind the gap.'\n");
    }
  }
  writeFileSync(join(dir, 'nothing'), '', { mode: 0 });
  if (options.tools === 'busybox') installBusyBox(join(dir, 'bin'));
  for (const path of [home, logs]) chownSync(path, account.uid, account.gid);
}

/** sshd requires a user `sshd`, and many tools require `root` and `nobody`. */
const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
sshd:x:64499:65534::/run/sshd:/usr/sbin/nologin
`;

const SHELL_PATHS: Record<Shell, (dir: string) => string> = {
  bash: () => '/bin/bash',
  dash: () => '/bin/dash',
  zsh: () => '/bin/zsh',
  fish: () => '/usr/bin/fish',
  tcsh: () => '/bin/tcsh',
  ksh: () => '/bin/ksh',
  busybox: dir => {
    const applet = join(dir, 'sh');
    if (!existsSync(applet)) symlinkSync('/usr/bin/busybox', applet);
    return applet;
  },
};

/**
 * Makes PAM ask for the code and pass it to a script, which crosses it off the list. Without codes, PAM is not used.
 */
function pamService(dir: string, { oneTimeCodes }: HostOptions): string {
  if (oneTimeCodes) {
    const codes = join(dir, 'codes');
    mkdirSync(codes);
    for (const code of oneTimeCodes) writeFileSync(join(codes, `code-${code}`), '');
    writeFileSync(join(codes, 'asked'), '');
    const check = `#!/bin/sh\nIFS= read -r code\ncode=$(printf %s "$code" | tr -d '\\000')\nprintf . >> ${codes}/asked\nexec rm "${codes}/code-$code" 2>/dev/null\n`;
    writeFileSync(join(codes, 'check'), check, { mode: 0o755 });
  }
  const auth = oneTimeCodes ? `pam_exec.so quiet expose_authtok ${join(dir, 'codes/check')}` : 'pam_deny.so';
  const asks = oneTimeCodes ? 'auth optional pam_echo.so This host asks for a one-time code.\n' : '';
  // pam_exec does not handle the credentials step; without a module that does, the login would fail at that point.
  return `${asks}auth required ${auth}\nauth required pam_permit.so\naccount required pam_permit.so\nsession required pam_permit.so\n`;
}

function installBusyBox(bin: string): void {
  mkdirSync(bin);
  cpSync('/usr/bin/busybox', join(bin, 'busybox'));
  chmodSync(join(bin, 'busybox'), 0o755);
  execFileSync('busybox', ['--list'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter(applet => applet !== 'busybox')
    .forEach(applet => {
      symlinkSync('busybox', join(bin, applet));
    });
}

function passwordHash(password: string): string {
  return execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
}
