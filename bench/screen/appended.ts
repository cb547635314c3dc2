import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/helpers/fleet.ts';
import { benchFleet, clients } from '../fleet.ts';
import { percentile } from '../measure.ts';
import { onBenchTerminal, rtopEntry } from './terminal.ts';

/**
 * Measures the milliseconds from appending a line on a host (behind a real sshd and jump host) to its output on the
 * terminal.
 */
export const appendedToScreen = async (lines: number, every: number): Promise<(string | number)[]> => {
  const fleet = await benchFleet({ targets: 1 });
  const { at } = clients(fleet);
  const target = fleet.targets[0]!;
  target.writeLog('app.log', 'start\n');
  const terminal = onBenchTerminal(`${process.execPath} ${rtopEntry} web-01:app`, at.env, at.cwd);
  const sent = new Map<string, number>();
  const delays: number[] = [];
  terminal.onOutput(() => {
    const now = performance.now();
    for (const [word] of terminal.written().matchAll(/line\d+end/g)) {
      const before = sent.get(word);
      if (before === undefined) continue;
      delays.push(now - before);
      sent.delete(word);
      terminal.forget();
    }
  });
  await until(
    () => (terminal.written().includes('start') ? true : null),
    20_000,
    () => 'rtop to start',
  );
  await sleep(1000);
  const log = openSync(target.logFile('app.log'), 'a');
  for (let n = 0; n < lines; n++) {
    // Every character differs from the line previously drawn in the same row, so that the whole line is written.
    const word = `line${String((n * 7919) % 100_000).padStart(5, '0')}end`;
    sent.set(word, performance.now());
    writeSync(log, `INFO ${'#'.repeat(n % 40)} ${word}\n`);
    await sleep(every * (0.5 + Math.random()));
  }
  closeSync(log);
  await sleep(500);
  await terminal.close();
  fleet.close();
  return [
    'rtop, sshd behind a jump host',
    `${delays.length}/${lines}`,
    percentile(delays, 0.5),
    percentile(delays, 0.95),
    Math.max(...delays),
    'p95 80',
  ];
};
