import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, type FleetHost, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { killAll } from '../../helpers/fleet-process.ts';
import { type Running, startRtail } from '../../helpers/run.ts';
import { untilWatched } from './watched.ts';

const problem = fleetProblem('namespaces');

const MB = 1_000_000;
const LINE = `2026-11-20 10:00:00 INFO tick ${'.'.repeat(69)}\n`;
const linesOf = (bytes: number): string => LINE.repeat(Math.floor(bytes / LINE.length));
const digest = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');

/** Returns how many bytes a process has read, of files and connections. */
const bytesRead = (pid: number): number =>
  Number(/^rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))![1]);

/** More than everything between a remote tail and its reader can buffer: windows, pipes and sockets, about 4 MB. */
describe.skipIf(problem)(`a backlog of many megabytes${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let host: FleetHost;

  beforeAll(async () => {
    fleet = await startFleet({ targets: 1, logs: { app: 'app.log' } });
    host = fleet.targets[0]!;
  });
  afterAll(() => fleet?.close());

  const follow = (name: string, ...args: string[]): Running =>
    startRtail(['-F', '-n', '+1', '-o', 'raw', ...args, `web-01:${host.logPath(name)}`], {
      home: fleet.client.home,
      limitMs: 50_000,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
  const isWhole = async (run: Running, wanted: Buffer): Promise<void> => {
    await until(
      () => (run.stdout().length >= wanted.length ? true : null),
      40_000,
      () => `${wanted.length} bytes, not ${run.stdout().length}:\n${run.stderr()}`,
    );
    expect(digest(run.stdout())).toBe(digest(wanted));
  };

  it.each([
    ['ssh2', []],
    ['openssh', ['--transport', 'openssh']],
    ['filtered', ['-g', 'tick']],
  ])('is read at the start: %s', async (title, args) => {
    const name = `start-${title.replaceAll(/\W/g, '')}.log`;
    host.writeLog(name, linesOf(12 * MB));
    await using run = follow(name, ...args);
    await isWhole(run, readFileSync(host.logFile(name)));
    appendFileSync(host.logFile(name), 'and another tick\n');
    await run.sees('and another tick\n');
  });

  it('is left at once on the host after ^C, although the reader stands still', async () => {
    host.writeLog('stuck.log', linesOf(12 * MB));
    await using run = follow('stuck.log');
    await run.sees(LINE);
    run.child.stdout!.pause();
    const before = bytesRead(run.pid);
    await untilWatched(host, run);
    // More than the reader's socket holds.
    await until(
      () => (bytesRead(run.pid) > before + MB ? true : null),
      20_000,
      () => `${bytesRead(run.pid) - before} bytes received`,
    );
    run.kill('SIGINT');
    await until(
      () => (host.processes().length === 0 ? true : null),
      10_000,
      () =>
        host
          .processes()
          .map(({ pid, name }) => `${pid} ${name}`)
          .join(),
    );
    expect(run.child.exitCode).toBeNull();
    run.child.stdout!.resume();
    expect((await run.done).code).toBe(130);
    expect(run.stdout().at(-1)).toBe(10);
  });

  it.each([
    ['ssh2', []],
    ['openssh', ['--transport', 'openssh']],
  ])('is read after a disconnect: %s', async (transport, args) => {
    const name = `break-${transport}.log`;
    host.writeLog(name, linesOf(10_000));
    await using run = follow(name, ...args);
    await run.sees('tick');
    fleet.network.setLink(false);
    killAll(fleet.bastion.sessions().map(({ pid }) => pid));
    appendFileSync(host.logFile(name), linesOf(12 * MB));
    fleet.network.setLink(true);
    await isWhole(run, readFileSync(host.logFile(name)));
    expect(run.stderr().toString()).toContain('nothing lost');
  });
});
