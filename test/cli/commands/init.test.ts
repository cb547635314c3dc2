import { expect, test } from 'vitest';
import { discover } from '../../../src/cli/commands/setup/discover.ts';
import { exampleText } from '../../../src/cli/commands/setup/example.ts';
import { initialText } from '../../../src/cli/commands/setup/init.ts';
import { loadTree, makeTree } from '../../config/files/tree.ts';

const LOGS = [{ name: 'app', path: '/var/log/app.log' }];

/** Returns the hosts in the inventory created from the files in a folder and a home directory. */
const hostsFrom = async (files: Record<string, string>): Promise<readonly string[]> => {
  const root = makeTree({ 'p/keep': '', ...files });
  const found = discover({ cwd: `${root}/p`, home: `${root}/home` });
  const text = initialText(found, LOGS);
  const written = makeTree({ ...files, 'p/.rtailrc': text });
  const { inventory } = await loadTree(written, { cwd: 'p' });
  expect([...inventory.logs.keys()]).toEqual(['app']);
  return [...inventory.hosts.keys()];
};

test.each<[title: string, files: Record<string, string>, hosts: readonly string[]]>([
  ['nothing', {}, []],
  ['an Ansible inventory', { 'p/inventory/hosts': '', 'p/hosts.ini': '[web]\nw[1:2]\n' }, ['w1', 'w2']],
  [
    'the inventory named in ansible.cfg',
    {
      'p/ansible.cfg': '[defaults]\ninventory = ./env/prod\n',
      'p/env/prod': '[a]\nx\n',
      'p/hosts.ini': '[b]\ny\n',
    },
    ['x'],
  ],
  ['a YAML inventory', { 'p/inventory.yml': 'all:\n  hosts:\n    z:\n' }, ['z']],
  ['ssh', { 'home/.ssh/config': 'Host a b *.c\n  User x\n' }, ['a', 'b']],
  [
    'known hosts',
    { 'home/.ssh/known_hosts': 'k1,10.0.0.1 ssh-ed25519 A\n|1|x|y ssh-rsa B\n[k2]:22 x y\n' },
    ['k1'],
  ],
  ['a folder named hosts', { 'p/hosts/readme': '' }, []],
])('rtail init creates a working inventory from %s', async (_, files, hosts) => {
  expect(await hostsFrom(files)).toEqual(hosts);
});

test('the example is self-contained', () => {
  expect(exampleText()).toMatch(/^# yaml-language-server: \$schema=https:\/\//);
});
