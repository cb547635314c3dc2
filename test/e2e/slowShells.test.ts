import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TIMINGS } from '../../src/core/timings.ts';
import { TroubleError } from '../../src/core/trouble.ts';
import { Hosts } from '../../src/session/host/hosts.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { fleetProblem } from '../helpers/fleet.ts';
import { type Sshd, SshSandbox } from '../helpers/sshd.ts';
import { hostAt, know, transportIn, troubleOf } from '../transport/scene.ts';

const problem = fleetProblem('sshd');

/**
 * Login shells of many hosts that wait for one another, because their rc files lock a shared home directory.
 */
describe.skipIf(problem)(
  `login shells that are slow or refuse${problem ? ` (skipped: ${problem})` : ''}`,
  () => {
    const box = new SshSandbox();
    const key = box.key('user');
    const transports: Transport[] = [];
    const program = (name: string, text: string): string => {
      const file = box.write(name, `#!/bin/sh\n${text}\n`);
      chmodSync(file, 0o755);
      return file;
    };
    let locked: Sshd;
    let stuck: Sshd;
    let refusing: Sshd;

    beforeAll(async () => {
      const run = 'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"';
      const forced = (name: string, text: string) => `MaxStartups 200\nForceCommand ${program(name, text)}`;
      const authorized = [box.publicKey(key)];
      [locked, stuck, refusing] = await Promise.all([
        box.sshd('locked', authorized, forced('waits', `flock ${box.dir}/lock sleep 0.02\n${run}`)),
        box.sshd('stuck', authorized, forced('hangs', 'echo "waiting for the lock"\nexec sleep 60')),
        box.sshd(
          'refusing',
          authorized,
          forced('nologin', 'printf "\\033[31mThis account is currently not available.\\n"; exit 1'),
        ),
      ]);
      know(box, locked, stuck, refusing);
    });
    afterAll(async () => {
      await Promise.all(transports.map(each => each.close()));
      await box.close();
    });

    const hosts = (answerMs: number): Hosts => {
      const transport = transportIn(box);
      transports.push(transport);
      return new Hosts(transport, Date.now, new AbortController().signal, answerMs);
    };
    const at = (server: Sshd, name: string) => hostAt(name, server, { identities: [key] });

    it('60 hosts whose login shells wait for one lock all answer', async () => {
      const run = hosts(DEFAULT_TIMINGS.answerMs);
      const reached = await Promise.allSettled(
        Array.from({ length: 60 }, (_, n) => run.reach(at(locked, `web-${n}`))),
      );
      const failures = reached.flatMap(each => (each.status === 'rejected' ? [String(each.reason)] : []));
      expect(failures).toEqual([]);
    }, 60_000);

    it('one that never answers is abandoned at the limit of that phase, with what it printed', async () => {
      const trouble = await troubleOf(hosts(1_500).reach(at(stuck, 'web')));
      expect(trouble).toMatchObject({ kind: 'unreachable', host: 'web', final: false });
      expect(trouble.message).toMatch(
        /^did not answer within 1\.5 s \(first answer: .*its login shell.*\) \(it printed: waiting for the lock\)$/,
      );
      expect(trouble.advice).toContain('--connect-timeout');
    });

    it('the message of one that refuses is passed on, without control sequences', async () => {
      const error = await hosts(10_000)
        .reach(at(refusing, 'web'))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TroubleError);
      const { message } = (error as TroubleError).trouble;
      expect(message).toMatch(
        /did not run the command, status 1 \(it printed: This account is currently not/,
      );
      expect(message).not.toContain('\x1b');
    });
  },
);
