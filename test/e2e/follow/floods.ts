import { createRandom, type Random } from '../../../src/demo/random.ts';
import { startFleet } from '../../helpers/fleet.ts';
import { runStall, type StallOptions } from './stall.ts';

/** Totals over several floods. */
export interface FloodTotals {
  rounds: number;
  lines: number;
  /** Lines missing in rounds without a reported gap; and in rounds with one. */
  lost: number;
  marked: number;
  repeated: number;
  disordered: number;
  torn: number;
  /** Gaps in rounds in which no line was missing. */
  falseGaps: number;
}

export interface FloodOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Called with a description of each round, which the same seed repeats. */
  readonly report: (line: string) => void;
}

/** Runs rounds of following with backlogs, rates, stalls and rotations of random size until time is up. */
export const runFloods = async ({ seed, seconds, report }: FloodOptions): Promise<FloodTotals> => {
  const totals: FloodTotals = {
    ...{ rounds: 0, lines: 0, lost: 0, marked: 0 },
    ...{ repeated: 0, disordered: 0, torn: 0, falseGaps: 0 },
  };
  await using fleet = await startFleet({ targets: 1, logs: { app: 'app.log' } });
  const end = performance.now() + seconds * 1000;
  const random = createRandom(seed);
  while (performance.now() < end) {
    const options = chooseFlood(random);
    const result = await runStall(fleet, options);
    const { lost, repeated, disordered, torn, gaps, written } = result;
    totals.rounds++;
    totals.lines += written;
    totals.repeated += repeated;
    totals.disordered += disordered;
    totals.torn += torn;
    if (gaps === 0) totals.lost += lost;
    else totals.marked += lost;
    if (lost === 0) totals.falseGaps += gaps;
    const outcome = JSON.stringify({ written, lost, repeated, disordered, torn, gaps });
    report(`${seed}/${totals.rounds} ${describe(options)} ${outcome}`);
    if (lost + repeated + disordered + torn + gaps > 0) report(result.messages.slice(0, 2_000));
  }
  return totals;
};

/** Returns a number between two bounds, with every order of magnitude equally likely. */
const anySize = (random: Random, least: number, most: number): number =>
  Math.round(least * (most / least) ** random.next());

/** Maximum number of bytes written per round, so that it ends in reasonable time. */
const MAX_WRITTEN = 150e6;

const chooseFlood = (random: Random): StallOptions => {
  const stalled = random.pick(['client', 'link', 'reader', 'nothing'] as const);
  const stallMs = anySize(random, 100, random.chance(0.1) ? 120_000 : 12_000);
  const bytesPerSecond = Math.min(anySize(random, 10e3, 20e6), MAX_WRITTEN / (stallMs / 1000 + 1));
  const rotations = random.pick([0, 1, 1, 2, 4]);
  const filtered = random.chance(0.4) ? ['-g', 'line'] : [];
  const transport = random.chance(0.3) ? ['--transport', 'openssh'] : [];
  return {
    ...{ stalled, stallMs, bytesPerSecond },
    backlog: random.chance(0.5) ? 100 : anySize(random, 100, random.chance(0.1) ? 200e6 : 30e6),
    rotateAfterMs: Array.from({ length: rotations }, () => Math.round(stallMs * random.next() * 1.2)).sort(
      (a, b) => a - b,
    ),
    rotation: random.pick(['copytruncate', 'rename'] as const),
    output: random.chance(0.25) ? 'json' : 'raw',
    args: [...filtered, ...transport],
    tee: random.chance(0.15),
    patienceMs: 120_000,
  };
};

const describe = (options: StallOptions): string => {
  const { stalled, stallMs, bytesPerSecond, backlog, rotateAfterMs, rotation, output, args, tee } = options;
  const rotated = rotateAfterMs.length === 0 ? '' : ` ${rotation} after ${rotateAfterMs.join(', ')} ms`;
  return `backlog ${backlog} ${Math.round(bytesPerSecond / 1000)} KB/s, ${stalled} ${stallMs} ms${rotated}, ${output} ${args?.join(' ')}${tee ? ' --tee' : ''}:`;
};
