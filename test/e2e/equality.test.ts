import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../helpers/fleet.ts';
import { type Run, rtail, runProgram, startProgram } from '../helpers/run.ts';
import { COMBINATIONS, type Combination, FOLLOWED } from './combinations.ts';
import { SAMPLES } from './samples.ts';

/**
 * What `rtail -o raw` prints is what plain ssh prints for the same pipeline: each combination of options on each kind of file through
 * the jump; and, by default on one kind each, directly and by the openssh transport. `RTAIL_E2E=full` does all of all.
 */
const problem = fleetProblem('namespaces');
const full = process.env['RTAIL_E2E'] === 'full';

/** Runs at a time: a run waits for the network as much as it computes. */
const PARALLEL = 4;
const KINDS = Object.keys(SAMPLES);

interface Way {
  readonly title: string;
  readonly host: 'web-01' | 'bastion';
  readonly transport: 'ssh2' | 'openssh';
  readonly everyKind: boolean;
}

const WAYS: readonly Way[] = [
  { title: 'ssh2, through the jump', host: 'web-01', transport: 'ssh2', everyKind: true },
  { title: 'ssh2, directly', host: 'bastion', transport: 'ssh2', everyKind: full },
  { title: 'openssh, through the jump', host: 'web-01', transport: 'openssh', everyKind: full },
  ...(full
    ? ([{ title: 'openssh, directly', host: 'bastion', transport: 'openssh', everyKind: true }] as const)
    : []),
];

describe.skipIf(problem)(`the same bytes as plain ssh${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let expected: Map<string, Buffer>;

  beforeAll(async () => {
    fleet = await startFleet({ targets: 1 });
    for (const host of [fleet.bastion, fleet.targets[0]!]) {
      for (const [kind, content] of Object.entries(SAMPLES)) host.writeLog(`${kind}.log`, content);
    }
    expected = await byPlainSsh(fleet);
  });
  afterAll(() => fleet?.close());

  const run = ({ host, transport }: Way, kind: string, { args }: Combination): Promise<Run> =>
    rtail(['-o', 'raw', '--transport', transport, ...args, `${host}:/var/log/${kind}.log`], {
      home: fleet.client.home,
    });

  it('compares with something: at least 60 combinations, and most print', () => {
    expect(COMBINATIONS.length).toBeGreaterThanOrEqual(60);
    const printing = COMBINATIONS.filter(({ pipeline }) => expected.get(`plain ${pipeline}`)!.length > 0);
    expect(printing.length).toBeGreaterThan(COMBINATIONS.length * 0.8);
  });

  it.each(WAYS)('$title', { timeout: full ? 600_000 : 180_000 }, async way => {
    const cases = COMBINATIONS.flatMap((combination, i) =>
      (way.everyKind ? KINDS : [KINDS[i % KINDS.length]!]).map(kind => ({ combination, kind })),
    );
    cases.push(...FOLLOWED.map(combination => ({ combination, kind: 'plain' })));
    const differing = await inParallel(cases, async ({ combination, kind }) => {
      const got = await run(way, kind, combination);
      return difference(
        `${combination.args.join(' ')} on ${kind}`,
        got,
        expected.get(`${kind} ${combination.pipeline}`)!,
      );
    });
    expect(differing.filter(line => line !== null)).toEqual([]);
  });
});

/** What each pipeline prints for each kind of file, by plain ssh through the jump (one connection, a session each). */
async function byPlainSsh(fleet: Fleet): Promise<Map<string, Buffer>> {
  const cases = [...COMBINATIONS, ...FOLLOWED].flatMap(({ pipeline }) =>
    KINDS.map(kind => ({ pipeline, kind })),
  );
  const { home, sshConfig } = fleet.client;
  const socket = `${home}/master`;
  const options = { home, limitMs: 120_000 };
  await using master = startProgram('ssh', ['-F', sshConfig, '-M', '-N', '-S', socket, 'web-01'], options);
  await until(
    () => (existsSync(socket) ? true : null),
    10_000,
    () => `ssh's master: ${master.stderr()}`,
  );
  const ssh = (command: string) =>
    runProgram('ssh', ['-F', sshConfig, '-S', socket, 'web-01', command], options);
  const outputs = await inParallel(cases, async ({ pipeline, kind }) => {
    const { stdout, stderr } = await ssh(`export LC_ALL=C; f=/var/log/${kind}.log; ${pipeline}`);
    if (stderr.length > 0) throw new Error(`${pipeline}: ${stderr}`);
    return [`${kind} ${pipeline}`, stdout] as const;
  });
  return new Map(outputs);
}

/** Null where the run printed just that; else one line that says how it differs. */
function difference(title: string, { stdout, stderr, code }: Run, expected: Buffer): string | null {
  if (stdout.equals(expected) && (code === 0 || (code === 1 && expected.length === 0))) return null;
  const at = [...stdout.subarray(0, expected.length)].findIndex((byte, i) => byte !== expected[i]);
  const first = at < 0 ? Math.min(stdout.length, expected.length) : at;
  const excerpt = (bytes: Buffer) => JSON.stringify(bytes.subarray(first, first + 30).toString('latin1'));
  return `${title}: exit ${code}, ${stdout.length} bytes instead of ${expected.length}, from byte ${first} ${excerpt(stdout)} instead of ${excerpt(expected)} ${stderr.toString().slice(0, 300)}`;
}

/** Like `Promise.all` over `items.map(work)`, a few at a time. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const left = items.entries();
  const worker = async () => {
    for (const [i, item] of left) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}
