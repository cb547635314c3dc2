/**
 * The built `rtop` as people use it, on a pseudo-terminal: the time to its first complete frame compared with
 * `node -e 0` (`--rounds N`), the delay between appending a line on a host behind a jump host and its appearance on the
 * screen (`--lines N --every MS`), and its memory at full rate with a small and a large `--buffer` (`--seconds N`) and
 * with many open sources (`--sources N`).
 */
import { printTable, sizes } from './measure.ts';
import { appendedToScreen } from './screen/appended.ts';
import { firstFrames } from './screen/firstFrame.ts';
import { fullRateMemory, manySourcesMemory } from './screen/memory.ts';

const { rounds, lines, every, seconds, sources } = sizes({
  rounds: 20,
  lines: 300,
  every: 50,
  seconds: 20,
  sources: 1000,
});

printTable(
  ['first frame of rtop', 'median ms', 'best ms', 'median over node', 'processor ms', 'budget'],
  await firstFrames(rounds),
);
printTable(
  ['appended line → screen', 'lines', 'p50 ms', 'p95 ms', 'worst ms', 'budget'],
  [await appendedToScreen(lines, every)],
);
printTable(
  ['memory', 'MB/s read', 'resident MB', 'most MB', 'budget'],
  [
    await fullRateMemory('16M', seconds),
    await fullRateMemory('256M', seconds),
    await manySourcesMemory(sources),
  ],
);
process.exit(0);
