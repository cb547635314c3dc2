import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';

const problem = fleetProblem('namespaces');

describe.skipIf(problem)(`hosts that fall silent${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let impatient: string;

  beforeAll(async () => {
    fleet = await startFleet({ targets: 2 });
    impatient = join(fleet.client.home, 'impatient');
    // Soon reported as silent, but not dead for the duration of the test.
    writeFileSync(impatient, 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 60\n');
  });
  afterAll(() => fleet?.close());

  const follow = (transport: string): Running =>
    startRtail(['-F', '-o', 'raw', '--transport', transport, '--ssh-config', impatient, '@targets:app'], {
      home: fleet.client.home,
      limitMs: 60_000,
    });
  const signalSessions = (signal: NodeJS.Signals): void => {
    for (const { pid } of fleet.targets[1]!.sessions()) process.kill(pid, signal);
  };

  it.each([
    {
      what: 'packets to one are lost, and the sshd of the other is stopped',
      begin: () => {
        fleet.network.setTargetLink(0, false);
        signalSessions('SIGSTOP');
      },
      end: () => {
        fleet.network.setTargetLink(0, true);
        signalSessions('SIGCONT');
      },
    },
    {
      what: 'packets to the bastion are lost',
      begin: () => fleet.network.setLink(false),
      end: () => fleet.network.setLink(true),
    },
  ])('are reported as silent, and as responding again, where $what', async ({ begin, end }) => {
    for (const host of fleet.targets) host.writeLog('app.log', `${host.name} before\n`);
    await using ssh2 = follow('ssh2');
    await using openssh = follow('openssh');
    const eachSees = (text: (name: string) => string): Promise<unknown> =>
      Promise.all([ssh2, openssh].flatMap(run => fleet.targets.map(({ name }) => run.sees(text(name)))));
    await eachSees(name => `${name} before\n`);
    begin();
    await eachSees(name => `${name}: not responding for`);
    end();
    await eachSees(name => `${name}: responding again\n`);
    for (const host of fleet.targets) host.appendLog('app.log', `${host.name} after\n`);
    await eachSees(name => `${name} after\n`);
    for (const run of [ssh2, openssh]) {
      expect(run.stderr().toString()).not.toMatch(/retrying|reconnected|gap/);
    }
  });
});
