import { existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { killAll } from '../../helpers/fleet-process.ts';
import { type Running, startOnTerminal, startRtail } from '../../helpers/run.ts';
import { FAULTS } from './faults.ts';
import { runTrial } from './trial.ts';

const problem = fleetProblem('namespaces');

describe.skipIf(problem)(`following without losing a line${problem ? ` (skipped: ${problem})` : ''}`, () => {
  it('accounts for every line while logs rotate and links, servers and processes fail', async () => {
    const { clients, leftBehind, done } = await runTrial({
      seed: 1,
      seconds: 12,
      faults: FAULTS,
      rotations: {
        gnu: ['rename', 'late reopening', 'copytruncate', 'delete', 'compress', 'dated'],
        busybox: ['rename', 'copytruncate'],
      },
      faultEvery: 0.5,
      rotateEvery: 3,
    });
    expect(done.length).toBeGreaterThan(10);
    for (const { name, logs, code } of clients) {
      for (const [log, { wanted, lost, repeated, disordered }] of logs) {
        expect({ name, log, lost, repeated, disordered }).toEqual({
          name,
          log,
          lost: [],
          repeated: [],
          disordered: [],
        });
        expect(wanted.length).toBeGreaterThan(100);
      }
      expect(code).toBe(130);
    }
    expect(leftBehind).toEqual([]);
  }, 120_000);
});

describe.skipIf(problem)(`what a follower does${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ targets: [{}, {}, {}], logs: { app: 'app.log', saved: 'saved.log' } });
  });
  afterAll(() => fleet?.close());

  const follow = (...args: string[]): Running =>
    startRtail(['-o', 'raw', ...args], {
      home: fleet.client.home,
      limitMs: 60_000,
      env: { RTAIL_BACKOFF_MS: '100' },
    });
  const out = (run: Running): string => run.stdout().toString();
  /** Ends the client's connections to the bastion, as a restart of it does. */
  const breakBastion = (): void => killAll(fleet.bastion.sessions().map(({ pid }) => pid));

  it('waits for a file that is not there, and reads it from its beginning', async () => {
    await using run = follow('-F', '-n', '1', `web-01:${fleet.targets[0]!.logPath('later.log')}`);
    await run.sees('is not there yet');
    fleet.targets[0]!.writeLog('later.log', 'one\ntwo\n');
    await run.sees('two\n');
    expect(out(run)).toBe('one\ntwo\n');
  });

  it('stays with the open file under -f, also over a break', async () => {
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

  it('says a gap where the file went while nobody could read it', async () => {
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

  it('ends the last line of a file that was rotated without its end', async () => {
    const host = fleet.targets[0]!;
    host.writeLog('cut.log', 'whole\npart');
    await using run = follow('-F', `web-01:${host.logPath('cut.log')}`);
    await run.sees('whole\n');
    renameSync(host.logFile('cut.log'), host.logFile('cut.log.1'));
    host.writeLog('cut.log', 'new\n');
    await run.sees('new\n');
    expect(out(run)).toBe('whole\npart\nnew\n');
  });

  it('logs in to the bastion once for all hosts after a break', async () => {
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

  it.each([['unfiltered'], ['filtered', '--grep', '7']])(
    'goes on with --tee files, however it was ended: %s',
    async (_, ...filter) => {
      const host = fleet.targets[1]!;
      const file = host.logFile('saved.log');
      const folder = join(fleet.client.home, `saved-${filter.length}`);
      host.writeLog('saved.log', '');
      let written = 0;
      const write = (count: number): void => {
        for (let line = 0; line < count; line++) host.appendLog('saved.log', `line ${++written}\n`);
      };
      for (const [round, signal] of (['SIGKILL', 'SIGINT'] as const).entries()) {
        write(100);
        await using run = follow('-F', '-n', '+1', ...filter, '--tee', folder, '--resume', 'web-02:saved');
        await until(
          () => (saved().includes(`line ${Math.floor(written / 10) * 10 - 3}\n`) ? true : null),
          20_000,
          () => `line ${written} to be saved: ${run.stderr()}`,
        );
        write(50);
        if (round % 2 === 1) await new Promise(resolve => setTimeout(resolve, 1500));
        run.kill(signal);
        await run.done;
        write(50);
        if (round === 0) {
          renameSync(file, `${file}.1`);
          host.writeLog('saved.log', '');
        }
      }
      await using _last = follow('-F', '-n', '+1', ...filter, '--tee', folder, '--resume', 'web-02:saved');
      await until(
        () => (saved().includes(`line ${written - 3}\n`) ? true : null),
        20_000,
        () => 'the last line to be saved',
      );
      const lines = Array.from({ length: written }, (_, index) => `line ${index + 1}\n`);
      const wanted = filter.length === 0 ? lines : lines.filter(line => line.includes('7'));
      expect(saved()).toBe(wanted.join('').slice(0, saved().length));

      function saved(): string {
        const path = join(folder, 'web-02--saved.log');
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      }
    },
  );

  it('says a gap where a command is broken off', async () => {
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
    // The command begins at its end, whenever that is.
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

  it('counts --max-count over a break', async () => {
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
  it('is asked once more after a break, for all hosts', async () => {
    await using fleet = await startFleet({
      bastion: { oneTimeCodes: ['111111', '222222'] },
      targets: 3,
    });
    for (const host of fleet.targets) host.writeLog('app.log', `${host.name} before\n`);
    await using run = startOnTerminal(['-F', '--prefix', 'never', '@targets:app'], {
      home: fleet.client.home,
      env: { RTAIL_BACKOFF_MS: '100' },
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
