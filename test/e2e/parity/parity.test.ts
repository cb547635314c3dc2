import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetProblem } from '../../helpers/fleet.ts';
import { type Ground, makeGround } from './ground.ts';
import { type Lane, startLane } from './lane.ts';
import type { Row } from './row.ts';
import { KINDS } from './rows/index.ts';
import { type Client, type Outcome, runRow } from './runners.ts';

const problem = fleetProblem('namespaces');
const full = process.env['RTAIL_E2E'] === 'full';

/** Number of rows under way at once, each on its own servers. */
const LANES = 3;

const ROWS = KINDS.flatMap(({ kind, rows }) =>
  rows.filter(row => full || row.always).map(row => ({ kind, row, title: row.title })),
);

/**
 * Both transports do what ssh does with a configuration: the same servers see the same accounts log in with
 * the same keys, or nobody. If one of them cannot, its message names the reason.
 */
describe.skipIf(problem)(`parity with ssh${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let ground: Ground;
  let lanes: Lane[] = [];
  const free: Lane[] = [];
  const waiting: ((lane: Lane) => void)[] = [];

  beforeAll(async () => {
    ground = await makeGround();
    lanes = await Promise.all(Array.from({ length: LANES }, (_, number) => startLane(ground, number)));
    free.push(...lanes);
  }, 120_000);
  afterAll(async () => {
    await ground?.close();
  });

  const onLane = async <T>(work: (lane: Lane) => Promise<T>): Promise<T> => {
    const lane = free.pop() ?? (await new Promise<Lane>(resolve => waiting.push(resolve)));
    try {
      return await work(lane);
    } finally {
      const next = waiting.shift();
      if (next) next(lane);
      else free.push(lane);
    }
  };

  const run = (row: Row) =>
    onLane(async lane => {
      const outcomes: Partial<Record<Client, Outcome>> = {};
      for (const client of ['ssh', 'ssh2', 'openssh'] as const)
        outcomes[client] = await runRow(row, client, ground, lane);
      return outcomes as Readonly<Record<Client, Outcome>>;
    });

  it.concurrent.each(ROWS)('$kind: $title', { timeout: 90_000 }, async ({ row }) => {
    const { ssh, ...transports } = await run(row);
    expect(ssh.ok, ssh.said).toBe(row.ok);
    for (const client of ['ssh2', 'openssh'] as const) {
      const outcome = transports[client];
      const difference = row[client];
      if (difference === undefined) {
        const seen = row.early && outcome.seen.length === 0 ? ssh.seen : outcome.seen;
        const told = { client, ok: outcome.ok, seen };
        expect(told, outcome.said).toEqual({ client, ok: ssh.ok, seen: ssh.seen });
      } else {
        expect(outcome.ok, `${client} does as ssh does`).not.toBe(ssh.ok);
        expect(outcome.said).toMatch(difference);
      }
    }
  });
});
