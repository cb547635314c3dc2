import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../helpers/fleet.ts';
import { runProgram } from '../helpers/run.ts';

const problem = fleetProblem('namespaces');

/** The basis of the other end-to-end tests: if the fleet were not as described, they would prove nothing. */
describe.skipIf(problem)(`the fleet${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  const ssh = (...words: string[]) =>
    runProgram('ssh', ['-F', fleet.client.sshConfig, ...words], { home: fleet.client.home });

  beforeAll(async () => {
    fleet = await startFleet({
      targets: [{}, { tools: 'busybox' }, { shell: 'dash' }],
    });
  });
  afterAll(() => fleet?.close());

  it('allows access to targets only through the bastion', async () => {
    const direct = await ssh(
      '-o',
      'ProxyJump=none',
      '-o',
      'ConnectTimeout=2',
      '-o',
      'HostName=198.19.1.1',
      'web-01',
      'true',
    );
    expect(direct.code).toBe(255);
    expect((await ssh('web-01', 'echo in')).stdout.toString()).toBe('in\n');
  });

  it('counts logins where they happen', async () => {
    const before = [fleet.bastion.acceptedLogins(), fleet.targets[2]!.acceptedLogins()];
    await ssh('web-03', 'true');
    expect([fleet.bastion.acceptedLogins(), fleet.targets[2]!.acceptedLogins()]).toEqual(
      before.map(n => n + 1),
    );
  });

  it('gives each host its own logs', async () => {
    fleet.targets[0]!.writeLog('app.log', 'first\n');
    fleet.targets[1]!.writeLog('app.log', 'second\n');
    expect((await ssh('web-01', 'cat /var/log/app.log')).stdout.toString()).toBe('first\n');
    expect((await ssh('web-02', 'cat /var/log/app.log')).stdout.toString()).toBe('second\n');
  });

  it('logs in a user who is not root', async () => {
    expect((await ssh('web-01', 'id -u')).stdout.toString()).not.toBe('0\n');
  });

  it("leaves only BusyBox's tools on a BusyBox host", async () => {
    const { stdout, code } = await ssh(
      'web-02',
      'echo x | grep --line-buffered x; ls /usr/bin/perl /bin/bash; ls -l /bin/grep',
    );
    expect(stdout.toString()).toMatch(/grep -> busybox\n$/);
    expect(stdout.toString()).not.toMatch(/^x|perl|bash/m);
    expect(code).toBe(0);
  });

  it('sees what runs on a host, and only there', async () => {
    const running = ssh('web-01', 'sleep 30');
    const [sleep] = await until(
      () => {
        const found = fleet.targets[0]!.processes().filter(({ name }) => name === 'sleep');
        return found.length > 0 ? found : null;
      },
      20_000,
      () => 'sleep to run on web-01',
    );
    expect(fleet.targets[2]!.processes()).toEqual([]);
    process.kill(sleep!.pid);
    await running;
  });

  it('cuts a link and restores it', async () => {
    fleet.network.setTargetLink(2, false);
    const cut = await ssh('-o', 'ConnectTimeout=1', 'web-03', 'true');
    fleet.network.setTargetLink(2, true);
    expect(cut.code).toBe(255);
    expect((await ssh('web-03', 'true')).code).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const other = await startFleet({ targets: 1 });
    const dir = other.client.home.slice(0, other.client.home.lastIndexOf('/'));
    other.close();
    expect(readdirSync(tmpdir())).not.toContain(dir.slice(dir.lastIndexOf('/') + 1));
    const { stdout } = await runProgram('ip', ['netns', 'list'], {
      home: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    const slot = dir.slice(dir.lastIndexOf('-') + 1);
    expect(stdout.toString()).not.toContain(`rtf${slot}-`);
  });
});
