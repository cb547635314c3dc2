import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/rtail.ts', import.meta.url));
const hasGnuTail = /GNU coreutils/.test(spawnSync('tail', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/** What a pipe holds. */
const PIPE_BYTES = 65_536;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-reader-'));
  writeFileSync(join(folder, 'log'), 'one\ntwo\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!hasGnuTail)(
  'following a quiet log ends silently, with exit code 0, once its reader has left',
  async () => {
    const shell = `"$NODE" "$PROGRAM" -f ./log; echo "code $?" >&2`;
    const child = spawn('sh', ['-c', `{ ${shell}; } | head -n 1`], {
      cwd: folder,
      env: { HOME: folder, PATH: process.env['PATH'], NODE: process.execPath, PROGRAM },
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', chunk => {
      said.stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      said.stderr += chunk;
    });
    await once(child, 'close');
    expect(said).toEqual({ stdout: 'one\n', stderr: 'code 0\n' });
  },
);

test.skipIf(!hasGnuTail || process.platform !== 'linux')(
  'a reader that stands still does not stop the process that follows: signals still end it',
  async () => {
    writeFileSync(join(folder, 'long'), 'line\n'.repeat(1_000_000));
    const shell = `sh -c 'echo $$ >pid; exec "$NODE" "$PROGRAM" -F -n +1 ./long' | sleep 60`;
    const child = spawn('sh', ['-c', shell], {
      cwd: folder,
      env: { HOME: folder, PATH: process.env['PATH'], NODE: process.execPath, PROGRAM },
      stdio: 'ignore',
      detached: true,
    });
    const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 250 });
    try {
      let pid = 0;
      let before = 0;
      await eventually(() => {
        pid = Number(readFileSync(join(folder, 'pid'), 'latin1'));
        const written = Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))![1]);
        const isStuck = written === before && written > PIPE_BYTES;
        before = written;
        expect(isStuck).toBe(true);
      });
      // The second one ends it without waiting for the reader.
      await eventually(() => {
        if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGINT');
        expect(existsSync(`/proc/${pid}`)).toBe(false);
      });
    } finally {
      process.kill(-child.pid!, 'SIGKILL');
    }
  },
);
