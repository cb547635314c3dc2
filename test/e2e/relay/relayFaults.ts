import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../src/demo/random.ts';
import type { Fleet } from '../../helpers/fleet.ts';
import { until } from '../../helpers/fleet-process.ts';
import { moveSlot, type RedisServer } from '../../helpers/redis.ts';
import { inflict } from '../follow/faults.ts';
import type { FaultReader } from './reading.ts';
import type { RelayProcess } from './relayProcess.ts';

export type RelayFault =
  | 'kill a relay'
  | 'stop a relay'
  | 'kill redis'
  | 'cut redis back'
  | 'move a slot'
  | 'fail over'
  | 'kill a master'
  | 'cut the bastion link'
  | 'cut a target link'
  | 'restart a target'
  | 'stop a reader'
  /** For long enough that Redis removes what it has not read. */
  | 'stop a reader for long';

/** Duration of a relay's lease in these runs, in milliseconds. */
export const LEASE_MS = 1500;

export interface Ground {
  readonly fleet: Fleet;
  readonly nodes: readonly RedisServer[];
  readonly relays: readonly RelayProcess[];
  readonly readers: readonly FaultReader[];
  readonly random: Random;
  /** `emptied`: how often the cut left nothing at all. */
  readonly state: { cutBytes: number; emptied: number };
}

/** Inflicts one fault, and waits until it is over. */
export const suffer = async (
  fault: RelayFault,
  { fleet, nodes, relays, readers, random, state }: Ground,
): Promise<void> => {
  const node = random.pick(nodes);
  switch (fault) {
    case 'kill a relay':
      return random.pick(relays).killAndRestart(random.whole(0, 400));
    case 'stop a relay':
      return random.pick(relays).stopFor(random.whole(LEASE_MS + 500, LEASE_MS * 3));
    case 'kill redis':
      await node.kill();
      await sleep(random.whole(0, 500));
      return node.start();
    case 'cut redis back':
      await node.kill();
      await sleep(random.whole(0, 500));
      state.cutBytes += await node.restartWithout(random.whole(1000, 200_000));
      if ((await node.cli('DBSIZE')) === '0') state.emptied++;
      return;
    case 'move a slot':
      await moveSlot(nodes, `{rt:${String(random.whole(0, 15)).padStart(2, '0')}}:x`);
      return;
    case 'fail over':
      for (const one of nodes)
        if ((await one.cli('ROLE')).startsWith('slave')) {
          await one.cli('CLUSTER', 'FAILOVER', 'TAKEOVER');
          return;
        }
      return;
    case 'kill a master':
      return killMaster(nodes);
    case 'cut the bastion link':
    case 'cut a target link':
    case 'restart a target':
      return inflict(fault, fleet, [], random);
    case 'stop a reader':
      return random.pick(readers).stopFor(random.whole(500, 3000));
    case 'stop a reader for long':
      return random.pick(readers).stopFor(random.whole(6000, 9000));
  }
};

/** Kills a master that has a replica, waits until the replica has taken over, and restarts the master. */
const killMaster = async (nodes: readonly RedisServer[]): Promise<void> => {
  const masters: RedisServer[] = [];
  for (const node of nodes)
    if (/^slave\b.*^connected$/ms.test(await node.cli('ROLE'))) masters.push(await masterOf(node, nodes));
  const master = masters[0];
  if (master === undefined) return;
  const witness = nodes.find(node => node !== master)!;
  await master.kill();
  await until(
    async () => ((await countMasters(witness)) === 3 ? true : null),
    20_000,
    () => 'a replica that takes over',
  );
  await master.start();
};

const masterOf = async (replica: RedisServer, nodes: readonly RedisServer[]): Promise<RedisServer> => {
  const port = (await replica.cli('ROLE')).split('\n')[2]!.trim();
  return nodes.find(node => String(node.port) === port)!;
};

/** Returns the masters that are up and have slots, according to a node. */
const countMasters = async (node: RedisServer): Promise<number> =>
  (await node.cli('CLUSTER', 'NODES'))
    .split('\n')
    .map(row => row.trim().split(' '))
    .filter(
      ([, , flags = '', , , , , ...slots]) =>
        /\bmaster\b/.test(flags) && !/\bfail\b/.test(flags) && slots.length > 1,
    ).length;
