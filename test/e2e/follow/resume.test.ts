import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { startRtail } from '../../helpers/run.ts';

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
