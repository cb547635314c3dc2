import { spawnSync } from 'node:child_process';
import { median, timeCommand } from '../measure.ts';

/** A row: an rtail command, and the equivalent without rtail. */
export interface Pair {
  readonly title: string;
  readonly peer: string;
  readonly ours: string;
  readonly theirs: string;
  /** Run once, before the rounds. */
  readonly before?: string;
  /** The reader of their output. Default: the output is discarded. */
  readonly sink?: string;
  /** Exit codes of the peer that are not failures. */
  readonly allowed?: readonly number[];
  /** Returns the duration, if it is not the time of the command. */
  readonly seconds?: (stdout: string) => number;
}

export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Ratios of rtail to its peer, one per pair of runs. */
export interface Ratios {
  readonly pair: Pair;
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

/** Runs both in turns, so that they see the same load. */
export const measurePair = async (pair: Pair, rounds: number, place: Place): Promise<Ratios> => {
  const run = async (command: string, allowed: readonly number[]) => {
    const options = { ...place, sink: pair.sink ?? 'cat >/dev/null', allowed };
    const { seconds, cpuSeconds, stdout } = await timeCommand(command, options);
    return { seconds: pair.seconds?.(stdout) ?? seconds, cpuSeconds };
  };
  const wall: number[] = [];
  const cpu: number[] = [];
  if (pair.before) await run(pair.before, [0]);
  for (let round = 0; round < rounds; round++) {
    const theirs = await run(pair.theirs, [0, ...(pair.allowed ?? [])]);
    const ours = await run(pair.ours, [0]);
    wall.push(ours.seconds / theirs.seconds);
    cpu.push(ours.cpuSeconds / theirs.cpuSeconds);
  }
  return { pair, wall, cpu };
};

/** Formats a line of the README's table. */
export const tableLine = ({ pair, wall, cpu }: Ratios): string =>
  `| ${[pair.title, pair.peer, spread(wall), spread(cpu)].join(' | ')} |`;

export const TABLE_HEAD = [
  '| what | compared with | time, rtail ÷ other | processor time |',
  '|---|---|---|---|',
];

/** Formats the median, followed by minimum and maximum if they differ. */
const spread = (ratios: readonly number[]): string => {
  const [least, most] = [Math.min(...ratios).toFixed(2), Math.max(...ratios).toFixed(2)];
  const middle = median(ratios).toFixed(2);
  return least === most ? middle : `${middle} (${least}–${most})`;
};

export const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
