import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownHome, xdgFolder } from '../../../src/config/files/paths.ts';
import { loadTree, makeTree } from './tree.ts';

test.each([
  ['absolute', '/home/me', '/home/me'],
  ['not set', undefined, userInfo().homedir],
  ['empty', '', userInfo().homedir],
  ['relative: every folder would be the home directory', '.', userInfo().homedir],
])('HOME that is %s', (_, HOME, expected) => {
  expect(ownHome({ HOME })).toBe(expected);
});

test.each([
  ['/x', '/x'],
  ['', '/h/.config'],
  ['.config', '/h/.config'],
])('XDG_CONFIG_HOME=%s is %s', (said, expected) => {
  expect(xdgFolder({ env: { XDG_CONFIG_HOME: said }, home: '/h' }, 'XDG_CONFIG_HOME')).toBe(expected);
});

test('a relative XDG_CONFIG_HOME does not make anything in the working directory the user’s own', async () => {
  const root = makeTree({ 'xdg/rtail/config.mjs': 'throw new Error("ran");' });
  const { files } = await loadTree(root, { env: { XDG_CONFIG_HOME: 'xdg' }, trust: null });
  expect(files).toEqual([]);
  await expect(loadTree(root, { env: { XDG_CONFIG_HOME: join(root, 'xdg') } })).rejects.toThrow('ran');
});
