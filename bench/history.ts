/**
 * Reads the past of a log of `--megabytes` over `--days` with rtop through the bastion. For `:goto`, `:range` and a
 * filter, measures the time until the first row is visible, the bytes received and rtop's memory; then scrolls back
 * over `--scroll` lines, a page at a time, and measures the milliseconds from key to page, and whether each page
 * adjoins the previous one. Keys are `--every` milliseconds apart, as a key that repeats; 0: as fast as pages follow.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTerminal, type PtySession } from '../test/ui/helpers/pty.ts';
import { benchFleet } from './fleet.ts';
import { percentile, printTable, sizes } from './measure.ts';
import { RARE, writeDatedLog } from './screen/datedLog.ts';
import { processorTime, residentMemory, rtopEntry } from './screen/terminal.ts';

const { megabytes, days, scroll, every } = sizes({ megabytes: 1000, days: 10, scroll: 100_000, every: 33 });
const fleet = await benchFleet({ targets: 1 });
const [target] = fleet.targets;
const log = await writeDatedLog(target!.logFile('app.log'), megabytes * 1e6, days);
console.log(`${log.lines} lines, ${log.bytes} bytes, ${days} days`);

const link = `rtf${fleet.network.bastion.address.split('.')[2]}`;
const received = (): number =>
  Number(readFileSync(`/sys/class/net/${link}/statistics/rx_bytes`, 'latin1')) / 1000;
const open = (): PtySession =>
  onTerminal(
    `cd ${fleet.client.home} && exec ${process.execPath} ${rtopEntry} web-01:app`,
    { HOME: fleet.client.home, XDG_STATE_HOME: fleet.client.home, TZ: 'UTC' },
    120,
    40,
  );

/** Returns the numbers of the visible lines, from the top. */
const numbers = (screen: PtySession): number[] =>
  screen.emulator.lines().flatMap(line => {
    const found = / line-(\d+)\./.exec(line);
    return found ? [Number(found[1])] : [];
  });

const until = async (done: () => boolean, what: string, limitMs = 300_000): Promise<number> => {
  const started = performance.now();
  while (!done()) {
    if (performance.now() - started > limitMs) throw new Error(`${what} did not happen`);
    await sleep(2);
  }
  return performance.now() - started;
};

const rows: (string | number)[][] = [];
/** Opens the log, types, and measures the time until the screen is as expected. */
const measure = async (
  title: string,
  keys: string,
  isDone: (screen: PtySession) => boolean,
  later?: (screen: PtySession) => Promise<string>,
): Promise<void> => {
  const screen = open();
  await screen.sees(/ line-\d+\.[\s\S]*FOLLOW/);
  await sleep(2500);
  const before = received();
  screen.type(keys);
  const ms = await until(() => isDone(screen), title).catch(error => {
    console.error(screen.text());
    throw error;
  });
  const kilobytes = received() - before;
  const more = later ? await later(screen) : '';
  rows.push([title, ms / 1000, kilobytes, residentMemory(screen.pid()).most, more]);
  console.log(JSON.stringify(rows.at(-1)));
  await screen.close();
};

const clock = (moment: number): string => new Date(moment).toISOString().slice(0, 19);
const back = log.last - 3 * 86_400_000;
const near = (moment: number) => (screen: PtySession) => {
  const wanted = log.numberAt(moment);
  return numbers(screen).some(n => Math.abs(n - wanted) <= 2 + log.perSecond);
};

await measure('open', '', screen => numbers(screen).length > 0);
await measure(`:goto ${clock(back)}`, `:goto ${clock(back)}Z\r`, near(back));
await measure(':range of ten minutes', `:range ${clock(back)}Z ${clock(back + 600_000)}Z\r`, near(back));
await measure(
  `&${RARE}, first match`,
  `&${RARE}\r`,
  screen => screen.text().includes(`${RARE} in a haystack`),
  async screen => {
    const started = performance.now();
    const before = received();
    let keys = 0;
    // Each key searches a limited part of the log.
    await until(() => {
      const isReading = /reading older lines|being looked through/.test(screen.text());
      const isAtStart = /the (log|file) starts here/.test(screen.text());
      if (!isReading && !isAtStart && performance.now() - started > keys * 500) {
        screen.type('g');
        keys++;
      }
      return isAtStart;
    }, 'the start of the log');
    const seconds = (performance.now() - started) / 1000;
    return `the start of the log: ${seconds.toFixed(1)} s, ${keys} × g, ${Math.round(received() - before)} KB, ${numbers(screen).length} matches on show`;
  },
);

const screen = open();
await screen.sees(/ line-\d+\.[\s\S]*FOLLOW/);
await sleep(2500);
const newest = Math.max(...numbers(screen));
const before = received();
const cpuBefore = processorTime(screen.pid());
const latencies: number[] = [];
let first = numbers(screen)[0]!;
let broken = 0;
let waits = 0;
/** Waits until the page has moved and each of its rows follows the one above: a frame may arrive in several parts. */
const moved = async (seen: number, limitMs: number): Promise<number[]> => {
  for (const started = performance.now(); ; await sleep(1)) {
    const page = numbers(screen);
    const isWhole = page.length > 30 && page.every((n, i) => n === page[0]! + i);
    if ((isWhole && page[0]! < seen) || performance.now() - started > limitMs) return page;
  }
};
while (newest - first < scroll) {
  const started = performance.now();
  const seen = first;
  screen.type('b');
  const page = await moved(seen, 5000);
  latencies.push(performance.now() - started);
  if (page[0] === undefined || page[0] >= seen) {
    if (++waits > 100) throw new Error(`nothing moves any more:\n${screen.text()}`);
    continue;
  }
  if (page.some((n, i) => n !== page[0]! + i) || page.at(-1)! < seen - 1) broken++;
  first = page[0];
  await sleep(Math.max(0, every - (performance.now() - started)));
}
const ended = { memory: residentMemory(screen.pid()).most, cpu: processorTime(screen.pid()) - cpuBefore };
printTable(['cold each time', 'seconds to the first row', 'KB received', 'MB at most', ''], rows);
console.log('');
printTable(
  [
    'scrolling back',
    'pages',
    'p50 ms',
    'p99 ms',
    'most ms',
    'KB received',
    'MB at most',
    'CPU ms a page',
    'pages that do not join',
    'keys without effect',
  ],
  [
    [
      `${newest - first} lines`,
      latencies.length,
      percentile(latencies, 0.5),
      percentile(latencies, 0.99),
      Math.max(...latencies),
      received() - before,
      ended.memory,
      ended.cpu / latencies.length,
      broken,
      waits,
    ],
  ],
);
screen.type('G');
await until(() => numbers(screen).includes(newest), 'the end again');
await screen.close();
process.exit(0);
