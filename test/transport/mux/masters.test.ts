import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Channel, Transport } from '../../../src/transport/transport.ts';
import { type Sshd, SshSandbox } from '../../helpers/sshd.ts';
import { hostAt, know, loginAt, readAll, transportIn } from '../scene.ts';

const box = new SshSandbox();
const key = box.key('user');
const transports: Transport[] = [];
const masters: Master[] = [];
let web: Sshd;
let narrow: Sshd;
let jump: Sshd;

beforeAll(async () => {
  mkdirSync(join(box.dir, 's'), { mode: 0o700 });
  const authorized = [box.publicKey(key)];
  web = await box.sshd('web', authorized, 'ClientAliveInterval 1\nClientAliveCountMax 2\nRekeyLimit 4M');
  narrow = await box.sshd('narrow', authorized, 'MaxSessions 2');
  jump = await box.sshd('jump', authorized, 'MaxSessions 0');
  know(box, web, narrow, jump);
});
afterEach(async () => {
  await Promise.all(transports.splice(0).map(each => each.close()));
  await Promise.all(masters.splice(0).map(each => each.end()));
});
afterAll(() => box.close());

const config = () =>
  box.write(
    'shared_config',
    `Host *\n UserKnownHostsFile ${box.dir}/known_hosts\n GlobalKnownHostsFile /dev/null\n ControlPath ${box.dir}/s/%C\n`,
  );

/** An `ssh -M` as a user would have left it open. */
class Master {
  readonly path: string;
  readonly process: ChildProcess;
  stderr = '';

  private constructor(path: string, child: ChildProcess) {
    this.path = path;
    this.process = child;
    child.stderr!.on('data', chunk => {
      this.stderr += String(chunk);
    });
  }

  static async open(server: Sshd, options: readonly string[] = []): Promise<Master> {
    const path = join(box.dir, 's', `master-${server.name}-127.0.0.1-${server.port}`);
    const args = ['-F', config(), '-M', '-N', '-S', path, '-i', key, '-p', String(server.port), ...options];
    const child = spawn('ssh', [...args, '127.0.0.1'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const master = new Master(path, child);
    masters.push(master);
    await until(() => existsSync(path));
    return master;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async end(): Promise<void> {
    if (!this.isAlive) return;
    const over = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await over;
    rmSync(this.path, { force: true });
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 400) throw new Error('it never came true');
    await sleep(25);
  }
};

const setUp = (kind: 'ssh2' | 'openssh' = 'ssh2') => {
  const warnings: string[] = [];
  const sshConfigFile = box.write(
    'rtail_config',
    `Host *\n UserKnownHostsFile ${box.dir}/known_hosts\n GlobalKnownHostsFile /dev/null\n` +
      ` ServerAliveInterval 1\n ServerAliveCountMax 2\n` +
      [web, narrow, jump]
        .map(
          ({ name, port }) =>
            `Match host 127.0.0.1 exec "test %p = ${port}"\n ControlPath ${box.dir}/s/master-${name}-%h-%p\n`,
        )
        .join(''),
  );
  const transport = transportIn(box, { kind, sshConfigFile });
  transport.onProgress(({ warning }) => {
    if (warning) warnings.push(warning);
  });
  transports.push(transport);
  const login = (server: Sshd) => loginAt(server, { identities: [key] });
  const connect = (server: Sshd, ...jumps: Sshd[]) =>
    transport.connect(hostAt(server.name, server, { identities: [key], jump: jumps.map(login) }));
  return { connect, warnings };
};
const logins = (server: Sshd) => server.logged('Accepted publickey').length;
const firstLine = async (channel: Channel): Promise<string> => {
  const [chunk] = await once(channel.stdout, 'data');
  return String(chunk).trim();
};

describe.each(['ssh2', 'openssh'] as const)('a connection that the user’s ssh has open, by %s', kind => {
  it('is used, without a login, and left open', async () => {
    const master = await Master.open(web);
    const before = logins(web);
    const { connect } = setUp(kind);
    const connection = await connect(web);
    const outputs = await Promise.all(
      [
        'printf "\\000\\377"; exit 7',
        'head -c 9000000 /dev/zero; head -c 3000000 /dev/zero >&2',
        'kill -9 $$',
      ].map(async command => readAll(await connection.exec(command))),
    );
    expect(outputs.map(({ stdout, stderr, end }) => [stdout.length, stderr.length, end])).toEqual([
      [2, 0, { code: 7, signal: null, lost: null }],
      [9_000_000, 3_000_000, { code: 0, signal: null, lost: null }],
      [0, 0, { code: null, signal: 'SIGKILL', lost: null }],
    ]);
    await transports.splice(0)[0]!.close();
    expect(logins(web)).toBe(before);
    expect(master.isAlive).toBe(true);
    expect(master.stderr).toBe('');
  });

  it('is followed by a login if it has no room for another session', async () => {
    await Master.open(narrow);
    const before = logins(narrow);
    const connection = await setUp(kind).connect(narrow);
    const open = await Promise.all([1, 2, 3].map(() => connection.exec('echo here; read x')));
    expect(await Promise.all(open.map(firstLine))).toEqual(['here', 'here', 'here']);
    expect(logins(narrow)).toBe(before + 1);
  });
});

describe('a shared connection', () => {
  it('takes input and heartbeats, and ends the command with the channel', async () => {
    await Master.open(web);
    const channel = await (await setUp().connect(web)).exec(
      'read a; read b; echo "$a|$b|$$"; while read -r x; do :; done',
      { input: 'first\n', heartbeatMs: 30_000 },
    );
    const [a, b, pid] = (await firstLine(channel)).split('|');
    expect([a, b]).toEqual(['first', '']);
    channel.close();
    channel.close();
    expect(await channel.end).toMatchObject({ lost: null });
    await until(() => !existsSync(`/proc/${pid}`));
  });

  it('is followed by a login if it has no room at all', async () => {
    const master = await Master.open(narrow);
    const first = await setUp().connect(narrow);
    await Promise.all([1, 2].map(async () => firstLine(await first.exec('echo here; read x'))));
    const before = logins(narrow);
    const second = await setUp().connect(narrow);
    expect((await readAll(await second.exec('echo here'))).stdout).toBe('here\n');
    expect(logins(narrow)).toBe(before + 1);
    expect(master.isAlive).toBe(true);
  });

  it('ends like any other, and the next is a login', async () => {
    const master = await Master.open(web);
    const { connect } = setUp();
    const connection = await connect(web);
    const channel = await connection.exec('echo up; read x');
    await firstLine(channel);
    channel.stdout.resume();
    channel.stderr.resume();
    await master.end();
    expect((await channel.end).lost).toMatchObject({ kind: 'lost', host: 'web', final: false });
    expect(await connection.lost).toMatchObject({ kind: 'lost' });
    const before = logins(web);
    expect((await readAll(await (await connect(web)).exec('echo again'))).stdout).toBe('again\n');
    expect(logins(web)).toBe(before + 1);
  });

  it('is not waited for if its ssh is stopped', async () => {
    const master = await Master.open(web);
    master.process.kill('SIGSTOP');
    const { connect, warnings } = setUp();
    expect((await readAll(await (await connect(web)).exec('echo here'))).stdout).toBe('here\n');
    expect(warnings).toEqual([
      `the ssh that shares ${master.path} is not used: it does not respond; rtail logs in itself`,
    ]);
  });

  it('is given up when the server falls silent, and not used again', async () => {
    const master = await Master.open(web);
    const { connect } = setUp();
    const connection = await connect(web);
    const channel = await connection.exec('echo $PPID; read x');
    const pid = Number(await firstLine(channel));
    channel.stdout.resume();
    channel.stderr.resume();
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await channel.end).lost?.message).toContain(
        'nothing was received for 2 s over the connection of your ssh',
      );
      expect(existsSync(master.path)).toBe(true);
      const before = logins(web);
      expect((await readAll(await (await connect(web)).exec('echo here'))).stdout).toBe('here\n');
      expect(logins(web)).toBe(before + 1);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it('survives idle readers, whose answers keep it alive', async () => {
    const master = await Master.open(web);
    const connection = await setUp().connect(web);
    const channel = await connection.exec('echo up; sleep 4; echo done');
    expect((await readAll(channel)).stdout).toBe('up\ndone\n');
    expect(master.isAlive).toBe(true);
  });

  it('lets a slow reader wait, and others read on', async () => {
    await Master.open(web);
    const connection = await setUp().connect(web);
    const slow = await connection.exec('head -c 20000000 /dev/zero; echo sent >&2');
    const before = process.memoryUsage().arrayBuffers;
    expect((await readAll(await connection.exec('head -c 5000000 /dev/zero'))).stdout.length).toBe(5_000_000);
    expect(slow.stderr.readableLength).toBe(0);
    expect(slow.stdout.readableLength).toBeLessThanOrEqual(2 << 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
    expect((await readAll(slow)).stdout.length).toBe(20_000_000);
  });

  it('leads through a jump host, which needs no login either', async () => {
    await Master.open(jump);
    const before = [logins(jump), logins(web)];
    const { stdout } = await readAll(
      await (await setUp().connect(web, jump)).exec('head -c 3000000 /dev/zero'),
    );
    expect(stdout.length).toBe(3_000_000);
    expect([logins(jump), logins(web)]).toEqual([before[0], before[1]! + 1]);
  });

  it('to the host itself needs no jump host', async () => {
    await Master.open(web);
    const before = logins(jump);
    expect((await readAll(await (await setUp().connect(web, jump)).exec('echo here'))).stdout).toBe('here\n');
    expect(logins(jump)).toBe(before);
  });

  it('stays open if we leave while channels are being opened', async () => {
    const master = await Master.open(web);
    const connection = await setUp().connect(web);
    const channel = await connection.exec('echo $PPID; read x');
    const session = Number(await firstLine(channel));
    process.kill(session, 'SIGSTOP');
    const opening = Promise.allSettled([connection.exec('true'), connection.exec('true')]);
    const closing = transports.splice(0)[0]!.close();
    await opening;
    process.kill(session, 'SIGCONT');
    await closing;
    expect((await readAll(await (await setUp().connect(web)).exec('echo alive'))).stdout).toBe('alive\n');
    expect([master.isAlive, master.stderr]).toEqual([true, '']);
  });

  it('is not used if its socket belongs to another user', async ({ skip }) => {
    if (process.getuid!() !== 0) skip('needs root');
    const master = await Master.open(web);
    const { uid } = statSync(master.path);
    chownSync(master.path, uid + 1, 0);
    const { connect, warnings } = setUp();
    const before = logins(web);
    await connect(web);
    expect(logins(web)).toBe(before + 1);
    expect(warnings).toEqual([
      `the ControlPath ${master.path} belongs to another user; rtail logs in itself`,
    ]);
  });
});
