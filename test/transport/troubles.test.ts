import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TroubleKind } from '../../src/core/trouble.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { freePort, type Sshd, SshSandbox } from '../helpers/sshd.ts';
import { FakeServer } from './fakeServer.ts';
import { hostAt, know, loginAt, readAll, transportIn, troubleOf } from './scene.ts';

const box = new SshSandbox();
const key = box.key('user');
const transports: Transport[] = [];
const raw: Server[] = [];
let web: Sshd;
let jump: Sshd;
let closedJump: Sshd;

beforeAll(async () => {
  const authorized = [box.publicKey(key)];
  [web, jump, closedJump] = await Promise.all([
    box.sshd('web', authorized),
    box.sshd('jump', authorized),
    box.sshd('closed', authorized, 'AllowTcpForwarding no'),
  ]);
  know(box, web, jump, closedJump);
});
afterEach(async () => {
  await Promise.all(transports.splice(0).map(each => each.close()));
});
afterAll(async () => {
  for (const server of raw) server.close();
  await box.close();
});

const transport = (options: Parameters<typeof transportIn>[1] = {}) => {
  const made = transportIn(box, { connectTimeoutMs: 5_000, ...options });
  transports.push(made);
  return made;
};

/** Returns a port on which this happens to each connection. */
const listening = async (handle: (socket: Socket) => void): Promise<number> => {
  const server = createServer(socket => {
    socket.on('error', () => {});
    handle(socket);
  });
  raw.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
};

const at = (port: number, rest = {}) => hostAt('web', { port }, { identities: [key], ...rest });
const through = (server: Sshd) => ({ jump: [loginAt(server, { identities: [key] })] });

interface Case {
  readonly what: string;
  readonly host: () => Promise<ReturnType<typeof at>>;
  readonly kind: TroubleKind;
  readonly message: RegExp;
  /** Short where waiting is the point; otherwise long. */
  readonly connectTimeoutMs?: number;
}

const CASES: readonly Case[] = [
  {
    what: 'a closed port',
    host: async () => at(await freePort()),
    kind: 'refused',
    message: /^127\.0\.0\.1:\d+ refused the connection$/,
  },
  {
    what: 'a closed port behind a jump host',
    host: async () => at(await freePort(), through(jump)),
    kind: 'refused',
    message: /refused the connection \(as seen from the jump host 127\.0\.0\.1\)/,
  },
  {
    what: 'an unknown name',
    host: async () => at(22, { address: 'nowhere.invalid' }),
    kind: 'dns',
    message: /the name nowhere\.invalid does not resolve$/,
  },
  {
    what: 'a jump host that does not forward',
    host: async () => at(web.port, through(closedJump)),
    kind: 'forward-refused',
    message: /the jump host 127\.0\.0\.1 refuses to forward to 127\.0\.0\.1:\d+: /,
  },
  {
    what: 'a server that never answers',
    host: async () => at(await listening(() => {})),
    kind: 'unreachable',
    message: /did not answer within 2 s/,
    connectTimeoutMs: 2_000,
  },
];

describe.each(['ssh2', 'openssh'] as const)('failures by %s', kind => {
  it.each(CASES)('$what', async ({ host, kind: expected, message, connectTimeoutMs = 20_000 }) => {
    const trouble = await troubleOf(transport({ kind, connectTimeoutMs }).connect(await host()));
    expect(trouble.kind).toBe(expected);
    expect(trouble).toMatchObject({ host: 'web', log: null });
    expect(trouble.message).toMatch(message);
    expect(trouble.advice).not.toBeNull();
  });

  it('a changed host key, before anything is sent', async () => {
    const other = await box.sshd(`other-${kind}`, [box.publicKey(key)]);
    const known = box.write(
      `known-${kind}`,
      other.knownHostsLine.replace(String(other.port), String(web.port)),
    );
    const host = at(web.port, { knownHosts: [known] });
    const before = web.logged('Connection from').length;
    const asked = web.logged('authenticating user').length;
    const trouble = await troubleOf(transport({ kind }).connect(host));
    expect(trouble).toMatchObject({ kind: 'host-key-changed', host: 'web', final: true });
    expect(trouble.message).toContain(`${known}:1`);
    expect(trouble.message).toMatch(/SHA256:/);
    expect(trouble.advice).toContain('ssh-keygen');
    expect(web.logged('Connection from').length).toBe(before + 1);
    expect(web.logged('authenticating user').length).toBe(asked);
  });

  it('a connection dropped before the handshake is retried, and then reported', async () => {
    let connections = 0;
    const port = await listening(socket => {
      connections += 1;
      if (connections > 2) return void socket.pipe(relay(web.port)).pipe(socket);
      return void socket.destroy();
    });
    const made = transport({ kind, connectTimeoutMs: 10_000 });
    const connection = await made.connect(at(port, { knownHosts: [known(web, port)] }));
    expect((await readAll(await connection.exec('echo hi'))).stdout).toBe('hi\n');
    expect(connections).toBe(3);
  });

  it('stops when the signal aborts', async () => {
    const controller = new AbortController();
    const port = await listening(() => controller.abort());
    const work = transport({ kind }).connect(at(port), controller.signal);
    expect(await troubleOf(work)).toMatchObject({ kind: 'cancelled', host: 'web' });
  });
});

const known = (server: Sshd, port: number) =>
  box.write(`known-${port}`, server.knownHostsLine.replace(String(server.port), String(port)));

const relay = (port: number) => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  return socket;
};

describe('failures by ssh2 with servers that misbehave', () => {
  it.each([
    ['ends after its banner', 'SSH-2.0-fake\r\n', true, 'lost'],
    ['is not an SSH server', 'HTTP/1.0 400 Bad Request\r\n\r\n', true, 'lost'],
    ['sends garbage after its banner', `SSH-2.0-fake\r\n${'\0\xff'.repeat(40_000)}`, false, 'protocol'],
    ['sends endless lines', 'x\r\n'.repeat(50_000), false, 'protocol'],
    ['sends an endless line', 'x'.repeat(5_000_000), false, 'protocol'],
    ['speaks SSH 1', 'SSH-1.5-old\r\n', false, 'protocol'],
  ])('%s', async (_, bytes, end, expected) => {
    const port = await listening(socket => {
      socket.write(bytes, 'latin1');
      if (end) socket.end();
      socket.resume();
    });
    const trouble = await troubleOf(transport({ connectTimeoutMs: 2_000 }).connect(at(port)));
    expect(['unreachable', expected]).toContain(trouble.kind);
    expect(trouble.message).toContain(`127.0.0.1:${port}`);
  });

  it('accepts no session, although it answers', async () => {
    const server = await FakeServer.start({ hostKey: box.key('mute'), mute: true });
    const sshConfigFile = box.write(
      'accept',
      `Host *\n UserKnownHostsFile ${box.dir}/k\n StrictHostKeyChecking accept-new\n`,
    );
    const made = transport({ sshConfigFile });
    const connection = await made.connect(at(server.port));
    const trouble = troubleOf(connection.exec('true'));
    // When the link closes, whatever waits for it must settle.
    await made.close();
    expect((await trouble).kind).toBe('lost');
    await server.close();
  });

  it('has only key exchanges that would block us', async () => {
    const server = await FakeServer.start({
      hostKey: box.key('gex'),
      algorithms: { kex: ['diffie-hellman-group-exchange-sha256'] },
    });
    const trouble = await troubleOf(transport().connect(at(server.port)));
    expect(trouble).toMatchObject({ kind: 'protocol', advice: 'use --transport openssh for this host' });
    await server.close();
  });

  it('shows a huge banner, which is skipped', async () => {
    const server = await FakeServer.start({
      hostKey: box.key('banner'),
      greeting: 'hello\r\n'.repeat(100),
      banner: '\x1b[31mno way\n'.repeat(2_500),
    });
    const sshConfigFile = box.write(
      'accept-banner',
      `Host *\n UserKnownHostsFile ${box.dir}/kb\n StrictHostKeyChecking accept-new\n`,
    );
    const connection = await transport({ sshConfigFile }).connect(at(server.port));
    expect((await readAll(await connection.exec('hi'))).stdout).toBe('hi\n');
    await server.close();
  });

  it('reports the same failure of a jump host to everyone waiting for it', async () => {
    const stranger = box.key('stranger');
    const before = jump.logged('Connection from').length;
    const made = transport();
    const hosts = [1, 2, 3].map(n =>
      hostAt(`web-${n}`, web, { identities: [key], jump: [loginAt(jump, { identities: [stranger] })] }),
    );
    const troubles = await Promise.all(hosts.map(host => troubleOf(made.connect(host))));
    expect(troubles.map(each => [each.kind, each.host])).toEqual(hosts.map(() => ['auth', '127.0.0.1']));
    expect(jump.logged('Connection from').length - before).toBe(1);
  });
});
