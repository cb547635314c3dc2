import { parseArgs } from 'node:util';
import { fleetProblem } from '../helpers/fleet.ts';
import buildOnce from '../helpers/globalSetup.ts';
import { FAULTS } from './follow/faults.ts';
import { printReport } from './follow/soakReport.ts';
import { runTrial } from './follow/trial.ts';

/**
 * `npm run soak -- --minutes N --seed S [--transport openssh]`: follows rotating logs while links are cut, servers are restarted and processes stopped, and
 * accounts for every line. Fails if one is lost or repeated and nothing says so, or if memory grows. Needs root, Linux and OpenSSH's server.
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
const result = await runTrial({
  ...{ seed, transport },
  seconds: Number(values.minutes) * 60,
  faults: FAULTS,
  rotations: {
    gnu: ['rename', 'late reopening', 'copytruncate', 'delete', 'compress', 'dated', 'none'],
    busybox: ['rename', 'late reopening', 'copytruncate'],
  },
  faultEvery: 0.2,
  rotateEvery: 4,
  progress: text => console.error(`soak: ${text}`),
});
const title = `${values.minutes} minutes with ${transport}, seed ${seed}`;
process.exit(printReport(title, result) ? 0 : 1);
