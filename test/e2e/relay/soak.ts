import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fleetProblem } from '../../helpers/fleet.ts';
import buildOnce from '../../helpers/globalSetup.ts';
import { redisProblem } from '../../helpers/redis.ts';
import { entry } from '../../helpers/run.ts';
import type { Rotation } from '../follow/writer.ts';
import { PlainReader, unfencedBuild } from './control.ts';
import { type FaultRunOptions, type FaultRunResult, runFaults } from './faultRun.ts';

/**
 * `npm run soak:relay -- [--seed S] [--share F] [--only RUN,…] [--save FOLDER]`: logs on hosts behind a bastion are written, numbered and rotated; two
 * relays publish them, three readers read them, while faults rain. Accounts for every line. The runs:
 *
 * - single: relays are killed and stopped beyond their lease, Redis is killed and its file cut back, links are cut, readers are stopped
 * - cluster: slots move, masters are killed and replaced by their replicas, relays are killed
 * - gaps: readers are stopped until Redis has removed what they had not read; each gap must have the size of the lines that are missing
 * - control: as `single`, but with relays whose appends are not fenced and readers that continue behind the last id: what that costs
 *
 * `--share 0.1`: a tenth of the faults; `--save FOLDER`: keep what relays and readers said. Needs root, Linux, OpenSSH's server and redis-server.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    save: { type: 'string' },
    share: { type: 'string', default: '1' },
    rotations: { type: 'string', default: 'rename,late reopening,copytruncate,none,rename,dated' },
    only: { type: 'string', default: 'single,cluster,gaps,control' },
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
const common = {
  seed,
  rotations: values.rotations.split(',') as Rotation[],
  report: (text: string): void => console.error(`soak: ${text}`),
  save: values.save ?? null,
  cluster: false,
  relays: 2,
};

const single: FaultRunOptions = {
  ...common,
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
};

const cluster: FaultRunOptions = {
  ...common,
  cluster: true,
  faults: {
    'move a slot': some(12),
    'fail over': some(4),
    'kill a master': some(4),
    'kill a relay': some(10),
    'cut a target link': some(2),
  },
};

const gaps: FaultRunOptions = {
  ...common,
  relayOptions: ['--keep', '64K'],
  flood: 8,
  faults: { 'stop a reader for long': some(6), 'kill a relay': some(4), 'cut redis back': some(3) },
};

const sums = ({ accounts }: FaultRunResult) => {
  const sum = (of: (account: FaultRunResult['accounts'][number]) => number): number =>
    accounts.reduce((total, account) => total + of(account), 0);
  return {
    lost: sum(({ lost }) => lost),
    repeated: sum(({ repeated }) => repeated),
    disordered: sum(({ disordered }) => disordered),
    gaps: sum(({ gaps }) => gaps),
    unknownGaps: sum(({ unknownGaps }) => unknownGaps),
    gapBytes: sum(({ gapBytes }) => gapBytes),
    missingBytes: sum(({ missingBytes }) => missingBytes),
  };
};

const print = (title: string, result: FaultRunResult): ReturnType<typeof sums> => {
  const { seconds, lines, rotations, done: faults, cutBytes, emptied, said, accounts } = result;
  const totals = sums(result);
  const run = { seconds: Math.round(seconds), lines, rotations, faults, cutBytes, emptied };
  console.log(`${title}, seed ${seed}\n${JSON.stringify({ ...run, ...totals }, null, 2)}`);
  for (const account of accounts)
    if (account.lost + account.repeated + account.gaps > 0) console.log(JSON.stringify(account));
  console.log(JSON.stringify(said, null, 1));
  return totals;
};

/** Runs the control, which is expected to lose or repeat lines, so it never fails. */
const runControl = async (): Promise<void> => {
  const dist = unfencedBuild(dirname(entry({})));
  try {
    const startReader = (...args: ConstructorParameters<typeof PlainReader>) => new PlainReader(...args);
    print(
      'control without fencing',
      await runFaults({ ...single, relayEntry: join(dist, 'rtail.js'), startReader }),
    );
  } finally {
    rmSync(dirname(dist), { recursive: true });
  }
};

let isClean = true;
const kinds = values.only.split(',');
for (const [kind, options] of Object.entries({ single, cluster, gaps })) {
  if (!kinds.includes(kind)) continue;
  const { lost, repeated, disordered, gapBytes, missingBytes, unknownGaps } = print(
    kind,
    await runFaults(options),
  );
  isClean &&= lost + repeated + disordered + unknownGaps === 0 && gapBytes === missingBytes;
}
if (kinds.includes('control')) await runControl();
process.exit(isClean ? 0 : 1);
