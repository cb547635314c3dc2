import { renameSync, unlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, type FleetHost, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';

const problem = fleetProblem('namespaces');

describe.skipIf(problem)(`a glob that is followed${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let host: FleetHost;

  beforeAll(async () => {
    fleet = await startFleet({ targets: [{}, { tools: 'busybox' }], logs: { app: 'app.log' } });
    host = fleet.targets[0]!;
  });
  afterAll(() => fleet?.close());

  const follow = (at: FleetHost, glob: string, ...args: string[]): Running =>
    startRtail(['-F', ...args, `${at.name}:${at.logPath(glob)}`], {
      home: fleet.client.home,
      limitMs: 50_000,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });

  it.each([
    ['GNU', 0],
    ['BusyBox', 1],
  ])('waits for a first file, and reads each new one from its beginning: %s', async (_title, target) => {
    const at = fleet.targets[target]!;
    await using run = follow(at, 'day-*.log');
    await run.sees('matches no file yet: waiting for one');
    at.writeLog('day-1.log', 'one\n');
    await run.sees('one\n');
    at.writeLog('day-2.log', 'two a\ntwo b\n');
    await run.sees('two b\n');
    at.appendLog('day-1.log', 'more\n');
    await run.sees('more\n');
    const lines = run.stdout().toString().split('\n').filter(Boolean);
    expect(lines.map(line => line.replace(/^.*\| /, '')).sort()).toEqual(['more', 'one', 'two a', 'two b']);
  });

  it('leaves rotated forms to the file that they are rotations of, and closes a file that is gone', async () => {
    host.writeLog('r-1.log', 'a\n');
    await using run = follow(host, 'r-*.log*');
    await run.sees('a\n');
    renameSync(host.logFile('r-1.log'), host.logFile('r-1.log.1'));
    host.writeLog('r-1.log', 'b\n');
    await run.sees('b\n');
    unlinkSync(host.logFile('r-1.log'));
    await run.sees('no longer exists and is no longer followed', 30_000);
    const lines = run.stdout().toString().split('\n').filter(Boolean);
    expect(lines.map(line => line.replace(/^.*\| /, ''))).toEqual(['a', 'b']);
  });

  it('uses few resources on its host, and leaves nothing behind', async () => {
    const logs = 12;
    for (let number = 0; number < logs; number++) host.writeLog(`idle-${number}.log`, `first ${number}\n`);
    await using run = follow(host, 'idle-*.log', '-n', '1');
    await until(
      () => (run.stdout().toString().split('\n').length > logs ? true : null),
      30_000,
      () => run.stderr().toString(),
    );
    const names = (): string[] =>
      host
        .processes()
        .map(({ name }) => name)
        .filter(name => name !== 'sshd');
    // Four per log, plus the watcher's two shells and, now and then, their children.
    await until(
      () => (names().length <= logs * 4 + 4 ? true : null),
      15_000,
      () => names().join(' '),
    );
    expect(names().filter(name => name === 'tail')).toHaveLength(logs);
    const before = new Set(host.processes().map(({ pid }) => pid));
    run.kill('SIGINT');
    expect((await run.done).code).toBe(130);
    await until(
      () => (host.processes().every(({ pid }) => !before.has(pid)) ? true : null),
      10_000,
      () => 'processes to end',
    );
  });
});
