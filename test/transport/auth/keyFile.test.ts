import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
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

it.each([
  ['of the owner alone', 0o600, '', 'plain', undefined],
  ['that the group may read', 0o640, '', 'public', /mode 640/],
  ['with a passphrase, that anyone may write', 0o602, 'secret', 'public', /mode 602/],
])('a key file %s', async (_, mode, passphrase, kind, why) => {
  using sandbox = createSandbox();
  const file = join(sandbox.dir, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '1', '-N', passphrase, '-f', file]);
  chmodSync(file, mode);
  const found = await readKeyFile(file);
  expect(found.kind).toBe(kind);
  if (why !== undefined) expect(found).toMatchObject({ why: expect.stringMatching(why) });
});
