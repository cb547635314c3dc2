import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examineSocket } from '../../../src/transport/mux/socketFile.ts';

const dir = mkdtempSync(join(tmpdir(), 'rtail-mux-'));
const uid = process.getuid!();
const servers: Server[] = [];

/** A socket in a new folder with this mode. */
const socketIn = async (name: string, mode: number): Promise<string> => {
  mkdirSync(join(dir, name));
  const path = join(dir, name, 's');
  const server = createServer();
  servers.push(server);
  await new Promise<void>(resolve => server.listen(path, resolve));
  chmodSync(join(dir, name), mode);
  return path;
};

let own: string;
beforeAll(async () => {
  // Otherwise nobody else gets into any of the folders.
  chmodSync(dir, 0o755);
  own = await socketIn('own', 0o700);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the socket of a master', () => {
  test('is used if it is ours and nobody else could have put it there', () => {
    expect(examineSocket(own)).toEqual({ identity: expect.any(String), problem: null });
  });

  test('may be in a folder like /tmp', async () => {
    const path = await socketIn('sticky', 0o1777);
    expect(examineSocket(path).problem).toBeNull();
  });

  test('does not exist: nothing to say', () => {
    expect(examineSocket(join(dir, 'none/s'))).toEqual({ identity: null, problem: null });
  });

  test.each([
    ['belongs to another user', async () => own, uid + 1],
    ['is in a folder in which others may replace it', () => socketIn('open', 0o777), uid],
    ['is in a folder in which others may replace it', () => socketIn('group', 0o770), uid],
    [
      'is not a socket',
      async () => {
        writeFileSync(join(dir, 'file'), '');
        return join(dir, 'file');
      },
      uid,
    ],
    [
      'is not a socket',
      async () => {
        symlinkSync(own, join(dir, 'link'));
        return join(dir, 'link');
      },
      uid,
    ],
  ])('%s', async (problem, path, user) => {
    expect(examineSocket(await path(), user)).toEqual({ identity: null, problem });
  });

  test('is not trusted behind a folder of somebody else', async ({ skip }) => {
    if (uid !== 0) skip('needs root');
    mkdirSync(join(dir, 'theirs'));
    const path = await socketIn('theirs/inner', 0o755);
    chownSync(join(dir, 'theirs'), 65534, 65534);
    expect(examineSocket(path).problem).toBe('is in a folder in which others may replace it');
  });

  test('is trusted below a folder that nobody else gets into, whatever its own mode', async () => {
    mkdirSync(join(dir, 'closed'), { mode: 0o700 });
    expect(examineSocket(await socketIn('closed/shared', 0o777)).problem).toBeNull();
  });
});
