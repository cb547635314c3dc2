/**
 * The screen at 200×60 with four panes: the cost of a frame in which every row changes, the time from a key to its
 * frame while lines arrive, and how long a terminal that accepts no output blocks the event loop. `--rate` lines per
 * second, `--seconds`.
 */
import { importBundled } from '../scripts/bundled.ts';
import { percentile, printTable, sizes } from './measure.ts';

const { rate, seconds } = sizes({ rate: 100_000, seconds: 5 });
const { frameCosts, keyLatencies, stalledDelay } =
  await importBundled<typeof import('./screen/scenarios.ts')>('bench/screen/scenarios.ts');

const row = (name: string, budget: string, values: readonly number[]): (string | number)[] => [
  name,
  percentile(values, 0.5),
  percentile(values, 0.99),
  budget,
];

const latencies = await keyLatencies(rate, seconds);
const delay = await stalledDelay(rate, seconds);
printTable(
  ['milliseconds', 'p50', 'p99', 'budget'],
  [
    row('frame, every row changed (CPU)', '8', frameCosts(300)),
    row(`key to frame at ${latencies.rate} lines/s`, 'p99 33', latencies.values),
    row(`event-loop delay, terminal stalled, ${delay.rate} lines/s`, 'as if it were not', delay.stalled),
    row('event-loop delay, terminal reading', '', delay.reading),
  ],
);
process.exit(0);
