import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRtail } from '../../helpers/run.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const LINES = 1_200_000;

/** Writes a log of 120 MB, under each of the names. */
const writeLogs = (paths: readonly string[]): void => {
  const line = (n: number): string => `2026-11-20T10:00:00.000Z INFO line ${n} ${'x'.repeat(60)}\n`;
  const text = Array.from({ length: LINES }, (_, n) => line(n)).join('');
  for (const path of paths) writeFileSync(path, text);
};

const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) / 1000;

test.skipIf(process.platform !== 'linux')(
  'two long logs that are followed together fill no memory',
  async () => {
    using box = createSandbox();
    writeLogs(['a.log', 'b.log'].map(name => join(box.dir, name)));
    let bytes = 0;
    await using run = startRtail(['-F', './a.log', './b.log', '-n', '+1'], {
      home: box.dir,
      limitMs: 110_000,
      stdout: chunk => {
        bytes += chunk.length;
      },
    });
    await expect.poll(() => bytes, { timeout: 90_000 }).toBeGreaterThan(2 * LINES * 90);
    // Before old records were collected: 300 to 500 MB.
    expect(peakOf(run.pid)).toBeLessThan(280);
  },
  120_000,
);
