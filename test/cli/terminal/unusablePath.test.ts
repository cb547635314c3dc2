import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFor } from '../../../src/cli/terminal/unusablePath.ts';
import { rtail } from '../../helpers/run.ts';

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
  // A place where Node's recursive mkdir would loop forever.
  ['--tee', '/proc/no/x', /^rtail: --tee: \/proc\/no\/x cannot be written: no such file or directory\n$/],
])('%s %s is reported, with exit code 2, before anything is read', async (option, path, said) => {
  const { code, stdout, stderr } = await rtail([option, path, './log'], { home: folder });
  expect([code, stdout.toString()]).toEqual([2, '']);
  expect(stderr.toString()).toMatch(said);
});

test('a reason without a code is returned unchanged', () => {
  const fail = () => {
    throw new Error('out of order');
  };
  expect(() => openFor('--tee', '/x', fail)).toThrow('--tee: /x cannot be written: out of order');
});
