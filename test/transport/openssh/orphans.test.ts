import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { SshSandbox } from '../../helpers/sshd.ts';
import { hostAt, know, loginAt, transportIn } from '../scene.ts';

const box = new SshSandbox();
afterAll(() => box.close());
const PROGRAM = fileURLToPath(new URL('../holdConnection.ts', import.meta.url));

describe.each(['ssh2', 'openssh'] as const)('when the client is killed, by %s', kind => {
  it('its connections end, at the host and at the jump host', async () => {
    const key = box.key(`user-${kind}`);
    const jump = await box.sshd(`jump-${kind}`, [box.publicKey(key)]);
    const web = await box.sshd(`web-${kind}`, [box.publicKey(key)]);
    know(box, jump, web);
    transportIn(box);
    const scene = { kind, dir: box.dir, home: box.home, key, jump: jump.port, web: web.port };
    const client = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env['PATH'], TMPDIR: box.dir, RTAIL_TEST_SCENE: JSON.stringify(scene) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(client.stdout, 'data');
    expect([web.sessions().length, jump.sessions().length]).toEqual([1, 1]);
    client.kill('SIGKILL');
    await vi.waitFor(() => expect([...web.sessions(), ...jump.sessions()]).toEqual([]), { timeout: 10_000 });
  });
});

describe('when an openssh transport is closed', () => {
  it('leaves no file behind', async () => {
    const key = box.key('user');
    const web = await box.sshd('web', [box.publicKey(key)]);
    know(box, web);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = box.home;
    try {
      const transport = transportIn(box, { kind: 'openssh' });
      await transport.connect(hostAt('web', web, { ...loginAt(web), identities: [key] }));
      expect(readdirSync(box.home).filter(name => name.startsWith('rtail-'))).toHaveLength(1);
      await transport.close();
      expect(readdirSync(box.home).filter(name => name.startsWith('rtail-'))).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});
