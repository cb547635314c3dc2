import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readKeyFile } from '../../../src/transport/auth/keyFile.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

it.each<[title: string, make: (file: string) => string, why: string]>([
  ['an endless device', () => '/dev/zero', 'not a regular file'],
  [
    'a pipe that nobody writes to',
    file => {
      execFileSync('mkfifo', [file]);
      return file;
    },
    'not a regular file',
  ],
  [
    'a file of 2 MB',
    file => {
      execFileSync('truncate', ['-s', '2M', file]);
      return file;
    },
    'too large',
  ],
])('%s is not a key, and is not waited for', async (_, make, why) => {
  using sandbox = createSandbox();
  const file = make(join(sandbox.dir, 'key'));
  expect(await readKeyFile(file)).toEqual({ kind: 'unusable', why: `cannot be read (${why})` });
});
