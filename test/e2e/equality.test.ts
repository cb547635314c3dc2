import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../helpers/fleet.ts';
import { rtail, runProgram, startProgram } from '../helpers/run.ts';
import { COMBINATIONS, type Combination, FOLLOWED } from './combinations.ts';
import { SAMPLES } from './samples.ts';

/**
 * `rtail` prints exactly what plain ssh prints for the same pipeline. Every combination is printed with `-o
 * raw` through the jump host, for one kind of file; every second one is saved with `--tee` for all kinds,
 * directly and through the jump host, eight sources per run; every sixth also uses openssh, which takes
 * processes and time. `RTAIL_E2E=full` runs all of them on everything.
 */
const problem = fleetProblem('sshd');
const full = process.env['RTAIL_E2E'] === 'full';

/** Number of simultaneous runs: a run waits for the network as much as it computes. */
const PARALLEL = 4;
const KINDS = Object.keys(SAMPLES);
const HOSTS = ['web-01', 'bastion'];
const LIMIT_MS = full ? 900_000 : 300_000;

/** `--head` counts over all sources of a run. */
const separately = ({ args }: Combination) => args.includes('--head');
const together = COMBINATIONS.filter(combination => !separately(combination));

describe.skipIf(problem)(`the same bytes as plain ssh${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let expected: Map<string, Buffer>;

  beforeAll(async () => {
    fleet = await startFleet({
      targets: 1,
      logs: Object.fromEntries(KINDS.map(kind => [kind, `${kind}.log`])),
    });
    for (const host of [fleet.bastion, fleet.targets[0]!]) {
      for (const [kind, content] of Object.entries(SAMPLES)) host.writeLog(`${kind}.log`, content);
    }
    expected = await byPlainSsh(fleet);
  }, LIMIT_MS);
  afterAll(() => fleet?.close());

  const options = () => ({ home: fleet.client.home, limitMs: 60_000 });
  const expectedOf = (kind: string, { pipeline }: Combination) => expected.get(`${kind} ${pipeline}`)!;

  it('is meaningful: at least 60 combinations, most of which print something', () => {
    expect(COMBINATIONS.length).toBeGreaterThanOrEqual(60);
    const printing = COMBINATIONS.filter(combination => expectedOf('plain', combination).length > 0);
    expect(printing.length).toBeGreaterThan(COMBINATIONS.length * 0.8);
  });

  const PRINTED = full
    ? HOSTS.flatMap(host => ['ssh2', 'openssh'].map(transport => ({ host, transport })))
    : [{ host: 'web-01', transport: 'ssh2' }];
  it.each(PRINTED)(
    'printed, from $host by $transport',
    { timeout: LIMIT_MS },
    async ({ host, transport }) => {
      const cases = COMBINATIONS.flatMap((combination, i) =>
        (full || separately(combination) ? KINDS : [KINDS[i % KINDS.length]!]).map(kind => ({
          combination,
          kind,
        })),
      ).concat(FOLLOWED.map(combination => ({ combination, kind: 'plain' })));
      const differences = await inParallel(cases, async ({ combination, kind }) => {
        const run = await rtail(
          ['-o', 'raw', '--transport', transport, ...combination.args, `${host}:${kind}`],
          options(),
        );
        const bytes = expectedOf(kind, combination);
        const title = `${combination.args.join(' ')} on ${kind}`;
        if (run.code !== 0 && (run.code !== 1 || bytes.length > 0))
          return `${title}: exit ${run.code}, ${run.stderr}`;
        return difference(title, run.stdout, bytes);
      });
      expect(differences.filter(line => line !== null)).toEqual([]);
    },
  );

  it.each([
    { transport: 'ssh2', every: full ? 1 : 2 },
    { transport: 'openssh', every: full ? 1 : 6 },
  ])('saved, by $transport, 1 combination of $every', { timeout: LIMIT_MS }, async ({ transport, every }) => {
    const cases = together.filter((_, i) => i % every === 0);
    const differences = await inParallel(cases, async combination => {
      const tee = mkdtempSync(join(fleet.client.home, 'tee-'));
      const sources = HOSTS.flatMap(host => KINDS.map(kind => `${host}:${kind}`));
      const { stderr } = await rtail(
        ['--tee', tee, '--transport', transport, ...combination.args, ...sources],
        options(),
      );
      return sources.map(source => {
        const [host, kind] = source.split(':') as [string, string];
        const file = join(tee, `${host}--${kind}.log`);
        const saved = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
        return difference(
          `${combination.args.join(' ')} of ${source} ${stderr}`,
          saved,
          expectedOf(kind, combination),
        );
      });
    });
    expect(differences.flat().filter(line => line !== null)).toEqual([]);
  });
});

/**
 * Returns the output of each pipeline for each kind of file, using plain ssh through the jump host: one
 * connection, one session per pipeline.
 */
async function byPlainSsh(fleet: Fleet): Promise<Map<string, Buffer>> {
  const { home, sshConfig } = fleet.client;
  const socket = `${home}/master`;
  const options = { home, limitMs: 120_000 };
  await using master = startProgram('ssh', ['-F', sshConfig, '-M', '-N', '-S', socket, 'web-01'], options);
  await until(
    () => (existsSync(socket) ? true : null),
    20_000,
    () => `ssh's master: ${master.stderr()}`,
  );
  const ssh = (command: string) =>
    runProgram('ssh', ['-F', sshConfig, '-S', socket, 'web-01', command], options);
  const outputs = await inParallel([...COMBINATIONS, ...FOLLOWED], async ({ pipeline }) => {
    // Each output is preceded by its length: a session costs more than the pipeline it runs.
    const each = KINDS.map(
      kind => `f=${fleet.targets[0]!.logPath(`${kind}.log`)}; { ${pipeline}\n} >$o; wc -c <$o; cat $o`,
    );
    const { stdout, stderr } = await ssh(
      `export LC_ALL=C; o=$(mktemp); trap 'rm -f $o' EXIT; ${each.join('; ')}`,
    );
    if (stderr.length > 0) throw new Error(`${pipeline}: ${stderr}`);
    let at = 0;
    return KINDS.map(kind => {
      const end = stdout.indexOf(10, at) + 1;
      const length = Number(stdout.subarray(at, end).toString());
      at = end + length;
      return [`${kind} ${pipeline}`, stdout.subarray(end, at)] as const;
    });
  });
  return new Map(outputs.flat());
}

/** Returns null if both are equal, otherwise one line that describes where they differ. */
function difference(title: string, got: Buffer, expected: Buffer): string | null {
  if (got.equals(expected)) return null;
  const at = [...got.subarray(0, expected.length)].findIndex((byte, i) => byte !== expected[i]);
  const first = at < 0 ? Math.min(got.length, expected.length) : at;
  const excerpt = (bytes: Buffer) => JSON.stringify(bytes.subarray(first, first + 30).toString('latin1'));
  return `${title}: ${got.length} bytes instead of ${expected.length}; from byte ${first} ${excerpt(got)} instead of ${excerpt(expected)}`;
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
