import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/core/facts.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { LogPlace } from '../../../src/core/target.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { prologue } from '../../../src/pushdown/script/lifetime.ts';
import { shellCommand } from '../../../src/pushdown/script/quote.ts';
import { remoteScript } from '../../../src/pushdown/script/script.ts';
import { BUSYBOX, GNU, groupOf, killRemote, type RunningRemote, startRemote } from '../runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-lifetime-'));
const file = join(folder, 'log');
const started: RunningRemote[] = [];

afterEach(() => started.splice(0).forEach(killRemote));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const which = (program: string): string =>
  spawnSync('sh', ['-c', `command -v ${program}`])
    .stdout.toString()
    .trim();
const BOX = ['sh', 'tail', 'grep', 'awk', 'head', 'cat', 'ls', 'sleep'];

/** Programs that may be a host's `sh`, with a PATH that contains them. */
const HOSTS = [
  { name: 'dash', facts: GNU, links: { sh: 'dash' } },
  { name: 'bash', facts: GNU, links: { sh: 'bash' } },
  { name: 'ksh', facts: GNU, links: { sh: 'ksh' } },
  { name: 'BusyBox', facts: BUSYBOX, links: Object.fromEntries(BOX.map(tool => [tool, 'busybox'])) },
]
  .filter(({ links }) => Object.values(links).every(program => which(program) !== ''))
  .map(({ name, facts, links }) => {
    const bin = join(folder, name);
    mkdirSync(bin);
    for (const [tool, program] of Object.entries(links)) symlinkSync(which(program), join(bin, tool));
    return { name, facts, PATH: `${bin}:${process.env['PATH']}` };
  });

const FOLLOW: Query = { ...EVERYTHING, follow: 'name', retry: true, from: { kind: 'lastLines', count: 10 } };
const PLACE: LogPlace = { kind: 'file', path: file, glob: false };

const script = (query: Query, place: LogPlace, facts: HostFacts, leaseSeconds = 90): string => {
  const planned = planSource(query, place, facts, { sudo: false });
  if (!planned.ok || !planned.plan.remote) throw new Error('not planned');
  return shellCommand(remoteScript(planned.plan.remote, prologue(leaseSeconds)));
};

const start = (command: string, PATH = process.env['PATH']): RunningRemote => {
  const running = startRemote(command, { env: { PATH } });
  started.push(running);
  return running;
};

const until = async (what: () => boolean, limitMs = 10_000): Promise<void> => {
  for (const end = Date.now() + limitMs; !what(); ) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(10);
  }
};

const fill = (...lines: string[]): void => writeFileSync(file, lines.map(line => `${line}\n`).join(''));

describe.each(HOSTS)('with $name as sh', ({ facts, PATH }) => {
  test('everything ends when the client closes stdin, even if no line matches', async () => {
    fill('quiet');
    const running = start(script({ ...FOLLOW, grep: ['nothing'], exclude: ['x'] }, PLACE, facts), PATH);
    await until(() => groupOf(running).some(line => line.includes('tail')));
    running.child.stdin!.end();
    await running.ended;
    await until(() => groupOf(running).length === 0);
  });

  test('everything ends when heartbeats stop for the lease, and not while they arrive', async () => {
    fill('quiet');
    const running = start(script({ ...FOLLOW, grep: ['nothing'] }, PLACE, facts, 1), PATH);
    for (let beat = 0; beat < 8; beat++) {
      await sleep(250);
      running.child.stdin!.write('\n');
    }
    expect(groupOf(running).some(line => line.includes('tail'))).toBe(true);
    await running.ended;
    await until(() => groupOf(running).length === 0);
  });

  test('processes that survive a SIGTERM end as well', async () => {
    const deaf = 'sh -c \'trap "" TERM; exec tail -f /dev/null\'';
    const running = start(shellCommand(`${prologue()}${deaf} & ${deaf}; :`), PATH);
    await until(() => groupOf(running).filter(line => line.startsWith('tail -f')).length === 2);
    running.child.stdin!.end();
    await until(() => groupOf(running).length === 0);
  });

  test('a satisfied limit ends following, and nothing lingers', async () => {
    fill('a ERROR', 'b');
    const running = start(script({ ...FOLLOW, grep: ['ERROR', '[a-c]'], head: 2 }, PLACE, facts), PATH);
    await until(() => running.out() === 'a ERROR\n');
    appendFileSync(file, 'c ERROR\nd\n');
    const run = await running.ended;
    expect(run).toMatchObject({
      out: 'a ERROR\nc ERROR\n',
      code: 0,
      report: { trouble: null, messages: [] },
    });
    await until(() => groupOf(running).length === 0);
  });

  test('a match is printed at once', async () => {
    fill('start');
    const running = start(
      script({ ...FOLLOW, grep: ['hit'], exclude: ['miss'], after: 1 }, PLACE, facts),
      PATH,
    );
    await until(() => groupOf(running).some(line => line.includes('tail')));
    for (const number of [1, 2, 3]) {
      appendFileSync(file, `hit ${number}\n`);
      await until(() => running.out().endsWith(`hit ${number}\n`));
    }
  });

  test('a limit without a pattern ends following', async () => {
    fill('a', 'b', 'c');
    const running = start(script({ ...FOLLOW, head: 2 }, PLACE, facts), PATH);
    expect(await running.ended).toMatchObject({ out: 'a\nb\n', code: 0 });
    await until(() => groupOf(running).length === 0);
  });

  test('an endless command ends when its limit is reached', async () => {
    const place: LogPlace = {
      kind: 'command',
      command: 'echo {lines}; trap "" PIPE; while :; do sleep 1; done',
    };
    const running = start(script({ ...FOLLOW, grep: ['1'], maxCount: 1 }, place, facts), PATH);
    expect(await running.ended).toMatchObject({ out: '10\n', code: 0 });
    await until(() => groupOf(running).length === 0);
  });

  test('after a completed read nothing is left, and the exit status is 0', async () => {
    fill('a', 'b');
    const running = start(script({ ...EVERYTHING, grep: ['zzz'] }, PLACE, facts), PATH);
    expect(await running.ended).toMatchObject({
      out: '',
      code: 0,
      report: { trouble: null, bytesRead: 4, messages: [] },
    });
    await until(() => groupOf(running).length === 0);
  });

  test('in another process group, only its own processes end', async () => {
    fill('a');
    const command = script({ ...FOLLOW, grep: ['a'], maxCount: 1 }, PLACE, facts);
    const running = start(`(${command}); echo survived; sleep 0.2; echo ended`, PATH);
    // The rest of the pipeline ends at its next write; not every tail notices earlier that nobody reads.
    await until(() => {
      appendFileSync(file, 'b\n');
      return groupOf(running).length === 0;
    });
    expect(await running.ended).toMatchObject({ out: 'a\nsurvived\nended\n', code: 0 });

    const mark = join(folder, `survived-${facts.grep}`);
    rmSync(mark, { force: true });
    const other = start(`(${script({ ...FOLLOW, grep: ['b'] }, PLACE, facts)}); echo yes >'${mark}'`, PATH);
    await until(() => groupOf(other).some(line => line.includes('tail')));
    // A client that has disconnected no longer reads.
    other.child.stdin!.end();
    other.child.stdout!.destroy();
    await until(() => existsSync(mark));
    await until(() => {
      appendFileSync(file, 'b\n');
      return groupOf(other).length === 0;
    });
  });

  test('earlier output of an rc file is discarded', async () => {
    fill('a');
    const running = start(`echo Welcome; printf 'to the host'; ${script(EVERYTHING, PLACE, facts)}`, PATH);
    expect(await running.ended).toMatchObject({ out: 'a\n', code: 0 });
  });

  test('a client that sends nothing at all leaves nothing behind', async () => {
    const running = startRemote(script(FOLLOW, PLACE, facts).replace('exec sh', 'exec </dev/null; exec sh'), {
      env: { PATH },
    });
    started.push(running);
    expect(await running.ended).toMatchObject({ out: '', code: 70 });
    await until(() => groupOf(running).length === 0);
  });
});
