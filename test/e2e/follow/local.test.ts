import { appendFileSync, copyFileSync, renameSync, truncateSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { killAll, processesWith } from '../../helpers/fleet-process.ts';
import { startRtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const ROTATIONS: Record<string, (file: string) => void> = {
  renamed: file => renameSync(file, `${file}.1`),
  truncated: file => {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  },
  deleted: file => unlinkSync(file),
};

it.skipIf(process.platform !== 'linux')(
  'files of this machine give each line once, through rotations and a tail that is killed',
  async () => {
    using sandbox = createSandbox();
    const logs = Object.keys(ROTATIONS).map(name => ({ name, file: sandbox.write(`${name}.log`, '') }));
    let written = 0;
    const write = (): void => {
      written++;
      for (const { name, file } of logs) appendFileSync(file, `${name} ${written}\n`);
    };
    await using run = startRtail(['-F', '-n', '+1', '-o', 'raw', ...logs.map(({ file }) => file)], {
      home: sandbox.home,
      env: { RTAIL_TEST_BACKOFF_MS: '100' },
    });
    const seeAll = (): Promise<unknown> =>
      Promise.all(logs.map(({ name }) => run.sees(`${name} ${written}\n`)));

    write();
    await seeAll();
    for (const { name, file } of logs) ROTATIONS[name]!(file);
    // Some ticks of the clock by which it can be told that nothing was between a deleted file and the next.
    await sleep(20);
    write();
    await seeAll();
    const tails = processesWith(`HOME=${sandbox.home}\0`).filter(({ name }) => name === 'tail');
    expect(tails).toHaveLength(logs.length);
    killAll(tails.map(({ pid }) => pid));
    write();
    await seeAll();
    for (const { name } of logs) {
      const lines = run.stdout().toString().split('\n');
      expect(lines.filter(line => line.startsWith(name))).toEqual([`${name} 1`, `${name} 2`, `${name} 3`]);
    }
    expect(run.stderr().toString()).not.toContain('gap');
  },
);
