import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A control group that counts processor time. It includes processes that nobody waits for, such as the one that `ssh -J`
 * starts for the connection to the jump host.
 */
export interface CpuGroup {
  /** The file to which a process writes its number to join. */
  readonly procs: string;
  /** Processor time of all its processes so far. */
  seconds(): number;
  /** Resolves when they have ended, or after a moment. */
  settled(): Promise<void>;
}

/** Both versions: the file with the time, and how to read it. */
const VERSIONS = [
  {
    root: '/sys/fs/cgroup/cpuacct',
    file: 'cpuacct.usage',
    seconds: (text: string) => Number(text) / 1e9,
  },
  {
    root: '/sys/fs/cgroup',
    file: 'cpu.stat',
    seconds: (text: string) => Number(/^usage_usec (\d+)/m.exec(text)?.[1]) / 1e6,
  },
];

let group: CpuGroup | null | undefined;

/** Returns the group of this process, or null if none can be created. */
export const cpuGroup = (): CpuGroup | null => {
  if (group === undefined) group = create();
  return group;
};

const create = (): CpuGroup | null => {
  for (const { root, file, seconds } of VERSIONS) {
    const folder = join(root, `rtail-bench-${process.pid}`);
    const usage = join(folder, file);
    const procs = join(folder, 'cgroup.procs');
    try {
      mkdirSync(folder);
      process.once('exit', () => remove(folder));
      if (!existsSync(usage)) continue;
    } catch {
      continue;
    }
    const isEmpty = () => readFileSync(procs, 'utf8').trim() === '';
    return {
      procs,
      seconds: () => seconds(readFileSync(usage, 'utf8')),
      async settled() {
        for (let tries = 0; tries < 20 && !isEmpty(); tries++) await sleep(10);
      },
    };
  }
  return null;
};

/** Fails while a process of the group is still running, such as a shared connection. */
const remove = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch {
    // It costs nothing.
  }
};
