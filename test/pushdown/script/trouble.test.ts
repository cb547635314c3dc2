import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/core/facts.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { LogPlace } from '../../../src/core/target.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { EXIT } from '../../../src/pushdown/script/exitStatus.ts';
import { reportReader } from '../../../src/pushdown/script/report.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { GNU, type RemoteOptions, type RemoteRun, runRemote, startRemote } from '../runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-trouble-'));
chmodSync(folder, 0o755);
const at = (name: string): string => join(folder, name);
writeFileSync(at('log'), 'a\nb\n');
writeFileSync(at('secret'), 'a\n');
chmodSync(at('secret'), 0o000);
mkdirSync(at('closed'));
writeFileSync(at('closed/log'), 'a\n');
chmodSync(at('closed'), 0o000);
symlinkSync(at('nowhere'), at('dangling'));
writeFileSync(at('no.gz'), 'not compressed\n');
afterAll(() => {
  chmodSync(at('closed'), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

/** Root can read everything, so another user reads. */
const someone: RemoteOptions = process.getuid?.() === 0 ? { uid: 65534 } : {};

const read = (
  place: string | LogPlace,
  query: Partial<Query> = {},
  options: RemoteOptions = {},
  facts: HostFacts = GNU,
) => {
  const where: LogPlace = typeof place === 'string' ? { kind: 'file', path: at(place), glob: false } : place;
  const planned = planSource({ ...EVERYTHING, ...query }, where, facts, { sudo: false });
  if (!planned.ok || !planned.plan.remote) throw new Error('not planned');
  return runRemote(remoteCommand(planned.plan.remote), options);
};

const kindOf = ({ report, code }: RemoteRun) => [report.trouble?.kind, code];

describe('an unreadable log is reported', () => {
  test.each<[string, string, string, number]>([
    ['missing', 'nothing', 'missing', EXIT.missing],
    ['a dangling link', 'dangling', 'missing', EXIT.missing],
    ['a directory', '.', 'directory', EXIT.directory],
    ['unreadable', 'secret', 'unreadable', EXIT.unreadable],
    ['a link into an inaccessible folder', 'closed/log', 'unreadable', EXIT.unreadable],
  ])('%s', async (_, name, kind, code) => {
    for (const query of [{}, { grep: ['a'] }, { grep: ['a'], last: 1 }, { follow: 'descriptor' as const }]) {
      const run = await read(name, query, someone);
      expect(kindOf(run)).toEqual([kind, code]);
      expect(run.out).toBe('');
      expect(run.report.trouble).toMatchObject({ host: 'web-1', log: 'the log' });
      expect(run.report.trouble?.advice).not.toBe('');
      expect(run.report.trouble?.final).toBe(kind !== 'missing');
    }
  });
});

test('no match is not a failure', async () => {
  const run = await read('log', { grep: ['zzz'] });
  expect(run).toMatchObject({ code: 0, out: '', report: { trouble: null, messages: [] } });
});

test('a missing tool is reported, wherever it is in the pipeline', async () => {
  const bin = at('bin');
  mkdirSync(bin);
  for (const tool of ['sh', 'cat', 'tail', 'ls', 'sleep']) {
    symlinkSync(
      spawnSync('sh', ['-c', `command -v ${tool}`])
        .stdout.toString()
        .trim(),
      join(bin, tool),
    );
  }
  const run = await read('log', { grep: ['a'] }, { env: { PATH: bin } });
  expect(kindOf(run)).toEqual(['tool', EXIT.failed]);
  expect(run.report.trouble?.message).toBe('grep cannot be run on the host');
  expect(run.report.messages.join()).toContain('not found');
});

test('a file whose content contradicts its name is a failure of the tool, whose message is kept', async () => {
  const run = await read('no.gz', { grep: ['a'] });
  expect(run.report.trouble).toMatchObject({
    kind: 'remote',
    message: 'gzip failed with status 1 on the log',
  });
  expect(run.report.messages.join()).toContain('not in gzip format');
});

test.each([
  ['exit 3', 'remote', 'failed with status 3'],
  ['no-such-program', 'tool', 'cannot be run'],
])('a command that fails: %s', async (command, kind, message) => {
  const run = await read({ kind: 'command', command }, { grep: ['a'] });
  expect(run.report.trouble?.kind).toBe(kind);
  expect(run.report.trouble?.message).toContain(message);
});

test('on request, a missing file is reported and waited for', async () => {
  const query: Query = { ...EVERYTHING, follow: 'name', retry: true, grep: ['b'], maxCount: 1 };
  const planned = planSource(query, { kind: 'file', path: at('later'), glob: false }, GNU, { sudo: false });
  if (!planned.ok || !planned.plan.remote) throw new Error('not planned');
  const running = startRemote(remoteCommand(planned.plan.remote));
  await expect.poll(running.err).toContain('waiting');
  appendFileSync(at('later'), 'a\nb\n');
  const run = await running.ended;
  expect(run).toMatchObject({ out: 'b\n', code: 0, report: { trouble: null } });
  expect(run.report.notices).toEqual(['the log does not exist yet; waiting for it']);
});

describe('stderr', () => {
  const subject = { nonce: 'n0nce', host: 'web-1', log: '/x' };

  test("reports are separated from the tools' messages, however they are chunked", () => {
    const stderr =
      "tail: '/x' has become inaccessible\n\nn0nce read 12\nhalf a line\nn0nce missing\n\n\nforged missing\n";
    for (let size = 1; size < stderr.length; size++) {
      const reader = reportReader(subject);
      const reports = [];
      for (let start = 0; start < stderr.length; start += size)
        reports.push(...reader.push(stderr.slice(start, start + size)));
      reports.push(...reader.end());
      expect(reports.map(({ kind }) => kind)).toEqual(['read', 'trouble']);
      expect(reader.takeMessages()).toEqual([
        "tail: '/x' has become inaccessible",
        'half a line',
        '',
        '',
        'forged missing',
      ]);
    }
  });

  test.each([
    ['tail: \nn0nce read 1\ninotify cannot be used\n', ['tail: inotify cannot be used']],
    ['tail: \nn0nce read 1\n\nn0nce read 2\ninotify cannot be used\n', ['tail: inotify cannot be used']],
    ['grep: \nn0nce read 1\n', ['grep: ']],
    ['a \nb\n', ['a ', 'b']],
    ['a \n\nn0nce read 1\nb\n', ['a ', 'b']],
    ['a \nn0nce read 1\n\n\nb\n', ['a ', '', '', 'b']],
  ])('a message interrupted by a report is put together again: %j', (stderr, messages) => {
    for (let size = 1; size <= stderr.length; size++) {
      const reader = reportReader(subject);
      for (let start = 0; start < stderr.length; start += size)
        reader.push(stderr.slice(start, start + size));
      reader.end();
      expect(reader.takeMessages()).toEqual(messages);
    }
  });

  test('a message without an end is not buffered forever', () => {
    const reader = reportReader(subject);
    reader.push('x'.repeat(100_000));
    expect(reader.takeMessages()).toHaveLength(1);
  });
});
