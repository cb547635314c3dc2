import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { hopFrom } from '../../../src/transport/config/hopSettings.ts';
import { dial } from '../../../src/transport/ssh2/dial.ts';
import { SshSandbox } from '../../helpers/sshd.ts';
import { hostAt, know, loginAt, readAll, transportIn, troubleOf } from '../scene.ts';

const box = new SshSandbox();
afterAll(() => box.close());

const hop = (port: number, address = '127.0.0.1') =>
  hopFrom({
    name: 'web',
    login: loginAt({ port }, { address }),
    settings: new Map(),
    defaults: new Map(),
    home: '/',
    env: {},
  });

describe('dialling', () => {
  it('turns Nagle’s algorithm off', async () => {
    const server = createServer(socket => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const socket = await dial(
      hop((server.address() as { port: number }).port),
      {},
      new AbortController().signal,
    );
    expect(noDelay).toHaveBeenCalledWith(true);
    expect(noDelay.mock.contexts).toContain(socket);
    noDelay.mockRestore();
    socket.destroy();
    server.close();
  });

  it('leaves no socket behind when time is up', async () => {
    const controller = new AbortController();
    // An address from the range for documentation: nothing answers, and nothing refuses.
    const work = dial(hop(22, '192.0.2.1'), {}, controller.signal);
    controller.abort(new Error('time is up'));
    await troubleOf(work);
    const connecting = () => process.getActiveResourcesInfo().filter(name => /^TCP.*Wrap$/.test(name));
    await vi.waitFor(() => expect(connecting()).toEqual([]));
  });

  it('goes through a ProxyCommand, which ends with the connection', async () => {
    const key = box.key('user');
    const web = await box.sshd('web', [box.publicKey(key)]);
    know(box, web);
    const proxy = box.write('proxy.cjs', PROXY);
    const sshConfigFile = box.write(
      'proxy_config',
      `Host *\n ProxyCommand ${process.execPath} ${proxy} %h %p\n UserKnownHostsFile ${box.dir}/known_hosts\n`,
    );
    const transport = transportIn(box, { sshConfigFile });
    const connection = await transport.connect(hostAt('web', web, { identities: [key] }));
    const { stdout } = await readAll(await connection.exec('echo hi'));
    expect(stdout).toBe('hi\n');
    await transport.close();
    await vi.waitFor(() => expect(web.sessions()).toEqual([]), { timeout: 10_000 });
  });

  it('reports which ProxyCommand failed', async () => {
    const sshConfigFile = box.write('failing', 'Host *\n ProxyCommand sh -c "echo no route >&2; exit 7"\n');
    const trouble = await troubleOf(transportIn(box, { sshConfigFile }).connect(hostAt('web', { port: 22 })));
    expect(trouble).toMatchObject({ kind: 'unreachable', host: 'web' });
    expect(trouble.message).toContain('its ProxyCommand did not connect (it printed: no route):');
  });
});

const PROXY = `
const [host, port] = process.argv.slice(2);
const socket = require('node:net').connect(Number(port), host);
process.stdin.pipe(socket).pipe(process.stdout);
`;
