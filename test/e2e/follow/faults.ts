import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../src/demo/random.ts';
import type { Fleet } from '../../helpers/fleet.ts';
import { killAll } from '../../helpers/fleet-process.ts';

/** The reader of the client's output. */
export interface Reader {
  /** Stops reading the client's stdout for this many milliseconds. */
  stall(ms: number): Promise<void>;
}

export type Fault =
  | 'cut the bastion link'
  | 'cut a target link'
  | 'kill a bastion session'
  | 'kill a target session'
  | 'restart the bastion'
  | 'restart a target'
  | 'stop a remote tail'
  | 'stop a target session'
  | 'kill a remote tail'
  | 'kill a remote tool'
  | 'stall the reader';

export const FAULTS: readonly Fault[] = [
  'cut the bastion link',
  'cut a target link',
  'kill a bastion session',
  'kill a target session',
  'restart the bastion',
  'restart a target',
  'stop a remote tail',
  'stop a target session',
  'kill a remote tail',
  'kill a remote tool',
  'stall the reader',
];

/**
 * How long links stay cut and processes stopped, in milliseconds: shorter and longer than the time after which a peer
 * counts as dead.
 */
const PAUSE_MS = [200, 3500] as const;

/** Inflicts one fault on the fleet, and undoes it if necessary. */
export const inflict = async (
  fault: Fault,
  fleet: Fleet,
  readers: readonly Reader[],
  random: Random,
): Promise<void> => {
  const index = random.whole(0, fleet.targets.length - 1);
  const target = fleet.targets[index]!;
  const pause = (): Promise<void> => sleep(random.whole(...PAUSE_MS));
  const some = <T>(items: readonly T[]): T[] => (items.length === 0 ? [] : [random.pick(items)]);
  const tails = () => target.processes().filter(({ command }) => command.startsWith('tail '));
  switch (fault) {
    case 'cut the bastion link':
      fleet.network.setLink(false);
      await pause();
      fleet.network.setLink(true);
      return;
    case 'cut a target link':
      fleet.network.setTargetLink(index, false);
      await pause();
      fleet.network.setTargetLink(index, true);
      return;
    case 'kill a bastion session':
      killAll(some(fleet.bastion.sessions()).map(({ pid }) => pid));
      return;
    case 'kill a target session':
      killAll(some(target.sessions()).map(({ pid }) => pid));
      return;
    case 'restart the bastion':
      fleet.bastion.stop();
      await sleep(random.whole(0, 500));
      await fleet.bastion.start();
      return;
    case 'restart a target':
      target.stop();
      await sleep(random.whole(0, 500));
      await target.start();
      return;
    case 'stop a remote tail':
      return stopped(some(tails()), pause);
    case 'stop a target session':
      return stopped(some(target.sessions()), pause);
    case 'kill a remote tail':
      killAll(some(tails()).map(({ pid }) => pid));
      return;
    case 'kill a remote tool':
      killAll(
        some(target.processes().filter(({ command }) => !/^(sshd|sh|dash|sleep)\b/.test(command))).map(
          ({ pid }) => pid,
        ),
      );
      return;
    case 'stall the reader':
      await random.pick(readers).stall(random.whole(...PAUSE_MS));
  }
};

const stopped = async (processes: readonly { pid: number }[], pause: () => Promise<void>): Promise<void> => {
  const signal = (name: NodeJS.Signals): void => {
    for (const { pid } of processes) {
      try {
        process.kill(pid, name);
      } catch {
        // It has already exited.
      }
    }
  };
  signal('SIGSTOP');
  await pause();
  signal('SIGCONT');
};
