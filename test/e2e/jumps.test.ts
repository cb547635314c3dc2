import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet } from '../helpers/fleet.ts';
import { rtail, startOnTerminal } from '../helpers/run.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';

const problem = fleetProblem('namespaces');
const TRANSPORTS = ['ssh2', 'openssh'] as const;

/**
 * Goes beyond the single jump host of all other tests: a second one behind it, and files that only root can
 * read.
 */
describe.skipIf(problem)(`two jumps, and sudo${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = createSandbox();
    fleet = await startFleet({
      bastion: { oneTimeCodes: ['111111', '111112', '111113', '111114', '111115'] },
      targets: [
        { name: 'inner', oneTimeCodes: ['222221', '222222'], config: ['AllowTcpForwarding yes'] },
        {},
        { sudoers: 'deploy ALL=(root) NOPASSWD: ALL' },
      ],
    });
    for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
    const guarded = fleet.targets[2]!;
    guarded.writeLog('secret.log', 'calm\nERROR secret\n');
    chownSync(guarded.logFile('secret.log'), 0, 0);
    chmodSync(guarded.logFile('secret.log'), 0o600);
    sandbox.write('.rtailrc', inventory(fleet));
  });
  afterAll(() => {
    fleet?.close();
    sandbox?.[Symbol.dispose]();
  });

  const start = (transport: string, ...args: string[]) =>
    startOnTerminal(['--config', '.rtailrc', '--transport', transport, '-o', 'raw', ...args], {
      home: fleet.client.home,
      cwd: sandbox.dir,
      limitMs: 60_000,
    });

  it.each(TRANSPORTS.map((transport, turn) => ({ transport, turn })))(
    '$transport: two hosts behind two jumps: each jump asks for its code once, and is logged in to once',
    async ({ transport, turn }) => {
      const [inner] = fleet.targets;
      const counts = () =>
        [fleet.bastion, inner!].flatMap(host => [host.codesAnswered(), host.acceptedLogins()]);
      const before = counts();
      await using run = start(transport, 'far-02:app', 'far-03:app');
      await run.sees(/one-time code/);
      run.type(`11111${turn + 1}\r`);
      await run.sees(/one-time code[\s\S]*one-time code/);
      run.type(`22222${turn + 1}\r`);
      const { code, stdout } = await run.done;
      expect(
        stdout
          .toString()
          .match(/hello from \S+/g)
          ?.sort(),
      ).toEqual(['hello from web-02', 'hello from web-03']);
      expect(counts().map((count, i) => count - before[i]!)).toEqual([1, 1, 1, 1]);
      expect(code).toBe(0);
    },
  );

  it.skipIf(!existsSync('/usr/bin/sudo')).each(TRANSPORTS.map((transport, turn) => ({ transport, turn })))(
    '$transport: files that only root can read are read with --sudo, filtered on the host',
    async ({ transport, turn }) => {
      await using run = start(transport, '--sudo', '--grep', 'ERROR', 'web-03:/var/log/secret.log');
      await run.sees(/one-time code/);
      run.type(`11111${turn + 3}\r`);
      const { code, stdout } = await run.done;
      expect(stdout.toString()).toMatch(/ERROR secret\r?\n/);
      expect(stdout.toString()).not.toContain('calm');
      expect(code).toBe(0);
    },
  );

  it.skipIf(!existsSync('/usr/bin/sudo'))(
    'files that only root can read are followed exactly with --sudo, through rotation, and nothing stays behind',
    async () => {
      const target = fleet.targets[2]!;
      const file = target.logFile('secret.log');
      const write = (path: string, text: string): void => {
        appendFileSync(path, text, { mode: 0o600 });
        chownSync(path, 0, 0);
      };
      await using run = start('ssh2', '--sudo', '-F', '-n', '1', 'web-03:/var/log/secret.log');
      await run.sees(/one-time code/);
      run.type('111115\r');
      await run.sees('ERROR secret');
      write(file, 'two\n');
      await run.sees('two');
      renameSync(file, `${file}.1`);
      write(`${file}.1`, 'three\n');
      write(file, 'four\n');
      await run.sees('four');
      run.kill('SIGTERM');
      const { stdout } = await run.done;
      expect(stdout.toString().match(/^(two|three|four)/gm)).toEqual(['two', 'three', 'four']);
      expect(stdout.toString()).toContain('rotated: the file was renamed');
      expect(stdout.toString()).not.toContain('gap');
      await expect
        .poll(() => spawnSync('pgrep', ['-f', `tail .*${file}`], { encoding: 'utf8' }).stdout)
        .toBe('');
    },
  );

  it('with nobody to ask, the failure names the first of two jump hosts', async () => {
    const { code, stderr } = await rtail(['--config', '.rtailrc', 'far-02:app'], {
      home: fleet.client.home,
      cwd: sandbox.dir,
    });
    expect(stderr.toString()).toMatch(/jump host \S+: it asks for .*there is no terminal to ask on/);
    expect(code).toBe(4);
  });
});

/** `far-NN`: the same targets, through `inner` behind the bastion. */
function inventory({ client, targets }: Fleet): string {
  const written = JSON.parse(readFileSync(client.inventory, 'utf8'));
  const [inner] = targets;
  const jump = {
    host: inner!.address,
    user: 'deploy',
    identity: client.identity,
    knownHosts: client.knownHosts,
    via: 'shop',
  };
  for (const number of ['02', '03']) {
    written.hosts[`far-${number}`] = { ...written.hosts[`web-${number}`], jump };
  }
  return JSON.stringify(written);
}
