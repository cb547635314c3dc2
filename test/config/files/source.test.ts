import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, truncateSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ignored } from '../../../src/config/gather.ts';
import { complaints, loadTree, makeTree } from './tree.ts';

/** Creates something other than a regular file. */
const KINDS: Readonly<Record<string, (file: string) => void>> = {
  'a FIFO': file => void execFileSync('mkfifo', [file]),
  'an endless device': file => symlinkSync('/dev/zero', file),
  'a terminal': file => symlinkSync('/dev/tty', file),
  'a socket': file => void createServer().listen(file).unref(),
  'a file of 5 MB': file => truncateSync(file, 5 << 20),
};

test.each(Object.entries(KINDS))('%s is not waited for', async (_, make) => {
  const root = makeTree({ 'work/.rtailrc': 'x', '.rtailrc': 'hosts: { above: }\n' });
  const file = join(root, 'work/.rtailrc');
  if (make !== KINDS['a file of 5 MB']) rmSync(file);
  make(file);
  const ignored: Ignored[] = [];
  const { inventory } = await loadTree(root, { cwd: 'work', onIgnored: found => void ignored.push(found) });
  expect([...inventory.hosts.keys()]).toEqual(['above']);
  expect(ignored).toMatchObject([{ kind: 'unusable', file }]);
});

test.each(Object.entries(KINDS))('extends: %s is just a mistake', async (_, make) => {
  const root = makeTree({ '.rtailrc': 'extends: ./x\n', x: 'x' });
  if (make !== KINDS['a file of 5 MB']) rmSync(join(root, 'x'));
  make(join(root, 'x'));
  expect(await complaints(root)).toEqual([
    expect.stringMatching(/^x: is (not a regular file|larger than 4 MB)/),
  ]);
});

test('a named pipe is read if named by the user', async () => {
  const root = makeTree({});
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const written = writeFile(pipe, 'hosts: { piped: }\n');
  expect([...(await loadTree(root, { file: pipe })).inventory.hosts.keys()]).toEqual(['piped']);
  await written;
});
