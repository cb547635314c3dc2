/**
 * The delay between appending a line on the host and its arrival on the client's stdout, through the jump host:
 * `--lines N --every MS`. All readers follow the same file at the same time.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../test/helpers/fleet.ts';
import { benchFleet, clients } from './fleet.ts';
import { percentile, printTable, sizes } from './measure.ts';

const { lines, every } = sizes({ lines: 1500, every: 20 });
const fleet = await benchFleet({ targets: 1 });
const { rtail, ssh, at } = clients(fleet);
const target = fleet.targets[0]!;
target.writeLog('app.log', 'start\n');

const readers = [
  { title: 'ssh -J', command: `${ssh} web-01 'tail -F -n 1 /var/log/app.log'` },
  {
    title: 'ssh -J, grep',
    command: `${ssh} web-01 'tail -F -n +1 /var/log/app.log | grep --line-buffered t'`,
  },
  { title: 'rtail -o raw', command: `${rtail} -F -n 1 -o raw web-01:app` },
  { title: 'rtail', command: `${rtail} -F -n 1 --prefix always web-01:app` },
  { title: 'rtail --grep', command: `${rtail} -F -n +1 --grep t web-01:app` },
].map(({ title, command }) => {
  const child = spawn('sh', ['-c', `exec ${command}`], { ...at, stdio: ['ignore', 'pipe', 'inherit'] });
  const delays: number[] = [];
  let started = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const now = performance.now();
    started = true;
    for (const [, sent] of chunk.toString().matchAll(/t=(\d+\.\d+)/g)) delays.push(now - Number(sent));
  });
  return { title, child, delays, started: () => (started ? true : null) };
});

for (const { title, started } of readers) await until(started, 20_000, () => `${title} to start`);
const log = openSync(target.logFile('app.log'), 'a');
for (let n = 0; n < lines; n++) {
  writeSync(log, `INFO line ${n} t=${performance.now().toFixed(3)}\n`);
  await sleep(every);
}
closeSync(log);
await sleep(500);
for (const { child } of readers) child.kill('SIGTERM');
fleet.close();

const raw = percentile(readers[0]!.delays, 0.99);
printTable(
  ['appended line → stdout', 'lines', 'p50 ms', 'p99 ms', 'worst ms', 'p99 over ssh'],
  readers.map(({ title, delays }) => [
    title,
    `${delays.length}`,
    percentile(delays, 0.5),
    percentile(delays, 0.99),
    Math.max(...delays),
    percentile(delays, 0.99) - raw,
  ]),
);
