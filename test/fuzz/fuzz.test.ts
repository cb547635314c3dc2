import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { fuzz, TARGETS } from './fuzz.ts';

/** Few enough to take only seconds: `npm run fuzz` tries millions. */
const INPUTS: Readonly<Record<string, number>> = {
  log: 60,
  config: 60,
  protocol: 300,
  ssh: 15,
  syslog: 200,
  wire: 500,
};

const hasSsh = spawnSync('ssh', ['-V']).status === 0;

describe('hostile inputs of a fixed seed', () => {
  test.each(TARGETS.filter(({ name }) => hasSsh || name !== 'ssh'))('$what', async target => {
    const { inputs, failures } = await fuzz(target, 1, { inputs: INPUTS[target.name]! });
    expect(inputs).toBe(INPUTS[target.name]);
    expect(failures.map(({ error }) => error)).toEqual([]);
  });
});
