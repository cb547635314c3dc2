import { parseArgs } from 'node:util';
import { fleetProblem } from '../helpers/fleet.ts';
import buildOnce from '../helpers/globalSetup.ts';
import { FAULTS } from './follow/faults.ts';
import { runFloods } from './follow/floods.ts';
import { printReport } from './follow/soakReport.ts';
import { runTrial } from './follow/trial.ts';

/**
 * `npm run soak -- --minutes N --seed S [--transport openssh]`: follows rotating logs with backlogs of up to 200 MB and writers of up to
 * 20 MB/s while clients, links and readers stand still, then many logs while links are cut, servers are restarted and processes stopped,
 * and accounts for every line. What is done is printed and follows from the seed. Fails if a line is lost or repeated and nothing says
 * so, if a gap is claimed where nothing is missing, or if memory grows. Needs root, Linux and OpenSSH's server.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    transport: { type: 'string', default: 'ssh2' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const { transport } = values;
if (transport !== 'ssh2' && transport !== 'openssh') {
  console.error(`soak: --transport is ssh2 or openssh, not ${transport}`);
  process.exit(2);
}
const problem = fleetProblem('namespaces');
if (problem !== null) {
  console.error(`soak: ${problem}`);
  process.exit(2);
}
if (process.env['RTAIL_DIST'] === undefined) buildOnce();
const seed = Number(values.seed);
const seconds = Number(values.minutes) * 60;
const report = (text: string): void => console.error(`soak: ${text}`);
// Half of the time one flood after another, half of it many small logs and every kind of fault.
const floods = await runFloods({ seed, seconds: seconds / 2, report });
const result = await runTrial({
  ...{ seed, transport },
  seconds: seconds / 2,
  faults: FAULTS,
  rotations: {
    gnu: ['rename', 'late reopening', 'copytruncate', 'delete', 'compress', 'dated', 'none'],
    busybox: ['rename', 'late reopening', 'copytruncate'],
  },
  faultEvery: 0.2,
  rotateEvery: 4,
  progress: report,
});
const title = `${values.minutes} minutes with ${transport}, seed ${seed}`;
console.log(`${title}: floods\n${JSON.stringify(floods, null, 2)}\n`);
const { lost, repeated, disordered, torn, falseGaps } = floods;
const isClean = lost + repeated + disordered + torn + falseGaps === 0;
process.exit(printReport(title, result) && isClean ? 0 : 1);
