import { spawn } from 'node:child_process';
import { renameSync, statSync, truncateSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, type FleetHost, fleetProblem, startFleet } from '../../helpers/fleet.ts';
import { killAll, until } from '../../helpers/fleet-process.ts';
import { startRtail } from '../../helpers/run.ts';

const problem = fleetProblem('namespaces');

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

describe.skipIf(problem)(`rotations that nobody saw${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let host: FleetHost;

  beforeAll(async () => {
    fleet = await startFleet({ targets: 1, logs: { app: 'app.log' } });
    host = fleet.targets[0]!;
  });
  afterAll(() => fleet?.close());

  const start = (name: string, args: readonly string[] = []) =>
    startRtail(['-F', '-n', '+1', '-o', 'raw', ...args, `web-01:${host.logPath(name)}`], {
      home: fleet.client.home,
      limitMs: 50_000,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
  /** Rotates `name.1` to `name.2` and `name` to `name.1`, and creates a new file under the name. */
  const rotate = (name: string, content: string): void => {
    const file = host.logFile(name);
    try {
      renameSync(`${file}.1`, `${file}.2`);
    } catch {
      // This is the first rotation.
    }
    renameSync(file, `${file}.1`);
    host.writeLog(name, content);
  };

  /**
   * Waits for rounds of the watcher that start after this call: each ends before another pause. In shorter pauses, the
   * watcher only glances at files that grow.
   */
  const watcherRounds = async (rounds: number): Promise<void> => {
    const pauses = () => host.processes().flatMap(({ pid, command }) => (command === 'sleep 1' ? [pid] : []));
    const seen = new Set(pauses());
    const enough = seen.size + 1 + rounds;
    await until(
      () => {
        for (const pid of pauses()) seen.add(pid);
        return seen.size >= enough ? true : null;
      },
      20_000,
      () => 'the watcher does not check the log',
    );
  };

  it.each([
    ['nothing is deleted', [], { whole: true, gap: false }],
    ['the older one is deleted', ['.2'], { whole: true, gap: false }],
    ['the one between is deleted', ['.1'], { whole: false, gap: true }],
    ['both are deleted', ['.1', '.2'], { whole: false, gap: true }],
  ])('two between checks: %s', async (title, deleted, { whole, gap }) => {
    const name = `twice-${title.replaceAll(' ', '-')}.log`;
    host.writeLog(name, lines(1, 100));
    await using run = start(name);
    await run.sees('line 100\n');
    host.appendLog(name, lines(101, 200));
    rotate(name, lines(201, 300));
    rotate(name, lines(301, 400));
    for (const end of deleted) unlinkSync(host.logFile(`${name}${end}`));
    await run.sees('line 400\n');
    const out = run.stdout().toString();
    expect(out).toBe(whole ? lines(1, 400) : lines(1, 200) + lines(301, 400));
    expect(run.stderr().toString().includes('gap:')).toBe(gap);
  });

  it('five between checks, of which two are kept: a gap', async () => {
    host.writeLog('outrun.log', lines(1, 100));
    await using run = start('outrun.log');
    await run.sees('line 100\n');
    host.appendLog('outrun.log', lines(101, 200));
    await run.sees('line 200\n');
    const looking = host.processes().filter(({ command }) => !command.startsWith('sshd'));
    for (const { pid } of looking) process.kill(pid, 'SIGSTOP');
    for (let number = 2; number <= 6; number++) {
      // Even a busy log's rotations are more than a tenth of a second apart.
      await sleep(150);
      rotate('outrun.log', lines(number * 100 + 1, number * 100 + 100));
    }
    for (const { pid } of looking) process.kill(pid, 'SIGCONT');
    await run.sees('line 700\n');
    expect(run.stdout().toString()).toBe(lines(1, 200) + lines(401, 700));
    expect(run.stderr().toString()).toContain('gap:');
  });

  it('replacing the file by an edited copy is read anew, and what may be missing is not claimed to be', async () => {
    host.writeLog('edited.log', lines(1, 100));
    await using run = start('edited.log');
    await run.sees('line 100\n');
    host.writeLog('edited.log.new', `edited\n${lines(101, 200)}`);
    renameSync(host.logFile('edited.log.new'), host.logFile('edited.log'));
    await run.sees('line 200\n');
    expect(run.stdout().toString()).toBe(`${lines(1, 100)}edited\n${lines(101, 200)}`);
    const said = run.stderr().toString();
    expect(said).toMatch(/gap: of unknown size at \S+Z: another file may have had the name/);
    expect(said).not.toContain('gap: of unknown size between');
  });

  it('deleting and recreating the file at once is not a gap', async () => {
    host.writeLog('again.log', lines(1, 100));
    await using run = start('again.log');
    await run.sees('line 100\n');
    unlinkSync(host.logFile('again.log'));
    // A few clock ticks, from which the host can tell that nothing existed in between.
    await sleep(20);
    host.writeLog('again.log', lines(101, 200));
    await run.sees('line 200\n');
    expect(run.stdout().toString()).toBe(lines(1, 200));
    expect(run.stderr().toString()).not.toContain('gap:');
  });

  it('two before the log could be surveyed for the first time', async () => {
    host.writeLog('early.log', lines(1, 100));
    const sessions = () => fleet.bastion.sessions().map(({ pid }) => pid);
    fleet.network.setLink(false);
    await using run = start('early.log', ['--retry']);
    await run.sees('retrying in');
    rotate('early.log', lines(101, 200));
    rotate('early.log', lines(201, 300));
    killAll(sessions());
    fleet.network.setLink(true);
    await run.sees('line 300\n', 30_000);
    expect(run.stdout().toString()).toBe(lines(1, 300));
    expect(run.stderr().toString()).not.toContain('nothing lost');
  });

  it.each([1, 2])('the next file is truncated after %d rounds: a gap, unless it was read', async rounds => {
    host.writeLog('next.log', lines(1, 30));
    await using run = start('next.log');
    await run.sees('line 30\n');
    rotate('next.log', lines(31, 60));
    // The watcher sees the new file, while tail is still reading the old one.
    await watcherRounds(rounds);
    truncateSync(host.logFile('next.log'), 0);
    host.appendLog('next.log', 'line 61\n');
    await run.sees('line 61\n');
    const out = run.stdout().toString();
    if (out !== lines(1, 61)) expect(run.stderr().toString()).toContain('gap:');
  });

  it('a missing name is reported once', async () => {
    host.writeLog('gone-name.log', lines(1, 3));
    await using run = start('gone-name.log');
    await run.sees('line 3\n');
    unlinkSync(host.logFile('gone-name.log'));
    await run.sees('no longer exists: waiting for it to come back');
    host.writeLog('gone-name.log', lines(4, 5));
    await run.sees('line 5\n');
    const stderr = run.stderr().toString();
    expect(stderr.split('no longer exists').length).toBe(2);
    // The watcher checked all the time, and nothing else existed.
    expect(stderr).toContain('was removed and created again');
    expect(stderr).not.toContain('gap:');
  });

  it('following ends when the process given with --pid does', async () => {
    host.writeLog('pid.log', lines(1, 3));
    const waited = spawn('sleep', ['60']);
    await using run = start('pid.log', ['--pid', String(waited.pid)]);
    await run.sees('line 3\n');
    host.appendLog('pid.log', lines(4, 4));
    waited.kill();
    expect((await run.done).code).toBe(0);
    expect(run.stdout().toString()).toBe(lines(1, 4));
  });

  it('a file that loses its last byte is not a gap', async () => {
    host.writeLog('shorter.log', lines(1, 100));
    await using run = start('shorter.log');
    await run.sees('line 100\n');
    const file = host.logFile('shorter.log');
    truncateSync(file, statSync(file).size - 1);
    await run.sees('shrank by 1 byte');
    host.appendLog('shorter.log', '1\nline 102\n');
    await run.sees('line 102\n');
    expect(run.stdout().toString().startsWith(lines(1, 100))).toBe(true);
    expect(run.stderr().toString()).not.toContain('gap:');
  });
});
