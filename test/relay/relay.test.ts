import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryKey, logField, logKeys } from '../../src/core/relay/names.ts';
import { parseScheme } from '../../src/core/sourceSchemes.ts';
import { createRelayKind } from '../../src/relay/read/relayKind.ts';
import { until } from '../helpers/fleet-process.ts';
import { RedisServer, redisProblem, writeAcl } from '../helpers/redis.ts';
import { type Running, rtail, startRtail } from '../helpers/run.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';
import { source } from '../ui/helpers/feed.ts';

const problem = redisProblem();

const ANY_SOURCE = source(0, 'local', 'redis');

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `2026-11-20T10:00:00Z line ${from + index}\n`).join('');

describe.skipIf(problem !== null)(
  `a relay and its readers${problem === null ? '' : ` (skipped: ${problem})`}`,
  () => {
    let box: Sandbox;
    let redis: RedisServer;
    let log: string;
    const running: Running[] = [];

    const start = (...args: readonly string[]): Running => {
      const one = startRtail(args, { home: box.dir, limitMs: 60_000 });
      running.push(one);
      return one;
    };
    const relay = (...args: readonly string[]): Running =>
      start('relay', '--lease', '1s', ...args, redis.url, log);
    const read = async (...args: readonly string[]) => {
      const { stdout, stderr, code } = await rtail(args, { home: box.dir });
      return { out: stdout.toString('utf8'), err: stderr.toString('utf8'), code };
    };
    const end = async (one: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
      one.kill(signal);
      await one.done;
    };

    beforeAll(async () => {
      box = createSandbox();
      const acl = writeAcl(join(box.dir, 'redis'), [
        'default on nopass ~* &* +@all',
        'shop on >secret resetchannels %R~{rt:*}:shop/* +xread +xrange +xrevrange +hmget +hgetall +ping +hello',
      ]);
      redis = await RedisServer.start(join(box.dir, 'redis'), ['--aclfile', acl]);
      log = join(box.dir, 'app.log');
      writeFileSync(log, numbered(1, 50));
    });

    afterAll(async () => {
      for (const one of running) one.kill('SIGKILL');
      await redis?.kill();
      box?.[Symbol.dispose]();
    });

    test('lines are read once, through a rotation, a killed relay and a Redis that loses its tail', async () => {
      const first = relay();
      await first.sees('published by this relay');
      const reader = start('-F', '-n', '+1', redis.url);
      await reader.sees('line 50');
      appendFileSync(log, numbered(51, 60));
      await reader.sees('line 60');
      renameSync(log, `${log}.1`);
      writeFileSync(log, numbered(61, 70));
      await reader.sees('line 70', 20_000);
      await end(first, 'SIGKILL');
      appendFileSync(log, numbered(71, 80));
      const second = relay();
      await reader.sees('line 80', 20_000);
      await redis.kill();
      expect(await redis.restartWithout(600)).toBe(600);
      appendFileSync(log, numbered(81, 90));
      await reader.sees('line 90', 20_000);
      await end(second);
      await end(reader);
      expect(reader.stdout().toString('utf8')).toBe(numbered(1, 90));
      expect(reader.stderr().toString('utf8')).toContain('rotated');
      expect(reader.stderr().toString('utf8')).not.toContain('gap');
    });

    test.each([
      ['the last lines', ['-n', '3'], numbered(88, 90)],
      ['from a line', ['-n', '+89'], numbered(89, 90)],
      ['the last bytes', ['-c', '8'], 'line 90\n'],
      ['the matches of all that is kept', ['-g', 'line 8[05]$'], numbered(80, 80) + numbered(85, 85)],
      ['the last of the matches', ['-g', 'line [0-9]$', '--last', '2'], numbered(8, 9)],
      ['everything since a time', ['--since', '2026-11-20T09:00:00Z', '--head', '2'], numbered(1, 2)],
      ['nothing since a later time', ['--since', '2026-11-20T11:00:00Z'], ''],
    ])('%s', async (_title, args, expected) => {
      expect((await read(...args, `${redis.url}/default/${hostname()}:*.log`)).out).toBe(expected);
    });

    test('--tee --resume continues at the exact byte, with lines written in the meantime', async () => {
      const again = relay();
      await again.sees('published by this relay');
      const folder = join(box.dir, 'saved');
      const args = ['-F', '-n', '+1', '--tee', folder, '--resume', redis.url];
      const before = start(...args);
      await before.sees('line 90');
      await end(before);
      appendFileSync(log, numbered(91, 95));
      const after = start(...args);
      await after.sees('line 95');
      expect(after.stderr().toString()).toMatch(/--resume: .*: continuing where it stopped/);
      expect(after.stderr().toString()).not.toContain('no positions');
      await end(after);
      await end(again);
      const { out } = await read('--replay', folder, '-o', 'raw');
      expect(out).toBe(numbered(1, 95));
    });

    test('lines trimmed before they were read are a gap of exactly their size', async () => {
      const big = join(box.dir, 'big.log');
      writeFileSync(big, 'start\n');
      const publisher = start('relay', '--keep', '1M', '--lease', '1s', '--project', 'shop', redis.url, big);
      await publisher.sees('published by this relay');
      const reader = start('-F', '-n', '+1', '-o', 'json', `${redis.url}/shop`);
      await reader.sees('start');
      reader.kill('SIGSTOP');
      const lines = Array.from({ length: 40_000 }, (_, index) => `${index} ${'x'.repeat(90)}\n`).join('');
      appendFileSync(big, lines);
      const stream = await streamOf(redis, 'shop');
      await until(
        async () => {
          const first = await redis.cli('XRANGE', stream, '-', '+', 'COUNT', '1');
          const last = await redis.cli('XREVRANGE', stream, '+', '-', 'COUNT', '1');
          return !first.startsWith('1-0') && last.startsWith(`1-${6 + lines.length}`) ? true : null;
        },
        20_000,
        () => 'the last line, and the trim',
      );
      reader.kill('SIGCONT');
      await reader.sees('"39999 x', 20_000);
      await end(reader);
      await end(publisher);
      const printed = reader
        .stdout()
        .toString('utf8')
        .trim()
        .split('\n')
        .map(row => JSON.parse(row));
      const gaps = printed.filter(({ marker }) => marker === 'gap');
      expect(gaps).toHaveLength(1);
      const bytes = printed.reduce((sum, { text, marker }) => (marker ? sum : sum + text.length + 1), 0);
      expect(gaps[0].bytes).toBe(6 + lines.length - bytes);
      expect(gaps[0].bytes).toBeGreaterThan(1_000_000);
    });

    test('a user of one project can read it, and sees no other', async () => {
      const url = redis.url.replace('//', '//shop:secret@');
      expect((await read('-n', '1', `${url}/shop`)).code).toBe(0);
      const denied = await read('-n', '1', `${url}/default`);
      expect(denied.code).toBe(4);
      expect(denied.err).toContain('NOPERM');
      const wrong = await read('-n', '1', `${redis.url.replace('//', '//shop:other@')}/shop`);
      expect(wrong.err).toContain('--redis-user');
      expect(wrong.err).not.toContain('other');
    });

    test('the picker lists the published logs that are visible, including those published later', async () => {
      const seen = async (url: string, expected: readonly string[]): Promise<void> => {
        const parsed = parseScheme(url);
        if (!parsed?.ok) throw new TypeError(url);
        const kind = createRelayKind(({ address }) => ({
          address,
          sentinelLogin: { user: null, password: null },
          ...{ ca: null, cert: null, key: null },
        }));
        const end = new AbortController();
        let listed: readonly string[] = [];
        const listing = kind.offers!(
          { ...ANY_SOURCE, place: parsed.place },
          {
            signal: end.signal,
            found: logs => {
              listed = logs.map(({ name }) => name);
            },
            failed: ({ message }) => {
              listed = [message];
            },
          },
        );
        await until(
          () => (isDeepStrictEqual(listed.toSorted(), expected.toSorted()) ? true : null),
          10_000,
          () => `${expected}, not ${listed}`,
        );
        end.abort();
        await listing;
      };
      const all = [
        `${redis.url}/default/${hostname()}:${log}`,
        `${redis.url}/shop/${hostname()}:${box.dir}/big.log`,
      ];
      await seen(redis.url, all);
      await seen(`${redis.url}/shop/other:log`, [all[1]!, all[0]!]);
      const shop = redis.url.replace('//', '//shop:secret@');
      await seen(`${shop}/shop`, [all[1]!.replace('//', '//shop:***@')]);
      await seen(`${shop}/default`, [
        `${redis.url}: NOPERM this user has no permissions to access one of the keys used as arguments`,
      ]);
      await redis.cli(
        'HSET',
        directoryKey('shop'),
        'mail:smtp',
        JSON.stringify({ condition: 'live', at: Date.now() }),
      );
      await seen(
        `${shop}/shop/mail:smtp`,
        [all[1]!, `${redis.url}/shop/mail:smtp`].map(url => url.replace('//', '//shop:***@')),
      );
      await redis.cli('HDEL', directoryKey('shop'), 'mail:smtp');
    });

    test.each([
      ['a policy that evicts', ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'], 'noeviction'],
      ['the required policy', ['CONFIG', 'SET', 'maxmemory-policy', 'noeviction'], 'published by this relay'],
    ])('%s', async (_title, setting, expected) => {
      await redis.cli(...setting);
      const one = relay();
      await one.sees(expected);
      await end(one);
    });

    test('a full Redis slows the log down, and nothing is lost', async () => {
      const one = relay();
      await one.sees('published by this relay');
      const used = Number(/used_memory:(\d+)/.exec(await redis.cli('INFO', 'memory'))![1]);
      await redis.cli('CONFIG', 'SET', 'maxmemory', String(Math.max(1, used - 1_000_000)));
      const reader = start('-F', '-n', '0', `${redis.url}/default`);
      await until(
        () => (reader.stderr().length >= 0 ? true : null),
        5000,
        () => 'the reader',
      );
      appendFileSync(log, numbered(96, 99));
      await one.sees('waiting: OOM Redis is full (maxmemory); give Redis more memory');
      await redis.cli('CONFIG', 'SET', 'maxmemory', '0');
      await one.sees('accepts it again');
      await end(one);
      await end(reader);
      expect((await read('-n', '4', `${redis.url}/default`)).out).toBe(numbered(96, 99));
    });

    test('notices at the start name their log as later ones do', async () => {
      const files = ['one', 'two'].map(name => join(box.dir, `${name}.log`));
      for (const file of files) writeFileSync(file, `a line of ${file}\n`);
      const publisher = start('relay', '--lease', '1s', '--project', 'labels', redis.url, ...files);
      const reader = start('-F', '-n', '+1', `${redis.url}/labels`);
      for (const file of files) await reader.sees(`a line of ${file}\n`);
      await end(reader);
      await end(publisher);
      const { out, err } = await read('-n', '1', `${redis.url}/labels`);
      expect(out.split('\n').toSorted()).toEqual([
        '',
        `one.log | a line of ${files[0]}`,
        `two.log | a line of ${files[1]}`,
      ]);
      const stopped = 'its relay was stopped: no new lines are published';
      expect(err).toBe(`rtail: one.log: ${stopped}\nrtail: two.log: ${stopped}\n`);
    });

    test('a Redis that lost everything is sent the last published part again, and readers continue at the exact byte', async () => {
      const publisher = relay();
      await publisher.sees('published by this relay');
      const reader = start('-F', '-n', '2', `${redis.url}/default`);
      await reader.sees('line 99');
      // A place is remembered at each renewal of the lease.
      for (let renewals = 0; renewals < 2; renewals++) {
        const before = await redis.cli('HVALS', '{rt:dir}:relays');
        await until(
          async () => ((await redis.cli('HVALS', '{rt:dir}:relays')) === before ? null : true),
          10_000,
          () => 'a renewal',
        );
      }
      await redis.cli('FLUSHALL');
      appendFileSync(log, numbered(100, 105));
      await reader.sees('line 105', 20_000);
      await end(reader);
      await end(publisher);
      expect(reader.stdout().toString('utf8')).toBe(numbered(98, 105));
      expect(reader.stderr().toString('utf8')).not.toContain('gap');
    });

    test('rtail list and completion know the logs that a URL names; list reports keys of the wrong type', async () => {
      const name = { project: 'default', host: 'web-1', log: '/x.log' };
      const { stream } = logKeys(name);
      const row = JSON.stringify({ condition: 'live', relay: 'r', at: Date.now() });
      await redis.cli('HSET', directoryKey('default'), logField(name), row);
      await redis.cli('SET', stream, 'x');
      const [one, all, completed] = await Promise.all([
        read('list', `${redis.url}/def*/web-*:*`),
        read('list', redis.url),
        read('__complete', 'operands', `${redis.url}/default/w`, '-F'),
      ]);
      expect(completed.out).toBe(`${redis.url}/default/web-1:/x.log\tlive\n`);
      expect(one.out).toMatch(/^redis:\S+web-1:\S+ +WRONGTYPE .*remove those.*\n$/);
      expect(one.code).toBe(3);
      expect(all.out).toContain('app.log');
      expect(all.out).toContain('WRONGTYPE');
    });

    test.each([
      ['no such server', ['redis://127.0.0.1:1/x/y:z'], 4, 'ECONNREFUSED'],
      ['no such log', ['/default/nobody:app'], 4, 'no log named'],
      ['no source', ['relay'], 2, 'no Redis server given'],
    ])('%s', async (_title, args, code, text) => {
      const ended = await read(...args.map(arg => (arg.startsWith('/') ? `${redis.url}${arg}` : arg)));
      expect(ended.err).toContain(text);
      expect(ended.code).toBe(code);
    });
  },
);

const streamOf = async (redis: RedisServer, project: string): Promise<string> =>
  (await redis.cli('KEYS', `*${project}/*:s`)).split('\n')[0]!;
