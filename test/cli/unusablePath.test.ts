import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFor } from '../../src/cli/unusablePath.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/rtail.ts', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-paths-'));
  writeFileSync(join(folder, 'log'), 'a line\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['--tee', './log', /^rtail: --tee: \.\/log cannot be written: file already exists\n$/],
  ['--tee', './log/x', /^rtail: --tee: \.\/log\/x cannot be written: not a directory\n$/],
  ['--debug', './no/x', /^rtail: --debug: \.\/no\/x cannot be written: no such file or directory\n$/],
])('%s %s is said and ends it with 2 before anything is read', (option, path, said) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, option, path, './log'], {
    cwd: folder,
    env: { HOME: folder, PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(said);
});

test('a reason without a code is given as it is', () => {
  const fail = () => {
    throw new Error('out of order');
  };
  expect(() => openFor('--tee', '/x', fail)).toThrow('--tee: /x cannot be written: out of order');
});
