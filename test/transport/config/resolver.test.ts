import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseJumpList } from '../../../src/transport/config/jumpList.ts';
import { RouteResolver } from '../../../src/transport/config/resolver.ts';
import { parseSshSettings } from '../../../src/transport/config/sshG.ts';
import { refuseUnsupported } from '../../../src/transport/ssh2/unsupported.ts';
import { SshSandbox } from '../../helpers/sshd.ts';
import { hostAt, loginAt, troubleOf } from '../scene.ts';

const box = new SshSandbox();
afterAll(() => box.close());

const resolve = (
  config: string | Buffer,
  host: Parameters<RouteResolver['route']>[0],
  env: NodeJS.ProcessEnv = {},
) =>
  new RouteResolver({
    env: { PATH: process.env['PATH'], HOME: box.home, ...env },
    home: box.home,
    sshConfigFile: box.write('config', config),
  }).route(host);

const alias = (address: string, rest = {}) =>
  hostAt(address, { port: 0 }, { address, port: null, jump: null, ...rest });
const names = async (config: string, host: Parameters<RouteResolver['route']>[0]) =>
  (await resolve(config, host)).map(hop => `${hop.user}@${hop.hostName}:${hop.port}`);

describe('routes from the ssh configuration', () => {
  it.each([
    [
      'HostName, User and Port',
      'Host web\n HostName 10.0.0.7\n User deploy\n Port 2200',
      ['deploy@10.0.0.7:2200'],
    ],
    ['tokens', 'Host web\n HostName %h.shop.example\n User u', ['u@web.shop.example:22']],
    ['Match', 'Match originalhost web\n User m', ['m@web:22']],
    ['ProxyJump', 'Host web\n User u\n ProxyJump b@bastion:2222', ['b@bastion:2222', 'u@web:22']],
    [
      'several jumps, and the ProxyJump of the first',
      'Host *\n User u\nHost web\n ProxyJump one,two\nHost one two\n ProxyJump zero',
      ['u@zero:22', 'u@one:22', 'u@two:22', 'u@web:22'],
    ],
    ['ProxyJump none', 'Host web\n ProxyJump none\nHost *\n User u\n ProxyJump b', ['u@web:22']],
  ])('honours %s', async (_, config, expected) => {
    expect(await names(config, alias('web'))).toEqual(expected);
  });

  it('give precedence to the inventory: user, port, jump hosts, keys and known hosts', async () => {
    const config =
      'Host * !b\n User u\n Port 99\n ProxyJump b\n IdentityFile ~/.ssh/other\n UserKnownHostsFile ~/.ssh/k';
    const [jump, hop, ...rest] = await resolve(
      config,
      alias('web', {
        user: 'deploy',
        port: 2200,
        identities: ['~/key'],
        knownHosts: ['~/known'],
        jump: [loginAt({ port: 22 }, { address: 'mine', user: 'me' })],
      }),
    );
    // The jump host has its own ProxyJump in the configuration, as with `ssh -J mine`.
    expect([jump.hostName, hop?.hostName, rest[0]?.hostName]).toEqual(['b', 'mine', 'web']);
    expect(rest[0]).toMatchObject({
      user: 'deploy',
      port: 2200,
      identityFiles: [join(box.home, 'key')],
      userKnownHosts: [join(box.home, 'known')],
    });
  });

  it('connect directly if the inventory says so', async () => {
    expect(await names('Host *\n User u\n ProxyJump b', alias('web', { jump: [] }))).toEqual(['u@web:22']);
  });

  it('include everything that logging in depends on', async () => {
    const config = `Host web
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes
      IdentityAgent ~/.ssh/agent.sock
      PreferredAuthentications password,publickey
      KbdInteractiveAuthentication no
      StrictHostKeyChecking accept-new
      HostKeyAlias other
      HashKnownHosts yes
      UserKnownHostsFile ~/.ssh/a /tmp/b
      ConnectTimeout 7
      ServerAliveInterval 9
      ServerAliveCountMax 2
      NumberOfPasswordPrompts 1
      Ciphers aes256-ctr,aes128-ctr
      AddressFamily inet6
      ProxyCommand nc -X %% %h %p %r`;
    const [hop] = await resolve(config, alias('web', { user: 'u' }));
    expect(hop).toMatchObject({
      identityFiles: [join(box.home, '.ssh/id_work')],
      identitiesOnly: true,
      agentSocket: join(box.home, '.ssh/agent.sock'),
      authMethods: ['password', 'publickey'],
      strictHostKeyChecking: 'accept-new',
      hostKeyAlias: 'other',
      hashKnownHosts: true,
      userKnownHosts: [join(box.home, '.ssh/a'), '/tmp/b'],
      connectTimeoutMs: 7000,
      keepalive: { intervalMs: 9000, count: 2 },
      passwordPrompts: 1,
      ciphers: ['aes256-ctr', 'aes128-ctr'],
      macs: null,
      family: 6,
      proxyCommand: 'nc -X % web 22 u',
    });
  });

  it('take the agent from the environment', async () => {
    const [hop] = await resolve('', alias('web'), { SSH_AUTH_SOCK: '/run/agent' });
    expect(hop.agentSocket).toBe('/run/agent');
    const [none] = await resolve('Host *\n IdentityAgent none', alias('web'), {
      SSH_AUTH_SOCK: '/run/agent',
    });
    expect(none.agentSocket).toBeNull();
  });

  it('never accept changed keys, whatever StrictHostKeyChecking says', async () => {
    const [hop] = await resolve('Host *\n StrictHostKeyChecking no', alias('web'));
    expect(hop.strictHostKeyChecking).toBe('accept-new');
  });

  it('fall back to plain defaults if ssh is not installed', async () => {
    const [hop] = await resolve('Host web\n Port 99', alias('web', { user: 'u' }), { PATH: '/nonexistent' });
    expect(hop).toMatchObject({
      hostName: 'web',
      port: 22,
      user: 'u',
      identityFiles: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => join(box.home, '.ssh', name)),
      userKnownHosts: [join(box.home, '.ssh/known_hosts'), join(box.home, '.ssh/known_hosts2')],
    });
  });

  it('report a configuration that ssh rejects, in ssh’s words', async () => {
    const trouble = await troubleOf(resolve('Host *\n Prot 22', alias('web')));
    expect(trouble).toMatchObject({ kind: 'config', host: 'web', final: true });
    expect(trouble.message).toMatch(/line 2: Bad configuration option: prot/i);
  });

  it.each([
    ['HostName', Buffer.from('Host web\n HostName 10.0.0.1\xe8', 'latin1'), 'HostName "10.0.0.1\ufffd"'],
    ['User', Buffer.from('Host web\n User d\xa3\xfa', 'latin1'), 'User "d\ufffd\ufffd"'],
    ['HostKeyAlias', Buffer.from('Host web\n HostKeyAlias \xff', 'latin1'), 'HostKeyAlias "\ufffd"'],
    ['ProxyJump', Buffer.from('Host web\n ProxyJump u@h\xe8', 'latin1'), 'ProxyJump "u@h\ufffd"'],
  ])('refuse a %s that is not UTF-8, naming it', async (_, config, named) => {
    const trouble = await troubleOf(resolve(config, alias('web')));
    expect(trouble).toMatchObject({ kind: 'config', host: 'web' });
    expect(trouble.message).toContain(`${named} is not UTF-8`);
  });

  it('accept names in UTF-8, and ignore a ControlPath that ssh would refuse', async () => {
    const config = `Host web\n HostName wéb\n User bøb\n ControlPath ~/%x${'f'.repeat(300)}`;
    expect(await names(config, alias('web'))).toEqual(['bøb@wéb:22']);
  });

  it('refuse a file whose name is not UTF-8 if the built-in client would have to name it', async () => {
    const config = Buffer.from('Host web\n IdentityFile /tmp/\xe9', 'latin1');
    const [hop] = await resolve(config, alias('web', { user: 'u' }));
    expect(() => refuseUnsupported(hop)).toThrow(
      'IdentityFile /tmp/\ufffd (not UTF-8), which the built-in client does not support',
    );
  });

  it('report jump hosts that form a loop', async () => {
    const trouble = await troubleOf(resolve('Host a\n ProxyJump b\nHost b\n ProxyJump a', alias('a')));
    expect(trouble).toMatchObject({ kind: 'config', message: 'its jump hosts form a loop' });
  });

  it('treat an address that looks like an option as an address', async () => {
    expect((await troubleOf(resolve('', alias('-oProxyCommand=touch pwn'))))?.kind).toBe('config');
  });
});

describe('jump lists', () => {
  it.each([
    ['none', []],
    ['a', [['a', null, null]]],
    [
      'u@a:22, b',
      [
        ['a', 22, 'u'],
        ['b', null, null],
      ],
    ],
    ['ssh://u@a:2222/', [['a', 2222, 'u']]],
    ['u@[fe80::1]:22', [['fe80::1', 22, 'u']]],
    ['fe80::1', [['fe80::1', null, null]]],
    ['u@corp.example@a', [['a', null, 'u@corp.example']]],
  ])('%s', (text, expected) => {
    expect(parseJumpList(text).map(({ address, port, user }) => [address, port, user])).toEqual(expected);
  });
});

describe('the output of ssh -G', () => {
  it('keeps every value of a repeated key', () => {
    expect(parseSshSettings('IdentityFile a\nidentityfile b c\nnonsense\n').get('identityfile')).toEqual([
      'a',
      'b c',
    ]);
  });
});
