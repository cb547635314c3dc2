/**
 * The README's table: rtail next to the equivalent without it, run in turns. `--lines N` of the local logs (0: without them), `--mb N` of
 * the log behind the jump host, `--hosts N` (0: without those rows), `--rounds N`. Prints Markdown; times are wall-clock times, CPU times are
 * the client's.
 */
import { fleetProblem, startFleet } from '../test/helpers/fleet.ts';
import { sizes } from './measure.ts';
import { fleetPairs } from './table/fleet.ts';
import { localPairs } from './table/local.ts';
import { measurePair, TABLE_HEAD, tableLine } from './table/pair.ts';

const { lines, mb, hosts, rounds } = sizes({ lines: 1_000_000, mb: 300, hosts: 60, rounds: 5 });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

for (const line of TABLE_HEAD) console.log(line);
if (lines > 0) {
  const local = await localPairs(lines);
  for (const pair of local.pairs) console.log(tableLine(await measurePair(pair, rounds, local.place)));
}

const problem = hosts === 0 ? '--hosts 0' : fleetProblem('namespaces');
if (problem === null) {
  const fleet = await startFleet({ targets: hosts, bastion: { maxStartups: '500' }, usualKeyExchange: true });
  const { home } = fleet.client;
  const place = { cwd: home, env: { HOME: home, PATH: '/usr/bin:/bin', TZ: 'UTC' } };
  for (const pair of await fleetPairs(fleet, { mb, hosts })) {
    console.log(tableLine(await measurePair(pair, rounds, place)));
  }
  fleet.close();
} else {
  console.error(`Without the rows behind a jump host: ${problem}`);
}
process.exit(0);
