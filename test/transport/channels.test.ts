import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Channel, Transport } from '../../src/transport/transport.ts';
import { type Sshd, SshSandbox } from '../helpers/sshd.ts';
import { hostAt, know, loginAt, readAll, transportIn, troubleOf } from './scene.ts';

const box = new SshSandbox();
const key = box.key('user');
const transports: Transport[] = [];
let web: Sshd;
let narrow: Sshd;
let busy: Sshd;
let jump: Sshd;

beforeAll(async () => {
  const authorized = [box.publicKey(key)];
  web = await box.sshd('web', authorized, 'RekeyLimit 2M');
  narrow = await box.sshd('narrow', authorized, 'MaxSessions 2');
  busy = await box.sshd('busy', authorized, 'MaxStartups 4:50:12');
  jump = await box.sshd('jump', authorized);
  know(box, web, narrow, busy, jump);
});
afterEach(async () => {
  await Promise.all(transports.splice(0).map(each => each.close()));
});
afterAll(() => box.close());

const transport = (options: Parameters<typeof transportIn>[1] = {}) => {
  const made = transportIn(box, options);
  transports.push(made);
  return made;
};
const login = (server: Sshd) => loginAt(server, { identities: [key] });
const host = (server: Sshd, name = 'web', ...jumps: Sshd[]) =>
  hostAt(name, server, { identities: [key], jump: jumps.map(login) });

const firstLine = async (channel: Channel): Promise<string> => {
  const [chunk] = await once(channel.stdout, 'data');
  return String(chunk).trim();
};

/** Polls until this holds. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 400) throw new Error('it never came true');
    await sleep(25);
  }
};
const runs = (pid: string): boolean => {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
};

describe.each(['ssh2', 'openssh'] as const)('channels by %s', kind => {
  const connect = (server: Sshd, ...jumps: Sshd[]) =>
    transport({ kind }).connect(host(server, 'web', ...jumps));

  it('deliver all output, even if the exit status arrives before its end', async () => {
    const channel = await (await connect(web, jump)).exec('head -c 12000000 /dev/zero; exit 7');
    await sleep(300);
    const { stdout, end } = await readAll(channel);
    expect(stdout.length).toBe(12_000_000);
    expect(end).toEqual({ code: 7, signal: null, lost: null });
  });

  it('deliver all of stderr besides stdout', async () => {
    const channel = await (await connect(web)).exec('head -c 5000000 /dev/zero >&2; echo done');
    const { stdout, stderr } = await readAll(channel);
    expect([stdout, stderr.length]).toEqual(['done\n', 5_000_000]);
  });

  it('preserve bytes', async () => {
    const channel = await (await connect(web)).exec(String.raw`printf '\000\377\r\n\303'`);
    expect((await readAll(channel)).stdout).toBe('\0\xff\r\n\xc3');
  });

  it('send the input, then heartbeats, and keep stdin open', async () => {
    const channel = await (await connect(web)).exec('read a; read b; echo "$a|$b|"; read c; echo never', {
      input: 'first\n',
      heartbeatMs: 30_000,
    });
    expect(await firstLine(channel)).toBe('first||');
    channel.close();
    expect((await channel.end).lost).toBeNull();
  });

  it('close, and the remote command sees the end of its stdin', async () => {
    const connection = await connect(web, jump);
    const channel = await connection.exec('echo $$; exec 3<&0 </dev/null; while read -r x; do :; done <&3');
    const pid = await firstLine(channel);
    channel.close();
    channel.close();
    expect(await channel.end).toMatchObject({ lost: null });
    await until(() => !runs(pid));
  });

  it('end with a failure when the server’s session dies', async () => {
    const connection = await connect(web, jump);
    const channel = await connection.exec('echo $PPID; read x');
    const pid = Number(await firstLine(channel));
    channel.stdout.resume();
    channel.stderr.resume();
    process.kill(pid, 'SIGKILL');
    expect((await channel.end).lost).toMatchObject({ kind: 'lost', host: 'web' });
    expect(await connection.lost).toMatchObject({ kind: 'lost', host: 'web', final: false });
    expect((await troubleOf(connection.exec('true'))).kind).toBe('lost');
  });

  it('end with the jump host’s failure when that dies', async () => {
    const connection = await connect(web, jump);
    const channel = await connection.exec('echo up; read x');
    await firstLine(channel);
    channel.stdout.resume();
    channel.stderr.resume();
    for (const pid of jump.sessions()) process.kill(pid, 'SIGKILL');
    expect((await channel.end).lost).toMatchObject({ kind: 'lost' });
    await connection.lost;
  });

  it('detect that the server has fallen silent', async () => {
    const sshConfigFile = box.write(
      `alive-${kind}`,
      `Host *\n UserKnownHostsFile ${box.dir}/known_hosts\n ServerAliveInterval 1\n ServerAliveCountMax 2\n`,
    );
    const connection = await transport({ kind, sshConfigFile }).connect(host(web));
    const channel = await connection.exec('echo $PPID; read x');
    const pid = Number(await firstLine(channel));
    channel.stdout.resume();
    channel.stderr.resume();
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await channel.end).lost).toMatchObject({ kind: 'lost', host: 'web' });
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it('buffer a bounded amount of unread data', async () => {
    const channel = await (await connect(web)).exec('head -c 20000000 /dev/zero; echo sent >&2');
    let sent = false;
    channel.stderr.once('data', () => {
      sent = true;
    });
    await sleep(1_000);
    expect(sent).toBe(false);
    expect(channel.stdout.readableLength).toBeLessThan(5_000_000);
    expect((await readAll(channel)).stdout.length).toBe(20_000_000);
  });

  it('are available for eleven logs on a server that allows two at a time', async () => {
    const connection = await connect(narrow);
    const channels = await Promise.all(
      Array.from({ length: 11 }, (_, n) => connection.exec(`echo ${n}; read x`)),
    );
    expect(await Promise.all(channels.map(firstLine))).toEqual(channels.map((_, n) => String(n)));
    for (const channel of channels) channel.close();
    await Promise.all(channels.map(channel => channel.end));
  });

  it('beyond what one connection allows keep their stderr to themselves', async () => {
    const connection = await connect(narrow);
    const channels = await Promise.all(
      Array.from({ length: 4 }, () => connection.exec('echo ready; read x')),
    );
    await Promise.all(channels.map(firstLine));
    for (const channel of channels) channel.send('\n');
    const ends = await Promise.all(channels.map(readAll));
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '', '']);
  });

  it('end, with their processes, when the transport is closed', async () => {
    const made = transport({ kind });
    const channel = await (await made.connect(host(web, 'web', jump))).exec('echo $$; read x');
    const pid = await firstLine(channel);
    channel.stdout.resume();
    channel.stderr.resume();
    await made.close();
    await until(() => !runs(pid));
    await until(() => jump.sessions().length === 0);
    expect((await troubleOf(made.connect(host(web)))).kind).toBe('cancelled');
  });
});

describe('channels by ssh2', () => {
  it('ask about an unknown host key once, through many rekeys', async () => {
    const knownHosts = [`${box.dir}/rekeyed`];
    let questions = 0;
    const prompter = {
      ask: async () => {
        questions += 1;
        return ['yes'];
      },
    };
    const connection = await transport({ prompter }).connect({ ...host(web), knownHosts });
    const { stdout } = await readAll(await connection.exec('head -c 12000000 /dev/zero'));
    expect([stdout.length, questions]).toEqual([12_000_000, 1]);
  });

  it('reserve two channels on each connection for short commands', async () => {
    const connection = await transport().connect(host(web));
    const before = web.logged('Accepted publickey').length;
    const logs = await Promise.all(Array.from({ length: 8 }, () => connection.exec('read x')));
    expect((await readAll(await connection.exec('echo hi', { purpose: 'control' }))).stdout).toBe('hi\n');
    expect(web.logged('Accepted publickey').length - before).toBe(0);
    const ninth = await connection.exec('read x');
    expect(web.logged('Accepted publickey').length - before).toBe(1);
    for (const channel of [...logs, ninth]) channel.close();
  });

  it('use one connection for a host that is requested twice, until both are closed', async () => {
    const made = transport();
    const [one, two] = await Promise.all([made.connect(host(web)), made.connect(host(web))]);
    one.close();
    one.close();
    expect((await readAll(await two.exec('echo hi'))).stdout).toBe('hi\n');
    expect((await troubleOf(one.exec('true'))).kind).toBe('lost');
    two.close();
    expect(await two.lost).toMatchObject({ kind: 'lost' });
  });

  it('reach forty hosts through a server that drops handshakes when busy', async () => {
    const made = transport({ connectTimeoutMs: 30_000 });
    const hosts = Array.from({ length: 40 }, (_, n) => host(busy, `web-${n}`));
    const outputs = await Promise.all(
      hosts.map(async each => {
        const connection = await made.connect(each);
        return (await readAll(await connection.exec('echo hi'))).stdout;
      }),
    );
    expect(outputs).toEqual(hosts.map(() => 'hi\n'));
  }, 120_000);

  it('report each change of state', async () => {
    const made = transport();
    const seen: string[] = [];
    const stop = made.onProgress(({ host: name, state }) => seen.push(`${name} ${state}`));
    const connection = await made.connect(host(web, 'web', jump));
    connection.close();
    await connection.lost;
    stop();
    const of = (name: string) => seen.filter(each => each.startsWith(name)).map(each => each.split(' ')[1]);
    expect(of('127.0.0.1')).toEqual(['waiting', 'dialling', 'authenticating', 'connected']);
    expect(of('web')).toEqual(['waiting', 'waiting', 'dialling', 'authenticating', 'connected', 'closed']);
  });
});
