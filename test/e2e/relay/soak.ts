import { parseArgs } from 'node:util';
import { fleetProblem } from '../../helpers/fleet.ts';
import buildOnce from '../../helpers/globalSetup.ts';
import { redisProblem } from '../../helpers/redis.ts';
import type { Rotation } from '../follow/writer.ts';
import { type FaultRunResult, runFaults } from './faultRun.ts';

/**
 * `npm run soak:relay -- [--seed S] [--share F]`: logs on hosts behind a bastion are written, numbered and rotated; two relays publish
 * them, three readers read them, while relays are killed and stopped beyond their lease, Redis is killed and its file cut back, links
 * are cut; then the same in a cluster whose slots move and whose replicas take over. Accounts for every line. `--share 0.1`: a tenth of
 * the faults. Needs root, Linux, OpenSSH's server and redis-server.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    share: { type: 'string', default: '1' },
    rotations: { type: 'string', default: 'rename,late reopening,copytruncate,none,rename,dated' },
    only: { type: 'string', default: 'single,cluster' },
  },
});
const problem = fleetProblem('namespaces') ?? redisProblem();
if (problem !== null) {
  console.error(`soak: ${problem}`);
  process.exit(2);
}
if (process.env['RTAIL_DIST'] === undefined) buildOnce();
const share = Number(values.share);
const some = (count: number): number => Math.ceil(count * share);
const seed = Number(values.seed);
const rotations = values.rotations.split(',') as Rotation[];
const report = (text: string): void => console.error(`soak: ${text}`);
const kinds = values.only.split(',');

const print = (title: string, result: FaultRunResult): boolean => {
  const sum = (of: (account: FaultRunResult['accounts'][number]) => number): number =>
    result.accounts.reduce((total, account) => total + of(account), 0);
  const totals = {
    seconds: Math.round(result.seconds),
    lines: result.lines,
    rotations: result.rotations,
    faults: result.done,
    cutBytes: result.cutBytes,
    lost: sum(({ lost }) => lost),
    repeated: sum(({ repeated }) => repeated),
    disordered: sum(({ disordered }) => disordered),
    gaps: sum(({ gaps }) => gaps),
    unknownGaps: sum(({ unknownGaps }) => unknownGaps),
    gapBytes: sum(({ gapBytes }) => gapBytes),
  };
  console.log(`${title}, seed ${seed}\n${JSON.stringify(totals, null, 2)}`);
  const wrong = result.accounts.filter(one => one.lost + one.repeated + one.gaps > 0);
  for (const account of wrong) console.log(JSON.stringify(account));
  console.log(JSON.stringify(result.said, null, 1));
  return totals.lost + totals.repeated + totals.disordered === 0;
};

let isClean = true;
if (kinds.includes('single')) {
  const result = await runFaults({
    ...{ seed, rotations, report, cluster: false, relays: 2 },
    faults: {
      'kill a relay': some(50),
      'stop a relay': some(10),
      'cut redis back': some(20),
      'kill redis': some(5),
      'cut the bastion link': some(4),
      'cut a target link': some(4),
      'restart a target': some(4),
      'stop a reader': some(5),
    },
  });
  isClean = print('one server', result) && isClean;
}
if (kinds.includes('cluster')) {
  const result = await runFaults({
    ...{ seed: seed + 1, rotations, report, cluster: true, relays: 2 },
    faults: {
      'move a slot': some(12),
      'fail over': some(4),
      'kill a relay': some(10),
      'cut a target link': some(2),
    },
  });
  isClean = print('cluster of three', result) && isClean;
}
process.exit(isClean ? 0 : 1);
