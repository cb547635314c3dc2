import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet } from '../../helpers/fleet.ts';
import { runStall, type StallOptions } from './stall.ts';

const problem = fleetProblem('namespaces');
const NOTHING_AMISS = { lost: 0, repeated: 0, disordered: 0, gaps: 0, torn: 0 };

describe.skipIf(problem)(
  `copying and truncating during a stall${problem ? ` (skipped: ${problem})` : ''}`,
  () => {
    let fleet: Fleet;

    beforeAll(async () => {
      fleet = await startFleet({ targets: 1 });
    });
    afterAll(() => fleet?.close());

    const KB = 1000;
    const rows: [string, StallOptions][] = [
      [
        'the client, slow writer',
        { stalled: 'client', stallMs: 3000, bytesPerSecond: 75 * KB, rotateAfterMs: [1500] },
      ],
      [
        'the client, twice',
        { stalled: 'client', stallMs: 2000, bytesPerSecond: 300 * KB, rotateAfterMs: [500, 1200] },
      ],
      ['the link', { stalled: 'link', stallMs: 2000, bytesPerSecond: 75 * KB, rotateAfterMs: [1000] }],
      [
        'the reader, fast writer',
        { stalled: 'reader', stallMs: 2500, bytesPerSecond: 5000 * KB, rotateAfterMs: [1000] },
      ],
      [
        'the client, filtered, and the new file outgrows the old one',
        {
          ...{ stalled: 'client', stallMs: 3500, bytesPerSecond: 3000 * KB, rotateAfterMs: [1500] },
          args: ['-g', 'line'],
        },
      ],
    ];
    it.each(rows)('%s: each line arrives once, in order, without a gap', async (_title, options) => {
      const { lost, repeated, disordered, gaps, torn } = await runStall(fleet, options);
      expect({ lost, repeated, disordered, gaps, torn }).toEqual(NOTHING_AMISS);
    });
  },
);
