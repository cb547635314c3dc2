/** How much longer `rtail --version` takes than an empty Node program: `--rounds N`. */
import { execFileSync } from 'node:child_process';
import { entry } from './fleet.ts';
import { median, percentile, printTable, sizes } from './measure.ts';

const { rounds } = sizes({ rounds: 40 });
const commands = { 'node -e 0': ['-e', '0'], 'rtail --version': [entry, '--version'] };
const times = Object.fromEntries(Object.keys(commands).map(name => [name, [] as number[]]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) {
    const started = performance.now();
    execFileSync(process.execPath, args);
    times[name]!.push(performance.now() - started);
  }
}
const empty = median(times['node -e 0']!);
printTable(
  ['command', 'median ms', 'best ms', 'median over node'],
  Object.entries(times).map(([name, ms]) => [name, median(ms), percentile(ms, 0), median(ms) - empty]),
);
