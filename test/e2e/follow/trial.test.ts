import { describe, expect, it } from 'vitest';
import { fleetProblem } from '../../helpers/fleet.ts';
import { FAULTS } from './faults.ts';
import { runTrial } from './trial.ts';

const problem = fleetProblem('namespaces');

describe.skipIf(problem)(`following without losing a line${problem ? ` (skipped: ${problem})` : ''}`, () => {
  it('accounts for every line while logs rotate and links, servers and processes fail', async () => {
    const { clients, leftBehind, done } = await runTrial({
      seed: 1,
      seconds: 9,
      atLeast: 11,
      quietMs: 500,
      faults: FAULTS,
      rotations: {
        gnu: ['rename', 'late reopening', 'copytruncate', 'delete', 'compress', 'dated'],
        busybox: ['rename', 'copytruncate'],
      },
      faultEvery: 0.5,
      rotateEvery: 3,
    });
    expect(done.length).toBeGreaterThanOrEqual(11);
    for (const { name, logs, code } of clients) {
      for (const [log, { wanted, lost, repeated, disordered }] of logs) {
        expect({ name, log, lost, repeated, disordered }).toEqual({
          name,
          log,
          lost: [],
          repeated: [],
          disordered: [],
        });
        expect(wanted.length).toBeGreaterThan(50);
      }
      expect(code).toBe(130);
    }
    expect(leftBehind).toEqual([]);
  }, 120_000);
});
