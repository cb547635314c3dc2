import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../helpers/fleet.ts';
import { type Running, startRtail } from '../helpers/run.ts';

const problem = fleetProblem('namespaces');

/** How long remote processes have to end. Measured: about 0.1 s; a busy machine is slower. */
const PROMPTLY_MS = 5000;

interface Ending {
  readonly title: string;
  end(run: Running): void;
  readonly code: number | null;
}

const ENDINGS: readonly Ending[] = [
  { title: 'kill -9', end: run => run.kill('SIGKILL'), code: null },
  { title: '^C', end: run => run.kill('SIGINT'), code: 130 },
  { title: 'kill', end: run => run.kill('SIGTERM'), code: 143 },
  { title: 'hang-up', end: run => run.kill('SIGHUP'), code: 129 },
  { title: 'quit', end: run => run.kill('SIGQUIT'), code: 131 },
];

/** What is followed: nothing is written any more, so no broken pipe helps to end it. */
const READS = [
  { title: 'following', args: ['-F'] },
  { title: 'following without a match', args: ['-F', '--grep', 'no-such-thing', '-n', '+1'] },
  { title: 'filtering here', args: ['-f', '--no-pushdown', '--grep', 'no-such-thing'] },
];

describe.skipIf(problem)(`nothing outlives the client${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ targets: [{}, { tools: 'busybox' }, { shell: 'fish', chatty: true }] });
  });
  afterAll(() => fleet?.close());

  /** Starts following on every host, and waits until it is live. */
  const follow = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
    const run = startRtail(['-o', 'raw', ...args, '@targets:app'], {
      home: fleet.client.home,
      limitMs: 60_000,
      env,
    });
    const everywhere = () =>
      fleet.targets.every(host => host.processes().some(({ command }) => /\btail\b/.test(command)));
    await until(
      () => (everywhere() ? true : null),
      15_000,
      () => `tail to run on every host: ${run.stderr()}`,
    );
    return run;
  };
  const remote = () =>
    [fleet.bastion, ...fleet.targets].flatMap(host =>
      host.processes().map(p => `${host.name}: ${p.command}`),
    );
  const local = () => fleet.client.processes().map(({ command }) => command);
  const allGone = (limitMs: number) =>
    until(
      () => (remote().length + local().length === 0 ? true : null),
      limitMs,
      () => [...remote(), ...local()].join('\n'),
    );

  const cases = (['ssh2', 'openssh'] as const).flatMap(transport =>
    READS.flatMap(read => ENDINGS.map(ending => ({ transport, read, ending }))),
  );
  it.each(cases)('$transport, $read.title: $ending.title', async ({ transport, read, ending }) => {
    await using run = await follow(['--transport', transport, ...read.args]);
    ending.end(run);
    await allGone(PROMPTLY_MS);
    expect((await run.done).code).toBe(ending.code);
  });

  it.each(['ssh2', 'openssh'])('%s: a closed pipe ends it silently', async transport => {
    await using run = await follow(['--transport', transport, '-F']);
    await run.sees('hello');
    run.closeStdout();
    for (const target of fleet.targets) target.appendLog('app.log', 'one more\n');
    const { code, stderr } = await run.done;
    expect({ code, stderr: stderr.toString() }).toEqual({ code: 0, stderr: '' });
    await allGone(PROMPTLY_MS);
  });

  it('a satisfied --head ends every host at once', async () => {
    for (const target of fleet.targets) target.writeLog('app.log', 'ERROR first\nERROR second\n');
    await using run = startRtail(
      ['-F', '-n', '+1', '--grep', 'ERROR', '--head', '1', '-o', 'raw', '@targets:app'],
      {
        home: fleet.client.home,
      },
    );
    const { code, stdout } = await run.done;
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: 'ERROR first\n' });
    await allGone(PROMPTLY_MS);
  });

  it.each(['ssh2', 'openssh'])('%s: a silently cut link ends it when the lease expires', async transport => {
    await using run = await follow(['--transport', transport, '-F', '--grep', 'no-such-thing'], {
      RTAIL_TEST_LEASE_SECONDS: '3',
    });
    await new Promise(resolve => setTimeout(resolve, 4000)); // heartbeats keep it alive
    expect(remote().filter(line => line.includes('tail')).length).toBeGreaterThanOrEqual(
      fleet.targets.length,
    );
    fleet.network.setLink(false);
    try {
      await until(
        () => (remote().length === 0 ? true : null),
        10_000,
        () => remote().join('\n'),
      );
    } finally {
      run.kill('SIGKILL');
      fleet.network.setLink(true);
    }
  });
});
