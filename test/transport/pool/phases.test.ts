import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_TIMINGS, type Timings, withConnectTimeout } from '../../../src/core/timings.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { SshSandbox } from '../../helpers/sshd.ts';
import '../../../src/transport/ssh2/connect.ts'; // Loaded in advance, because a short limit leaves no time for it.
import { FakeServer, type FakeServerOptions } from '../fakeServer.ts';
import { hostAt, loginAt, transportIn, troubleOf } from '../scene.ts';

const box = new SshSandbox();
const hostKey = box.key('host');
const key = box.key('user');
const transports: Transport[] = [];
const fakes: FakeServer[] = [];
const raw: Server[] = [];

afterEach(async () => {
  await Promise.all(transports.splice(0).map(each => each.close()));
});
afterAll(async () => {
  for (const server of raw) server.close();
  await Promise.all(fakes.map(each => each.close()));
  await box.close();
});

let configs = 0;
const transport = (kind: 'ssh2' | 'openssh', timings: Timings, more = '') => {
  const sshConfigFile = box.write(
    `config-${++configs}`,
    `${more}\nHost *\n UserKnownHostsFile ${box.dir}/known_hosts\n StrictHostKeyChecking accept-new\n`,
  );
  const made = transportIn(box, { kind, timings, connectTimeoutMs: null, sshConfigFile });
  transports.push(made);
  return made;
};

const listening = async (greeting: string): Promise<{ port: number }> => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {}).resume();
    socket.write(greeting);
  });
  raw.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port };
};

const fake = async (options: Omit<FakeServerOptions, 'hostKey'>) => {
  const server = await FakeServer.start({ hostKey, ...options });
  fakes.push(server);
  return server;
};

const PATIENT: Timings = {
  connectMs: 20_000,
  keyExchangeMs: 20_000,
  authenticationMs: 20_000,
  answerMs: 20_000,
};
const SHORT = 800;

interface Stall {
  readonly phase: string;
  readonly limit: keyof Timings;
  readonly server: () => Promise<{ port: number }>;
  readonly waitedFor: RegExp;
}

const STALLS: readonly Stall[] = [
  {
    phase: 'connecting',
    limit: 'connectMs',
    server: () => listening(''),
    waitedFor: /waited for the SSH banner/,
  },
  {
    phase: 'key exchange',
    limit: 'keyExchangeMs',
    server: () => listening('some notice\r\nSSH-2.0-quiet\r\n'),
    waitedFor: /waited for its part of the key exchange/,
  },
  {
    phase: 'authentication',
    limit: 'authenticationMs',
    server: () =>
      fake({ auth: context => (context.method === 'publickey' ? undefined : context.reject(['publickey'])) }),
    waitedFor: /waited for the answer to publickey/,
  },
  {
    phase: 'authentication',
    limit: 'authenticationMs',
    server: () =>
      fake({
        auth: context => {
          if (context.method === 'publickey')
            return context.signature ? context.reject(['keyboard-interactive'], true) : context.accept();
          return context.method === 'none' ? context.reject(['publickey']) : undefined;
        },
      }),
    waitedFor:
      /waited for the answer to keyboard-interactive, perhaps an approval elsewhere \(push, phone\), after a first factor was accepted/,
  },
];

describe.each(['ssh2', 'openssh'] as const)('a login that stalls, by %s', kind => {
  it.each(STALLS)(
    'in $phase, is abandoned at the limit of that phase: $waitedFor',
    async ({ phase, limit, server, waitedFor }) => {
      const host = hostAt('web', await server(), { identities: [key] });
      const made = transport(kind, { ...PATIENT, [limit]: SHORT });
      const trouble = await troubleOf(made.connect(host));
      expect(trouble).toMatchObject({ kind: 'unreachable', host: 'web', final: false });
      expect(trouble.message).toContain(`did not answer within 0.8 s (${phase}: `);
      expect(trouble.message).toMatch(waitedFor);
      expect(trouble.advice).toContain('--connect-timeout');
    },
  );

  it('is not abandoned while a second factor is approved elsewhere, even if that takes longer than connecting may', async () => {
    const server = await fake({
      auth: async context => {
        if (context.method !== 'publickey') return context.reject(['publickey']);
        if (context.signature) await sleep(3_500);
        return context.accept();
      },
    });
    const timings = { ...PATIENT, connectMs: 3_000, keyExchangeMs: 3_000 };
    const connection = await transport(kind, timings).connect(hostAt('web', server, { identities: [key] }));
    connection.close();
  });

  it('of a jump host is reported as that of the jump host', async () => {
    const jump = loginAt(await listening(''));
    const host = hostAt('web', { port: 1 }, { jump: [jump] });
    const trouble = await troubleOf(transport(kind, { ...PATIENT, connectMs: SHORT }).connect(host));
    expect(trouble).toMatchObject({ host: '127.0.0.1' });
    expect(trouble.message).toContain(`127.0.0.1:${jump.port} did not answer within 0.8 s`);
  });

  it('in a ProxyCommand, which may ask a person, has as much time as authentication', async () => {
    const made = transport(
      kind,
      { ...PATIENT, connectMs: 50, authenticationMs: 600 },
      'Host *\n ProxyCommand sleep 20',
    );
    const { message } = await troubleOf(made.connect(hostAt('web', { port: 1 })));
    expect(message).toContain('did not answer within 0.6 s (connecting: waited for ');
  });
});

describe('--connect-timeout', () => {
  it.each([
    [null, DEFAULT_TIMINGS],
    [3_000, { connectMs: 3_000, keyExchangeMs: 3_000, authenticationMs: 120_000, answerMs: 30_000 }],
    [60_000, { connectMs: 60_000, keyExchangeMs: 60_000, authenticationMs: 120_000, answerMs: 60_000 }],
    [200_000, { connectMs: 200_000, keyExchangeMs: 200_000, authenticationMs: 200_000, answerMs: 200_000 }],
  ])('of %s ms', (ms, expected) => {
    expect(withConnectTimeout(DEFAULT_TIMINGS, ms)).toEqual(expected);
  });
});
