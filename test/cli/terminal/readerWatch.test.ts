import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/rtail.ts', import.meta.url));
const hasGnuTail = /GNU coreutils/.test(spawnSync('tail', ['--version'], { encoding: 'utf8' }).stdout ?? '');

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
