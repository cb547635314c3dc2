import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderConfig } from '../../../src/cli/commands/config.ts';
import type { Setting } from '../../../src/cli/request/settings.ts';
import { loadTree, makeTree } from '../../config/files/tree.ts';

const FILES = {
  'p/.rtailrc': 'extends: ~/team.yaml\nteams:\n  shop:\n    jump: { user: alice }\ndefaults: { lines: 5 }\n',
  'home/team.yaml': [
    'teams:',
    '  shop:',
    '    jump:',
    '      host: bastion',
    '      user: nobody',
    "hosts: { 'web-[1-2]': { team: shop, tags: [a, b] }, lone: }",
    'highlight: { "x\\ty": red }',
  ].join('\n'),
};

const SETTINGS: readonly Setting[] = [
  { name: 'lines', value: 5, text: '5', origin: { kind: 'file', file: '/elsewhere/base.yaml', line: 9 } },
  { name: 'head', value: 3, text: '3', origin: { kind: 'flag', spelt: '--head' } },
  { name: 'sort', value: 'time', text: 'time', origin: { kind: 'environment', variable: 'RTAIL_SORT' } },
  { name: 'color', value: 'auto', text: 'auto', origin: { kind: 'built-in' } },
  { name: 'last', value: null, text: null, origin: { kind: 'built-in' } },
];

async function show(form: 'text' | 'json', files: Record<string, string> = FILES): Promise<[string, string]> {
  const root = makeTree(files);
  const loaded = await loadTree(root, { cwd: 'p' });
  return [
    renderConfig(loaded, { settings: SETTINGS, form, cwd: join(root, 'p'), home: join(root, 'home') }),
    root,
  ];
}

describe('rtail config', () => {
  test('shows each value with the file and line that it comes from', async () => {
    const [text] = await show('text');
    expect(text).toBe(`\
Files, the closest first:
  .rtailrc
  ~/team.yaml

Inventory and screen:
  extends                 ~/team.yaml  .rtailrc:1
  teams.shop.jump.host    bastion      ~/team.yaml:4
  teams.shop.jump.user    alice        .rtailrc:4
  hosts."web-[1-2]".team  shop         ~/team.yaml:6
  hosts."web-[1-2]".tags  a, b         ~/team.yaml:6
  hosts.lone              -            ~/team.yaml:6
  highlight."x\\ty"        red          ~/team.yaml:7

Options:
  --lines  5     /elsewhere/base.yaml:9
  --head   3     --head
  --sort   time  RTAIL_SORT
  --color  auto  built-in
`);
  });

  test('prints JSON, with full paths', async () => {
    const [text, root] = await show('json');
    const { files, values, options } = JSON.parse(text);
    expect(files).toEqual([`${root}/p/.rtailrc`, `${root}/home/team.yaml`]);
    expect(values).toContainEqual({
      path: 'teams.shop.jump.user',
      value: 'alice',
      file: `${root}/p/.rtailrc`,
      line: 4,
    });
    expect(options[1]).toEqual({ name: 'head', value: 3, origin: { kind: 'flag', spelt: '--head' } });
    expect(options).toHaveLength(SETTINGS.length);
  });

  test('reports where it looked if there is no configuration', async () => {
    const [text] = await show('text', { 'p/x': '' });
    expect(text).toMatch(/^No configuration file\. Searched for \.rtailrc/);
    expect(text).toContain('--head');
  });
});
