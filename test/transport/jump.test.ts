import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/transport/transport.ts';
import { type Sshd, SshSandbox } from '../helpers/sshd.ts';
import { hostAt, know, loginAt, readAll, transportIn } from './scene.ts';

describe.each(['ssh2', 'openssh'] as const)('%s through jump hosts', kind => {
  const box = new SshSandbox();
  const key = box.key('user');
  let bastion: Sshd;
  let inner: Sshd;
  let target: Sshd;
  let transport: Transport;

  beforeAll(async () => {
    const authorized = [box.publicKey(key)];
    bastion = await box.sshd('bastion', authorized);
    inner = await box.sshd('inner', authorized);
    target = await box.sshd('target', authorized);
    know(box, bastion, inner, target);
    transport = transportIn(box, { kind });
  });

  afterAll(async () => {
    await transport.close();
    await box.close();
  });

  const login = (server: Sshd) => loginAt(server, { identities: [key] });
  const behind = (name: string, server: Sshd, ...jump: Sshd[]) =>
    hostAt(name, server, { identities: [key], jump: jump.map(login) });

  it('runs a command on a host behind one jump host', async () => {
    const connection = await transport.connect(behind('web-1', target, bastion));
    const channel = await connection.exec('echo out; echo err >&2; exit 3');
    expect(await readAll(channel)).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      end: { code: 3, signal: null, lost: null },
    });
    connection.close();
  });

  it('runs a command behind two jump hosts', async () => {
    const connection = await transport.connect(behind('web-2', target, bastion, inner));
    const { stdout } = await readAll(await connection.exec('echo $SSH_CONNECTION'));
    expect(stdout.trim().split(' ').pop()).toBe(String(target.port));
    connection.close();
  });

  it('logs in to the jump host once for twelve hosts', async () => {
    const own = transportIn(box, { kind });
    const before = bastion.logged('Accepted publickey').length;
    const hosts = Array.from({ length: 12 }, (_, n) => behind(`many-${n}`, target, bastion));
    const connections = await Promise.all(hosts.map(host => own.connect(host)));
    const outputs = await Promise.all(connections.map(async each => readAll(await each.exec('echo hi'))));
    expect(outputs.map(each => each.stdout)).toEqual(hosts.map(() => 'hi\n'));
    expect(bastion.logged('Accepted publickey').length - before).toBe(1);
    await own.close();
  });
});
