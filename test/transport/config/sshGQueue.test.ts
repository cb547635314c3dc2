import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runSshG, SshConfigError, type SshGQuery } from '../../../src/transport/config/sshG.ts';
import { SshGQueue } from '../../../src/transport/config/sshGQueue.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-ssh-g-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const configFile = join(folder, "it's a config");
writeFileSync(configFile, 'Host web-*\n  User deploy\n  Port 2222\nHost web-7\n  HostName %h.internal\n');

const query = (address: string, changes: Partial<SshGQuery> = {}): SshGQuery => ({
  address,
  user: null,
  port: null,
  through: 'configured',
  configFile,
  env: process.env,
  ...changes,
});

describe.runIf(spawnSync('ssh', ['-V']).status === 0)('many hosts are asked about together', () => {
  test('each gets the answer that it gets alone, however many there are', async () => {
    const queries = Array.from({ length: 11 }, (_, n) =>
      query(`web-${n}`, { user: n % 2 ? 'an na' : null, through: n % 3 ? { jump: 'gate' } : 'configured' }),
    );
    const queue = new SshGQueue();
    const together = await Promise.all(queries.map(each => queue.ask(each)));
    expect(together).toEqual(await Promise.all(queries.map(runSshG)));
    expect(together[7]!.get('hostname')).toEqual(['web-7.internal']);
  });

  test('one that ssh refuses is told why, and takes nothing from the others', async () => {
    const bad = join(folder, 'bad');
    writeFileSync(bad, 'NoSuchKeyword yes\n');
    const queries = Array.from({ length: 9 }, (_, n) =>
      query(`web-${n}`, n === 4 ? { configFile: bad } : {}),
    );
    const queue = new SshGQueue();
    const answers = await Promise.allSettled(queries.map(each => queue.ask(each)));
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(queries.map((_, n) => n !== 4));
    expect(answers[4]).toMatchObject({ reason: expect.any(SshConfigError) });
  });
});

test('without ssh, nothing is configured', async () => {
  const env = { PATH: folder };
  const queue = new SshGQueue();
  const nothing = await Promise.all(
    Array.from({ length: 9 }, (_, n) => queue.ask(query(`web-${n}`, { env }))),
  );
  expect(nothing).toEqual(nothing.map(() => null));
});

test('each is asked once', async () => {
  const counting = join(folder, 'ssh');
  const calls = join(folder, 'calls');
  writeFileSync(counting, `#!/bin/sh\necho call >>'${calls}'\necho "hostname $#"\n`);
  chmodSync(counting, 0o755);
  const queue = new SshGQueue();
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => queue.ask(query(`web-${n}`, { env }))),
  );
  expect(answers.every(answer => answer?.has('hostname'))).toBe(true);
  expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(30);
});

/** Writes a program named ssh that prints its last argument as the host name, with `before` run first. */
const fakeSsh = (before: string): NodeJS.ProcessEnv => {
  const bin = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh\nfor last; do :; done\nlast=\${last#*@}\n${before}\necho "hostname $last"\n`,
  );
  chmodSync(join(bin, 'ssh'), 0o755);
  return { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
};

test('answers that arrived while this process was stopped are taken', async () => {
  const env = fakeSsh('');
  const names = Array.from({ length: 9 }, (_, n) => `web-${n}`);
  const queue = new SshGQueue(500);
  const asked = names.map(name => queue.ask(query(name, { env })));
  await new Promise(resolve => setImmediate(resolve));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  const answers = await Promise.all(asked);
  expect(answers.map(answer => answer?.get('hostname'))).toEqual(names.map(name => [name]));
});

test('a late answer is not taken for that of another host', async () => {
  // Answers in spite of being given up, and all at once.
  const env = fakeSsh('sleep 0.7');
  const names = Array.from({ length: 9 }, (_, n) => `web-${n}`);
  const queue = new SshGQueue(200);
  const answers = await Promise.allSettled(names.map(name => queue.ask(query(name, { env }))));
  for (const [n, answer] of answers.entries())
    if (answer.status === 'fulfilled') expect(answer.value?.get('hostname')).toEqual([names[n]]);
  expect(answers.some(({ status }) => status === 'rejected')).toBe(true);
});
