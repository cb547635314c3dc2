import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { startRtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const problem = fleetProblem('namespaces');

describe.skipIf(problem)(`--tee with --resume${problem ? ` (skipped: ${problem})` : ''}`, () => {
  it('loses and repeats no line, however the client ended and whatever was rotated in the meantime', async () => {
    await using fleet = await startFleet({ targets: 1, logs: { saved: 'saved.log' } });
    const [host] = fleet.targets;
    const file = host!.logFile('saved.log');
    host!.writeLog('saved.log', '');
    let written = 0;
    const write = (count: number): void => {
      const lines = Array.from({ length: count }, () => `line ${++written}\n`);
      host!.appendLog('saved.log', lines.join(''));
    };

    const tees = [
      { filter: [], keeps: () => true },
      { filter: ['--grep', '7'], keeps: (line: string) => line.includes('7') },
    ].map(({ filter, keeps }, index) => {
      const folder = join(fleet.client.home, `saved-${index}`);
      const path = join(folder, 'web-01--saved.log');
      const saved = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
      const args = ['-F', '-n', '+1', ...filter, '--tee', folder, 'web-01:saved'];
      const start = () =>
        startRtail(['-o', 'raw', ...args, ...(existsSync(folder) ? ['--resume'] : [])], {
          home: fleet.client.home,
          limitMs: 60_000,
          env: { RTAIL_TEST_BACKOFF_MS: '100' },
        });
      const wanted = (): string[] =>
        Array.from({ length: written }, (_, line) => `line ${line + 1}\n`).filter(keeps);
      const hasAll = (): Promise<true> =>
        until(
          () => (saved().includes(wanted().at(-1)!) ? true : null),
          20_000,
          () => `${wanted().at(-1)} to be saved`,
        );
      return { saved, start, wanted, hasAll };
    });

    for (const [round, signal] of (['SIGKILL', 'SIGINT', 'SIGKILL'] as const).entries()) {
      write(100);
      await Promise.all(
        tees.map(async ({ start, hasAll }) => {
          await using run = start();
          await hasAll();
          write(25);
          // One is killed before it has saved its position, another after that.
          if (round === 2) await sleep(1200);
          run.kill(signal);
          await run.done;
        }),
      );
      write(50);
      if (round > 1) continue;
      renameSync(file, `${file}.${2 - round}`);
      host!.writeLog('saved.log', '');
    }
    for (const { start, saved, wanted, hasAll } of tees) {
      await using _ = start();
      await hasAll();
      expect(saved()).toBe(wanted().join(''));
    }
  });
});

describe('--tee with --resume, after the positions of an earlier time were restored', () => {
  const numbered = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('');

  it.each([
    ['the log still has the lines: each is there once', false],
    ['the log was replaced: what was saved stays', true],
  ])('%s', async (_, isReplaced) => {
    using box = createSandbox();
    const log = box.write('a.log', numbered(0, 100));
    const folder = join(box.dir, 'saved');
    const saved = () => {
      const name = existsSync(folder) && readdirSync(folder).find(one => one.endsWith('.log'));
      return name ? readFileSync(join(folder, name), 'utf8') : '';
    };
    const record = async (lastLine: string, ...more: string[]) => {
      const args = ['-o', 'raw', '-F', '-n', '+1', '--tee', folder, log, ...more];
      await using run = startRtail(args, { home: box.home });
      await until(
        () => (saved().endsWith(`${lastLine}\n`) ? true : null),
        20_000,
        () => `${lastLine} to be saved, ${run.stderr()}`,
      );
      run.kill('SIGINT');
      await run.done;
      return run.stderr().toString();
    };

    await record('line 99');
    const positions = join(folder, '.rtail-resume.json');
    copyFileSync(positions, join(box.dir, 'earlier'));
    box.write('a.log', numbered(0, 200));
    await record('line 199', '--resume');
    copyFileSync(join(box.dir, 'earlier'), positions);
    if (isReplaced) rmSync(log);
    box.write('a.log', isReplaced ? numbered(500, 510) : numbered(0, 300));
    const said = await record(isReplaced ? 'line 509' : 'line 299', '--resume');

    expect(saved()).toBe(isReplaced ? numbered(0, 200) + numbered(500, 510) : numbered(0, 300));
    if (isReplaced) expect(said).toMatch(/its last 900 B, saved after the position, are kept/);
    else expect(said).not.toContain('are kept');
  });
});
