import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AskpassServer } from '../../../src/transport/openssh/askpassServer.ts';
import { sweepWorkspaces } from '../../../src/transport/openssh/sweep.ts';
import { createSandbox, type Sandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox();
});
afterEach(() => sandbox[Symbol.dispose]());

const folder = (name: string, mode = 0o700): string => {
  const dir = join(sandbox.dir, name);
  mkdirSync(dir);
  writeFileSync(join(dir, '1.conf'), 'Host *\n');
  chmodSync(dir, mode);
  return dir;
};

/** Leaves a socket behind like a killed process. */
const killedListener = async (path: string): Promise<void> => {
  const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('folders of earlier openssh runs', () => {
  it('are removed if the process was killed', async () => {
    const dir = folder('rtail-AbC123');
    await killedListener(join(dir, 'ask'));
    await sweepWorkspaces(sandbox.dir);
    expect(existsSync(dir)).toBe(false);
  });

  it('stay while the process is alive, and if that is unknown', async () => {
    const [alive, unknown] = [folder('rtail-alive1'), folder('rtail-nosock')];
    const server = createServer().listen(join(alive, 'ask'));
    await once(server, 'listening');
    await sweepWorkspaces(sandbox.dir);
    expect([alive, unknown].map(each => existsSync(each))).toEqual([true, true]);
    server.close();
  });

  it('have no socket of that name before it accepts connections', async () => {
    const socket = join(folder('rtail-starts'), 'ask');
    const starting = AskpassServer.listen(socket);
    expect(existsSync(socket)).toBe(false);
    const server = await starting;
    await sweepWorkspaces(sandbox.dir);
    expect(existsSync(socket)).toBe(true);
    server.close();
  });

  it.each([
    ['can be read by others', 'rtail-AbC123', 0o755],
    ['has a different name', 'rtail-fleet-1', 0o700],
  ])('stay where a folder %s', async (_, name, mode) => {
    const dir = folder(name, mode);
    await killedListener(join(dir, 'ask'));
    await sweepWorkspaces(sandbox.dir);
    expect(existsSync(dir)).toBe(true);
  });

  it('are not searched for behind a symbolic link', async () => {
    const dir = folder('elsewhere');
    await killedListener(join(dir, 'ask'));
    symlinkSync(dir, join(sandbox.dir, 'rtail-link12'));
    await sweepWorkspaces(sandbox.dir);
    expect(existsSync(join(dir, '1.conf'))).toBe(true);
  });
});
