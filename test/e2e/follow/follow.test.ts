import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { killAll } from '../../helpers/fleet-process.ts';
import { type Running, startOnTerminal, startRtail } from '../../helpers/run.ts';

const problem = fleetProblem('namespaces');

/** Programs that compress rotated logs, and the suffixes they add. */
const PACKERS = [
  ['gzip', 'gz'],
  ['bzip2', 'bz2'],
  ['xz', 'xz'],
  ['zstd', 'zst'],
] as const;

describe.skipIf(problem)(`what a follower does${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ targets: [{}, {}, {}], logs: { app: 'app.log' } });
  });
  afterAll(() => fleet?.close());

  const follow = (...args: string[]): Running =>
    startRtail(['-o', 'raw', ...args], {
      home: fleet.client.home,
      limitMs: 60_000,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
  const out = (run: Running): string => run.stdout().toString();
  /** Ends the client's connections to the bastion, like a restart of it. */
  const breakBastion = (): void => killAll(fleet.bastion.sessions().map(({ pid }) => pid));

  it('waits for a missing file, and reads it from its beginning', async () => {
    await using run = follow('-F', '-n', '1', `web-01:${fleet.targets[0]!.logPath('later.log')}`);
    await run.sees('does not exist yet');
    fleet.targets[0]!.writeLog('later.log', 'one\ntwo\n');
    await run.sees('two\n');
    expect(out(run)).toBe('one\ntwo\n');
  });

  it('claims no gap before files that it waited for, whenever they are created', async () => {
    const host = fleet.targets[0]!;
    const names = Array.from({ length: 8 }, (_, index) => `awaited-${index}.log`);
    await using run = follow('-F', ...names.map(name => `web-01:${host.logPath(name)}`));
    for (const name of names) await run.sees(`${name} does not exist yet`);
    // Each shell looks once a second, at a moment of its own.
    for (const name of names) {
      host.writeLog(name, 'x\n'.repeat(20));
      await sleep(130);
    }
    await until(
      () => (out(run).split('\n').length > 20 * names.length ? true : null),
      20_000,
      () => `all lines:\n${run.stderr()}`,
    );
    expect(out(run)).toBe('x\n'.repeat(20 * names.length));
    expect(run.stderr().toString()).not.toContain('gap');
  });

  it('reads from its beginning what it waited for when the connection broke, and claims no gap', async () => {
    const host = fleet.targets[0]!;
    await using run = follow('-F', '-n', '1', `web-01:${host.logPath('broken.log')}`);
    await run.sees('does not exist yet');
    breakBastion();
    host.writeLog('broken.log', 'one\ntwo\n');
    await run.sees('two\n');
    expect(out(run)).toBe('one\ntwo\n');
    expect(run.stderr().toString()).not.toContain('gap');
  });

  it('stays with the open file under -f, also across a disconnect', async () => {
    const host = fleet.targets[0]!;
    host.writeLog('open.log', 'first\n');
    await using run = follow('-f', `web-01:${host.logPath('open.log')}`);
    await run.sees('first\n');
    renameSync(host.logFile('open.log'), host.logFile('open.log.1'));
    host.writeLog('open.log', 'of the new file\n');
    host.appendLog('open.log.1', 'second\n');
    await run.sees('second\n');
    breakBastion();
    host.appendLog('open.log.1', 'third\n');
    await run.sees('third\n');
    expect(out(run)).toBe('first\nsecond\nthird\n');
  });

  it('reports a gap if the file disappeared while nobody could read it', async () => {
    const host = fleet.targets[0]!;
    host.writeLog('gone.log', 'before\n');
    await using run = follow('-F', `web-01:${host.logPath('gone.log')}`);
    await run.sees('before\n');
    fleet.network.setLink(false);
    breakBastion();
    host.appendLog('gone.log', 'unread\n');
    unlinkSync(host.logFile('gone.log'));
    host.writeLog('gone.log', 'after\n');
    fleet.network.setLink(true);
    await run.sees('after\n', 30_000);
    expect(out(run)).toBe('before\nafter\n');
    expect(run.stderr().toString()).toContain('gap: of unknown size');
  });

  it('terminates the last line of a file that was rotated with an unfinished one', async () => {
    const host = fleet.targets[0]!;
    host.writeLog('cut.log', 'whole\npart');
    await using run = follow('-F', `web-01:${host.logPath('cut.log')}`);
    await run.sees('whole\n');
    renameSync(host.logFile('cut.log'), host.logFile('cut.log.1'));
    host.writeLog('cut.log', 'new\n');
    await run.sees('new\n');
    expect(out(run)).toBe('whole\npart\nnew\n');
  });

  it('treats NUL as the end of lines with -z, across a rotation and a disconnect, filtered or not', async () => {
    const host = fleet.targets[0]!;
    host.writeLog('nul.log', 'one\n1\0two\n2\0thr');
    const args = ['-F', '-z', '-n', '+1', `web-01:${host.logPath('nul.log')}`];
    await using all = follow(...args);
    await using some = follow('--grep', 't|n', ...args);
    for (const run of [all, some]) await run.sees('two\n2\0');
    breakBastion();
    host.appendLog('nul.log', 'ee\n3\0');
    renameSync(host.logFile('nul.log'), host.logFile('nul.log.1'));
    host.writeLog('nul.log', 'four\n4\0nin');
    await all.sees('four\n4\0');
    host.appendLog('nul.log', 'e\0');
    for (const run of [all, some]) await run.sees('nine\0');
    expect(out(all)).toBe('one\n1\0two\n2\0three\n3\0four\n4\0nine\0');
    expect(out(some)).toBe('one\n1\0two\n2\0three\n3\0nine\0');
  });

  it('reads what was rotated and compressed during a disconnect, by each program, filtered or not', async () => {
    const host = fleet.targets[0]!;
    const file = host.logFile('packed.log');
    host.writeLog('packed.log', 'a 0\nb begin\n');
    const args = ['-F', '-n', '+1', `web-01:${host.logPath('packed.log')}`];
    await using all = follow(...args);
    await using some = follow('--grep', 'b', ...args);
    for (const run of [all, some]) await run.sees('b begin\n');
    fleet.network.setLink(false);
    breakBastion();
    for (const [index, [program, form]] of PACKERS.entries()) {
      const rotated = `${file}.${PACKERS.length - index}`;
      host.appendLog('packed.log', `b ${index}\n`);
      renameSync(file, rotated);
      execFileSync(program, ['-q', rotated]);
      // As produced by daily rotation.
      execFileSync('touch', ['-d', `${9 - index} days ago`, `${rotated}.${form}`]);
      host.writeLog('packed.log', `a ${index + 1}\n`);
    }
    host.appendLog('packed.log', 'b end\n');
    fleet.network.setLink(true);
    for (const run of [all, some]) await run.sees('b end\n');
    const lines = PACKERS.map((_packer, index) => `b ${index}\na ${index + 1}\n`).join('');
    expect(out(all)).toBe(`a 0\nb begin\n${lines}b end\n`);
    expect(out(some)).toBe(`b begin\n${lines.replaceAll(/^a.*\n/gm, '')}b end\n`);
    for (const run of [all, some]) expect(run.stderr().toString()).not.toContain('gap');
  });

  it('logs in to the bastion once for all hosts after a disconnect', async () => {
    for (const host of fleet.targets) host.writeLog('app.log', `${host.name}\n`);
    await using run = follow('-F', '@targets:app');
    for (const host of fleet.targets) await run.sees(`${host.name}\n`);
    const before = fleet.bastion.acceptedLogins();
    breakBastion();
    for (const host of fleet.targets) host.appendLog('app.log', `${host.name} again\n`);
    for (const host of fleet.targets) await run.sees(`${host.name} again\n`);
    expect(fleet.bastion.acceptedLogins()).toBe(before + 1);
  });

  it('gives up for good when the host key has changed', async () => {
    const host = fleet.targets[2]!;
    host.writeLog('app.log', 'before\n');
    await using run = follow('-F', 'web-03:app');
    await run.sees('before\n');
    host.stop();
    await host.changeHostKey();
    await host.start();
    const { code, stderr } = await run.done;
    expect(code).toBe(4);
    expect(stderr.toString()).toMatch(/host key/i);
  });

  it('reports a gap if a command is interrupted', async () => {
    const host = fleet.targets[1]!;
    host.writeLog('app.log', 'before\n');
    const inventory = JSON.parse(readFileSync(fleet.client.inventory, 'utf8'));
    inventory.logs.shown = { command: `tail -f -n {lines} ${host.logPath('app.log')}` };
    const config = join(fleet.client.home, 'with-command.json');
    writeFileSync(config, JSON.stringify(inventory));
    await using run = follow('--config', config, '-F', 'web-02:shown');
    await run.sees('before\n');
    breakBastion();
    await run.sees('gap: of unknown size');
    // The command starts at the log's end, whenever that is.
    await until(
      () => {
        host.appendLog('app.log', 'after\n');
        return out(run).includes('after\n') ? true : null;
      },
      20_000,
      () => run.stderr().toString(),
    );
    expect(out(run)).toMatch(/^before\n(after\n)+$/);
  });

  it('counts --max-count across a disconnect', async () => {
    const host = fleet.targets[1]!;
    host.writeLog('app.log', 'hit 1\nmiss\nhit 2\n');
    await using run = follow('-F', '-n', '+1', '-g', 'hit', '--max-count', '4', 'web-02:app');
    await run.sees('hit 2\n');
    breakBastion();
    await until(
      () => (run.stderr().includes('reconnected') ? true : null),
      20_000,
      () => run.stderr().toString(),
    );
    host.appendLog('app.log', 'hit 3\nmiss\nhit 4\nhit 5\n');
    expect((await run.done).stdout.toString()).toBe('hit 1\nhit 2\nhit 3\nhit 4\n');
  });
});

describe.skipIf(problem)(`a person at the bastion${problem ? ` (skipped: ${problem})` : ''}`, () => {
  it('is asked once more after a disconnect, for all hosts', async () => {
    await using fleet = await startFleet({
      bastion: { oneTimeCodes: ['111111', '222222'] },
      targets: 3,
    });
    for (const host of fleet.targets) host.writeLog('app.log', `${host.name} before\n`);
    await using run = startOnTerminal(['-F', '--prefix', 'never', '@targets:app'], {
      home: fleet.client.home,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
    await run.sees('one-time code');
    run.type('111111\r');
    for (const host of fleet.targets) await run.sees(`${host.name} before`);
    const shown = run.stdout().length;
    killAll(fleet.bastion.sessions().map(({ pid }) => pid));
    await until(
      () => (run.stdout().subarray(shown).includes('one-time code') ? true : null),
      20_000,
      () => run.stdout().toString(),
    );
    run.type('222222\r');
    for (const host of fleet.targets) host.appendLog('app.log', `${host.name} after\n`);
    for (const host of fleet.targets) await run.sees(`${host.name} after`);
    expect(fleet.bastion.codesAnswered()).toBe(2);
  });
});
