import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Machine, makeHostKey, writeMachine } from './fleet-machine.ts';
import {
  type HostIdentity,
  type HostProcess,
  killAll,
  mountNamespaceOf,
  processesOf,
  until,
} from './fleet-process.ts';

/** A running machine of the fleet. */
export interface FleetHost {
  readonly name: string;
  /** Its name on the bastion, or its address. */
  readonly address: string;
  readonly port: number;
  /** The public host key in known_hosts format: type and base64. */
  readonly hostKey: string;
  /** Returns the path of a log as seen on the host. */
  logPath(name: string): string;
  /** Returns the path of that log as seen by us. */
  logFile(name: string): string;
  /** Writes a log, readable by the login user. */
  writeLog(name: string, content: string | Uint8Array): void;
  appendLog(name: string, content: string | Uint8Array): void;
  /** Whether the login user's home folder or the log folder has a file of that name. */
  hasFile(name: string): boolean;
  /** Returns sshd's output so far. */
  sshdLog(): string;
  /** How many logins sshd has accepted so far. */
  acceptedLogins(): number;
  /** How many one-time codes have been requested and answered, right or wrong. */
  codesAnswered(): number;
  /** Returns the processes on the host other than sshd and its sessions. */
  processes(): HostProcess[];
  /** Returns sshd's own processes, one or two per connection, except for the listener. */
  sessions(): HostProcess[];
  /** Kills sshd and everything it started. */
  stop(): void;
  start(): Promise<void>;
  /** Replaces the host key, like a reinstallation; takes effect at the next start. */
  changeHostKey(): Promise<void>;
}

/** Writes the machine's files and starts its sshd; resolves when it is listening. */
export async function startHost(machine: Machine): Promise<FleetHost> {
  const { dir, options, account } = machine;
  const isolated = machine.place.namespace !== null;
  await writeMachine(machine);
  const log = join(dir, 'sshd.log');
  let identity: HostIdentity | null = null;
  // While it is open, the number of the host's mount namespace is not given to another host's.
  let pin: number | null = null;
  const running = () => (identity === null ? [] : processesOf(identity));
  const launch = async (): Promise<void> => {
    const before = host.sshdLog().length;
    const complaints = openSync(join(dir, 'sshd.err'), 'w');
    const child = spawn(...sshdCommand(machine, log), {
      stdio: ['ignore', 'ignore', complaints],
      detached: true,
    });
    closeSync(complaints);
    child.unref();
    const said = () => `${readFileSync(join(dir, 'sshd.err'), 'latin1')}${host.sshdLog().slice(before)}`;
    const pid = child.pid!;
    identity = { kind: 'mark', mark: machine.mark, sshd: pid };
    await until(
      () => {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`sshd of ${options.name} ended (${child.signalCode ?? child.exitCode}): ${said()}`);
        return host.sshdLog().includes('Server listening', before) ? true : null;
      },
      30_000,
      () => `sshd of ${options.name} to listen: ${said()}`,
    );
    if (!isolated) return;
    pin = openSync(`/proc/${pid}/ns/mnt`, 'r');
    identity = { kind: 'mountNamespace', inode: mountNamespaceOf(pid)! };
  };

  const host: FleetHost = {
    name: options.name,
    address: machine.address,
    port: machine.place.port,
    get hostKey() {
      return readFileSync(join(dir, 'host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ').trim();
    },
    logPath: name => (isolated ? `/var/log/${name}` : host.logFile(name)),
    logFile: name => join(machine.logs, name),
    writeLog(name, content) {
      writeFileSync(host.logFile(name), content);
      chownSync(host.logFile(name), account.uid, account.gid);
    },
    appendLog: (name, content) => appendFileSync(host.logFile(name), content),
    hasFile: name => [join(dir, 'home'), machine.logs].some(folder => existsSync(join(folder, name))),
    sshdLog: () => (existsSync(log) ? readFileSync(log, 'latin1') : ''),
    acceptedLogins: () => host.sshdLog().match(/^Accepted \S+ for /gm)?.length ?? 0,
    codesAnswered: () =>
      existsSync(join(dir, 'codes/asked')) ? readFileSync(join(dir, 'codes/asked'), 'utf8').length : 0,
    processes: () => running().filter(({ name }) => name !== 'sshd'),
    sessions: () =>
      running().filter(({ name, command }) => name === 'sshd' && !command.includes('[listener]')),
    stop() {
      // Repeat, to catch processes forked in the meantime.
      for (let found = running(); found.length > 0; found = running())
        killAll(found.map(process => process.pid));
      identity = null;
      if (pin !== null) closeSync(pin);
      pin = null;
    },
    async start() {
      // The kernel may free the port shortly after the killed process is gone.
      for (let attempt = 1; ; attempt++) {
        try {
          return await launch();
        } catch (error) {
          if (attempt === 20 || !/Address already in use/.test(String(error))) throw error;
          await setTimeout(100);
        }
      }
    },
    changeHostKey: () => makeHostKey(dir),
  };
  try {
    await host.start();
  } catch (error) {
    host.stop();
    throw error;
  }
  return host;
}

/**
 * Returns the command that runs sshd, using `exec` throughout so that the child's id is sshd's. On an isolated host,
 * its own files are mounted over the system's, visible only to that host.
 */
function sshdCommand({ dir, logs, options, place }: Machine, log: string): [string, string[]] {
  const sshd = ['/usr/sbin/sshd', '-D', '-f', join(dir, 'sshd_config'), '-E', log];
  if (place.namespace === null) return [sshd[0]!, sshd.slice(1)];
  const mounts: [string, string][] = [
    ...[
      ...['passwd', 'shadow', 'group', 'hosts', 'pam.d/sshd'],
      ...(options.sudoers ? ['sudoers', 'pam.d/sudo'] : []),
    ].map((name): [string, string] => [join(dir, 'etc', name), `/etc/${name}`]),
    [logs, '/var/log'],
    ...(options.missing ?? []).map((name): [string, string] => [join(dir, 'nothing'), `/usr/bin/${name}`]),
    ...(options.tools === 'busybox' ? ([[join(dir, 'bin'), '/usr/bin']] as [string, string][]) : []),
  ];
  const script = `${mounts.map(([from, to]) => `mount --bind ${from} ${to}`).join(' && ')} && exec "$@"`;
  return [
    'nsenter',
    [
      `--net=/run/netns/${place.namespace}`,
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
      'sh',
      ...sshd,
    ],
  ];
}
