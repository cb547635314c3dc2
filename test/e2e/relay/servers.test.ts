import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../helpers/certificates.ts';
import { until } from '../../helpers/fleet-process.ts';
import { RedisServer, redisProblem, startSentinel, writeAcl } from '../../helpers/redis.ts';
import { type Running, rtail, startRtail } from '../../helpers/run.ts';
import { createSandbox, type Sandbox } from '../../helpers/sandbox.ts';
import { programPath } from '../syslog/rsyslog.ts';

const problem = redisProblem();
const skipped = problem === null ? '' : ` (skipped: ${problem})`;

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `2026-11-20T10:00:00Z line ${from + index}\n`).join('');

let box: Sandbox;
let log: string;
const running: Running[] = [];
const servers: RedisServer[] = [];

const start = (...args: readonly string[]): Running => {
  const one = startRtail(args, { home: box.dir, limitMs: 60_000 });
  running.push(one);
  return one;
};

beforeEach(() => {
  box = createSandbox();
  log = join(box.dir, 'app.log');
  writeFileSync(log, numbered(1, 50));
});

afterEach(async () => {
  for (const one of running.splice(0)) one.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.kill();
  box[Symbol.dispose]();
});

const openssl = programPath('openssl') === null ? ' (skipped: no openssl here)' : '';

describe.skipIf(problem !== null || openssl !== '')(`Redis over TLS${skipped}${openssl}`, () => {
  /** The users as given in the documentation, with a password. */
  const documented = (): string[] => {
    const page = readFileSync(new URL('../../../docs/relay.md', import.meta.url), 'utf8');
    return [...page.matchAll(/^user (.*)$/gm)].map(([, user]) => user!.replace('SECRET', 'secret'));
  };
  /** A relay limited to one project, as the documentation describes it. */
  const relayOf = (user: string, project: string): string =>
    user
      .replace('relay', `${project}-relay`)
      .replace('~{rt:*', `~{rt:*}:${project}/* ~{rt:dir}:projects ~{rt:dir}:relays`);
  let pem: Certificates;
  let redis: RedisServer;
  let args: readonly string[];

  beforeEach(async () => {
    pem = makeCertificates(join(box.dir, 'pem'));
    const [relay, reader] = documented() as [string, string];
    const users = ['default on nopass ~* &* +@all', relay, relayOf(relay, 'other'), reader];
    const acl = writeAcl(join(box.dir, 'redis'), users);
    redis = await RedisServer.start(join(box.dir, 'redis'), ['--aclfile', acl], pem);
    servers.push(redis);
    const password = join(box.dir, 'password');
    writeFileSync(password, 'secret\n', { mode: 0o600 });
    args = [
      '--redis-ca',
      pem.ca,
      '--redis-cert',
      pem.cert,
      '--redis-key',
      pem.key,
      '--redis-password-file',
      password,
    ];
  });

  const as = (user: string): string => redis.url.replace('//', `//${user}@`);

  test('relay and reader log in as the documented users, each with access only to what it needs', async () => {
    const shop = start('relay', ...args, '--lease', '1s', '--project', 'shop', as('relay'), log);
    const other = start('relay', ...args, '--lease', '1s', '--project', 'other', as('other-relay'), log);
    for (const relay of [shop, other]) await relay.sees('published by this relay');
    const reader = start('-F', ...args, '-n', '+1', `${as('shop')}/shop`);
    await reader.sees('line 50');
    appendFileSync(log, numbered(51, 60));
    await reader.sees('line 60');
    expect(reader.stdout().toString('utf8')).toBe(numbered(1, 60));
    const denied = await rtail([...args, '-n', '1', `${as('shop')}/other`], { home: box.dir });
    expect(denied.stderr.toString('utf8')).toMatch(/NOPERM.*docs\/relay\.md/s);
    expect(denied.code).toBe(4);
    const list = await rtail(['list', ...args, `${as('shop')}/shop`], { home: box.dir });
    expect(list.stdout.toString('utf8')).toContain('/shop/');
    expect(shop.stderr().toString('utf8') + other.stderr().toString('utf8')).not.toContain('waiting');
  });

  test('reports refusals and what to do about them: an unknown authority, a missing certificate or file, plain text', async () => {
    const plain = redis.url.replace('rediss', 'redis');
    const refused = async (url: string, options: readonly string[], advice: RegExp): Promise<void> => {
      const { code, stderr } = await rtail([...options, '-n', '1', `${url}/shop/*:*`], { home: box.dir });
      expect(stderr.toString('utf8')).toMatch(advice);
      expect(code).toBe(4);
    };
    await Promise.all([
      refused(redis.url, ['--redis-cert', pem.cert, '--redis-key', pem.key], /not trusted.*--redis-ca/s),
      refused(redis.url, ['--redis-ca', pem.ca], /requires? a client certificate.*--redis-cert/s),
      refused(redis.url, ['--redis-ca', '/nowhere.pem'], /--redis-ca: .*\/nowhere\.pem/),
      refused(plain, [], /try rediss:\/\//),
    ]);
  });
});

describe.skipIf(problem !== null)(`Redis behind a sentinel${skipped}`, () => {
  test('a replica takes over from a killed master, and each line arrives once', async () => {
    const master = await RedisServer.start(join(box.dir, 'a'));
    servers.push(master);
    const replica = await RedisServer.start(join(box.dir, 'b'), [
      '--replicaof',
      '127.0.0.1',
      `${master.port}`,
    ]);
    servers.push(replica);
    const sentinel = await startSentinel(join(box.dir, 's'), 'logs', master);
    servers.push(sentinel);
    await until(
      async () =>
        (await sentinel.cli('SENTINEL', 'REPLICAS', 'logs')).includes(`${replica.port}`) ? true : null,
      30_000,
      () => 'the sentinel to see the replica',
    );
    const url = `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/logs`;
    const relay = start('relay', '--lease', '1s', url, log);
    await relay.sees('published by this relay');
    const reader = start('-F', '-n', '+1', url);
    await reader.sees('line 50');
    await master.kill();
    appendFileSync(log, numbered(51, 60));
    await reader.sees('line 60', 30_000);
    expect(await replica.cli('ROLE')).toMatch(/^master/);
    expect(reader.stdout().toString('utf8')).toBe(numbered(1, 60));
    expect(reader.stderr().toString('utf8')).not.toContain('gap');
    // As a client without a password would.
    await sentinel.cli('ACL', 'SETUSER', 'asks', 'on', '>secret', '+@all');
    await sentinel.cli('ACL', 'SETUSER', 'default', '-sentinel');
    const denied = await rtail(['-n', '1', url], { home: box.dir });
    expect(denied.stderr.toString('utf8')).toMatch(
      /the sentinel at .*NOPERM.*--redis-sentinel-password-file/s,
    );
    const login = { RTAIL_REDIS_SENTINEL_PASSWORD: 'secret' };
    const asked = await rtail(['--redis-sentinel-user', 'asks', '-n', '1', url], {
      home: box.dir,
      env: login,
    });
    expect(asked.stdout.toString('utf8')).toBe(numbered(60, 60));
    await sentinel.cli('ACL', 'SETUSER', 'default', '+@all');
    const wrong = await rtail(['-n', '1', url.replace('/logs', '/none')], { home: box.dir });
    expect(wrong.stderr.toString('utf8')).toContain('does not know a master named none');
  });
});
