import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fleet, type FleetOptions, fleetProblem, startFleet } from '../helpers/fleet.ts';
import { rtail, startOnTerminal, startRtail } from '../helpers/run.ts';

const problem = fleetProblem('namespaces');
const TRANSPORTS = ['ssh2', 'openssh'] as const;
/** Seconds to connect to a dozen hosts at once, with one process each for openssh, on a busy machine. */
const ENOUGH = { ssh2: 3, openssh: 8 } as const;

/** Logins are few, prompts appear once, and sshd's limits are respected. */
describe.skipIf(problem)(`logins${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  afterEach(() => fleet?.close());

  const start = async (options: FleetOptions) => {
    fleet = await startFleet(options);
    for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
    return { home: fleet.client.home, limitMs: 60_000 };
  };
  const greetings = () => fleet.targets.map(({ name }) => `hello from ${name}`).sort();
  /** Returns the output without the progress line, which a terminal shows before the first line of a log. */
  const lines = (output: Buffer) =>
    output
      .toString()
      .split(/\r?\n|\r\x1b\[K/)
      .filter(Boolean)
      .sort();

  it.each(TRANSPORTS)('%s: 12 targets cost the bastion one login', async transport => {
    const options = await start({ targets: 12 });
    const { code, stdout } = await rtail(['--transport', transport, '-o', 'raw', '@targets:app'], options);
    expect(lines(stdout)).toEqual(greetings());
    expect(code).toBe(0);
    expect(fleet.bastion.acceptedLogins()).toBe(1);
    expect(fleet.targets.map(target => target.acceptedLogins())).toEqual(fleet.targets.map(() => 1));
  });

  const CODES = [
    { title: 'a one-time code', config: [] },
    {
      title: 'a key and a one-time code',
      config: ['PubkeyAuthentication yes', 'AuthenticationMethods publickey,keyboard-interactive'],
    },
  ];
  it.each(TRANSPORTS.flatMap(transport => CODES.map(how => ({ transport, ...how }))))(
    '$transport: $title is requested once, and may be typed slowly',
    async ({ transport, config }) => {
      const options = await start({ targets: 12, bastion: { oneTimeCodes: ['314159'], config } });
      await using run = startOnTerminal(
        ['--transport', transport, '--connect-timeout', `${ENOUGH[transport]}`, '-o', 'raw', '@targets:app'],
        options,
      );
      await run.sees('one-time code');
      await sleep(ENOUGH[transport] * 1000 + 500);
      run.type('314159\r');
      const { code, stdout } = await run.done;
      expect(lines(stdout).filter(line => line.startsWith('hello'))).toEqual(greetings());
      expect(code).toBe(0);
      expect(stdout.toString()).not.toContain('314159');
      expect(fleet.bastion.codesAnswered()).toBe(1);
      expect(fleet.bastion.acceptedLogins()).toBe(1);
    },
  );

  it('a connection that ssh has open to the bastion saves the one-time code', async () => {
    const options = await start({ targets: 3, bastion: { oneTimeCodes: ['314159'] } });
    const { home, sshConfig } = fleet.client;
    const shared = join(home, 'shared_config');
    writeFileSync(shared, `${readFileSync(sshConfig, 'utf8')}  ControlPath ${home}/%C\n`);
    const askpass = join(home, 'askpass');
    writeFileSync(askpass, '#!/bin/sh\necho 314159\n', { mode: 0o700 });
    execFileSync('ssh', ['-F', shared, '-MNf', '-o', 'LogLevel=QUIET', fleet.bastion.name], {
      env: { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' },
      stdio: 'ignore',
    });
    try {
      const { code, stdout, stderr } = await rtail(
        ['--ssh-config', shared, '-o', 'raw', '@targets:app'],
        options,
      );
      expect(stderr.toString()).toBe('');
      expect(lines(stdout)).toEqual(greetings());
      expect([code, fleet.bastion.acceptedLogins()]).toEqual([0, 1]);
      const own = await rtail(['--ssh-config', shared, '--no-control-master', '@targets:app'], options);
      expect([own.code, own.stderr.toString()]).toEqual([4, expect.stringContaining('no terminal')]);
    } finally {
      execFileSync('ssh', ['-F', shared, '-O', 'exit', fleet.bastion.name], { stdio: 'ignore' });
    }
  });

  it.each(TRANSPORTS)('%s: 11 logs of a host with MaxSessions 10 all stream', async transport => {
    const options = await start({ targets: [{ maxSessions: 10 }] });
    const target = fleet.targets[0]!;
    const names = Array.from({ length: 11 }, (_, i) => `part-${i}.log`);
    for (const name of names) target.writeLog(name, `start of ${name}\n`);
    await using run = startRtail(
      ['--transport', transport, '-f', '-o', 'raw', ...names.map(name => `web-01:${target.logPath(name)}`)],
      options,
    );
    for (const name of names) await run.sees(`start of ${name}\n`);
    for (const name of names) target.appendLog(name, `more of ${name}\n`);
    for (const name of names) await run.sees(`more of ${name}\n`);
    expect(run.stderr().toString()).toBe('');
  });

  it.each(TRANSPORTS)(
    '%s: 40 hosts with the default MaxStartups all answer',
    async transport => {
      const options = await start({ targets: 40 });
      const { code, stdout, stderr } = await rtail(
        ['--transport', transport, '--connect-timeout', '60', '-o', 'raw', '@targets:app'],
        options,
      );
      expect(stderr.toString()).toBe('');
      expect(lines(stdout)).toEqual(greetings());
      expect(code).toBe(0);
      expect(fleet.bastion.acceptedLogins()).toBe(1);
    },
    90_000,
  );
});
