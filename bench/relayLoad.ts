/**
 * What readers cost the log's host, with and without the relay: `--seconds N --rate N` (lines a second) `--direct N`. One log behind a
 * bastion is published by one relay and read by 1, 10 and 50 `rtail -F redis://…`; for comparison, by one and by N `rtail -F` over SSH.
 * Prints the processes on the host, the processor time of these and of sshd's sessions, and the logins.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '../test/helpers/redis.ts';
import { type Running, startRtail } from '../test/helpers/run.ts';
import { benchFleet } from './fleet.ts';
import { printTable, sizes } from './measure.ts';

const { seconds, rate, direct } = sizes({ seconds: 30, rate: 200, direct: 10 });
const TICK_MS = 50;
const LIMIT_MS = 600_000;

const fleet = await benchFleet({ targets: 1, bastion: { maxStartups: '500' } });
const target = fleet.targets[0]!;
const { home } = fleet.client;

/** Processor time of a process and of the children that it waited for. */
const cpuSeconds = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return 0;
  }
};

const used = (processes: readonly { readonly pid: number }[]): number =>
  processes.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);

interface Reader {
  readonly running: Running;
  lines(): number;
}

const startReader = (source: string): Reader => {
  let lines = 0;
  const stdout = (chunk: Buffer): void => {
    for (const byte of chunk) if (byte === 10) lines++;
  };
  const running = startRtail(['-F', '-n', '1', source], { home, stdout, limitMs: LIMIT_MS });
  return { running, lines: () => lines };
};

const grow = async (): Promise<number> => {
  const begun = performance.now();
  let written = 0;
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - begun) {
    const due = Math.floor((elapsed / 1000) * rate);
    const line = `${new Date().toISOString()} INFO ${'GET /cart/items 200 '.repeat(4)}\n`;
    target.appendLog('app.log', line.repeat(due - written));
    written = due;
    await sleep(TICK_MS);
  }
  return written;
};

const measure = async (title: string, source: string, count: number, relay: Running | null) => {
  const startLogins = [fleet.bastion.acceptedLogins(), target.acceptedLogins()] as const;
  const readers: Reader[] = [];
  for (let index = 0; index < count; index++) {
    readers.push(startReader(source));
    // Not all of them at once, or their start is what is measured.
    while (readers.at(-1)!.lines() === 0) await sleep(20);
  }
  const before = [used(target.processes()), used(target.sessions())] as const;
  const relayBefore = relay === null ? 0 : cpuSeconds(relay.pid);
  const received = readers.map(reader => reader.lines());
  const written = await grow();
  const least = (): number => Math.min(...readers.map((reader, index) => reader.lines() - received[index]!));
  while (least() < written) await sleep(20);
  const processes = target.processes().length;
  const after = [used(target.processes()), used(target.sessions())] as const;
  const perMinute = 60 / seconds;
  const row = [
    title,
    `${written}`,
    `${processes}`,
    (after[0] - before[0]) * perMinute,
    (after[1] - before[1]) * perMinute,
    `${fleet.bastion.acceptedLogins() - startLogins[0]}`,
    `${target.acceptedLogins() - startLogins[1]}`,
    relay === null ? '' : (cpuSeconds(relay.pid) - relayBefore) * perMinute,
  ];
  for (const { running } of readers) running.kill('SIGTERM');
  await Promise.all(readers.map(({ running }) => running.done));
  return row;
};

target.writeLog('app.log', 'start\n');
const rows = [];
for (const count of new Set([1, direct]))
  rows.push(await measure(`${count} over SSH`, 'web-01:app', count, null));
{
  await using redis = await RedisServer.start(join(home, 'redis'));
  const logins = [fleet.bastion.acceptedLogins(), target.acceptedLogins()] as const;
  const relay = startRtail(['relay', redis.url, 'web-01:app'], { home, limitMs: LIMIT_MS });
  await relay.sees('published by this relay');
  console.log(
    `relay: ${fleet.bastion.acceptedLogins() - logins[0]} login on the bastion, ${target.acceptedLogins() - logins[1]} on the host`,
  );
  for (const count of [1, 10, 50])
    rows.push(await measure(`${count} through the relay`, redis.url, count, relay));
  relay.kill('SIGKILL');
  await relay.done;
}
fleet.close();
printTable(
  [
    `readers, ${rate} lines/s`,
    'lines each got',
    'processes on host',
    'their CPU s/min',
    'sshd CPU s/min',
    'new logins bastion',
    'host',
    'relay CPU s/min',
  ],
  rows,
);
process.exit(0);
