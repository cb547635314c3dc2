import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { SshSandbox } from '../../helpers/sshd.ts';
import { FakeServer, type FakeServerOptions } from '../fakeServer.ts';
import { hostAt, loginAt, readAll, transportIn } from '../scene.ts';

const box = new SshSandbox();
const hostKey = box.key('host');
afterAll(() => box.close());

const publicKey = readFileSync(`${hostKey}.pub`, 'utf8').trim();
const servers: number[] = [];

/** Starts a server that calls `heard` for each empty message of a client. */
const startServer = async (heard: () => void, options: Partial<FakeServerOptions>): Promise<FakeServer> => {
  const debug = (line: string): void => {
    if (line.endsWith('Inbound: Received IGNORE')) heard();
  };
  const server = await FakeServer.start({ hostKey, debug, ...options });
  onTestFinished(() => server.close());
  servers.push(server.port);
  box.write('known_hosts', servers.map(port => `[127.0.0.1]:${port} ${publicKey}\n`).join(''));
  return server;
};

/** A command that prints its second line only once the first was acknowledged. */
const waitingServer = async (ident: string): Promise<FakeServer> => {
  let acknowledged = (): void => {};
  return startServer(() => acknowledged(), {
    ident,
    exec: (_, channel) => {
      acknowledged = () => {
        channel.write('two\n');
        channel.exit(0);
        channel.end();
        acknowledged = () => {};
      };
      channel.write('one\n');
    },
  });
};

describe('small answers are acknowledged at once', () => {
  test('by an empty message to a server that may wait for it', async () => {
    const server = await waitingServer('OpenSSH_9.2p1');
    const transport = transportIn(box);
    onTestFinished(() => transport.close());
    const connection = await transport.connect(hostAt('web', server));
    const { stdout } = await readAll(await connection.exec('print'));
    expect(stdout).toBe('one\ntwo\n');
  });

  test('to the server behind a jump host, and to the jump host', async () => {
    let jumpHeard = 0;
    const server = await waitingServer('OpenSSH_9.2p1');
    const jump = await startServer(() => jumpHeard++, {
      ident: 'OpenSSH_9.2p1',
      forwardTo: server.port,
    });
    const transport = transportIn(box);
    onTestFinished(() => transport.close());
    const host = hostAt('web', server, { jump: [loginAt(jump)] });
    const connection = await transport.connect(host);
    const { stdout } = await readAll(await connection.exec('print'));
    expect(stdout).toBe('one\ntwo\n');
    expect(jumpHeard).toBeGreaterThan(0);
  });

  test('but no other server gets such messages', async () => {
    let heard = 0;
    const server = await startServer(() => heard++, { ident: 'Other_1.0' });
    const transport = transportIn(box);
    onTestFinished(() => transport.close());
    const connection = await transport.connect(hostAt('web', server));
    for (let count = 0; count < 3; count++) await readAll(await connection.exec('print'));
    expect(heard).toBe(0);
  });

  test('and only while something is being started: a busy log costs its host nothing', async () => {
    let heard = 0;
    const chunks = 200;
    const server = await startServer(() => heard++, {
      ident: 'OpenSSH_9.2p1',
      exec: (_, channel) => {
        let left = chunks;
        const next = (): void => {
          channel.write('line\n');
          if (--left > 0) return void setImmediate(next);
          channel.exit(0);
          channel.end();
        };
        next();
      },
    });
    const transport = transportIn(box);
    onTestFinished(() => transport.close());
    const connection = await transport.connect(hostAt('web', server));
    const { stdout } = await readAll(await connection.exec('print'));
    expect(stdout).toBe('line\n'.repeat(chunks));
    expect(heard).toBeLessThanOrEqual(32);
  });
});
