import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaints, loadTree, makeTree, type TreeOptions } from './tree.ts';

const host = (name: string) => `hosts: { ${name}: }\n`;
const hostsOf = async (root: string, options?: TreeOptions) => [
  ...(await loadTree(root, options)).inventory.hosts.keys(),
];

describe('finding the configuration', () => {
  test.each([
    ['.rtailrc as YAML', '.rtailrc', host('found')],
    ['.rtailrc as JSON', '.rtailrc', '{\n\t"hosts": { "found": {} }\n}'],
    ['.rtailrc.json', '.rtailrc.json', '{ "hosts": { "found": {} } }'],
    ['.rtailrc.yaml', '.rtailrc.yaml', host('found')],
    ['.rtailrc.yml', '.rtailrc.yml', host('found')],
    ['.rtailrc.js', '.rtailrc.js', 'module.exports = { hosts: { found: {} } };'],
    ['.rtailrc.mjs', '.rtailrc.mjs', 'export default { hosts: { found: {} } };'],
    ['.rtailrc.ts', '.rtailrc.ts', 'const found: object = {}; export default { hosts: { found } };'],
    [
      'rtail.config.mjs with a promise',
      'rtail.config.mjs',
      'export default Promise.resolve({ hosts: { found: {} } });',
    ],
    ['rtail.config.yaml', 'rtail.config.yaml', host('found')],
    ['package.json#rtail', 'package.json', '{ "name": "x", "rtail": { "hosts": { "found": {} } } }'],
  ])('%s', async (_, name, text) => {
    expect(await hostsOf(makeTree({ [name]: text }))).toEqual(['found']);
  });

  test('uses the nearest one, from the working directory upward', async () => {
    const root = makeTree({ '.rtailrc': host('far'), 'a/.rtailrc.yaml': host('near'), 'a/b/c/x': '' });
    expect(await hostsOf(root, { cwd: 'a/b/c' })).toEqual(['near']);
  });

  test('a package.json without our key, or a broken one, is skipped', async () => {
    const root = makeTree({
      '.rtailrc': host('far'),
      'a/package.json': '{ "name": "x" }',
      'a/b/package.json': '{ nonsense',
    });
    expect(await hostsOf(root, { cwd: 'a/b' })).toEqual(['far']);
  });

  test.each([
    ['config.yaml', 'xdg/rtail/config.yaml'],
    ['.rtailrc', 'xdg/rtail/.rtailrc'],
  ])('then uses %s in $XDG_CONFIG_HOME/rtail, before the home', async (_, name) => {
    const root = makeTree({ [name]: host('xdg'), 'home/.rtailrc': host('home') });
    expect(await hostsOf(root, { env: { XDG_CONFIG_HOME: join(root, 'xdg') } })).toEqual(['xdg']);
  });

  test('uses ~/.config/rtail if XDG_CONFIG_HOME is not set, then the home', async () => {
    expect(
      await hostsOf(
        makeTree({ 'home/.config/rtail/config.json': '{"hosts":{"xdg":{}}}', 'home/.rtailrc': host('home') }),
      ),
    ).toEqual(['xdg']);
    expect(await hostsOf(makeTree({ 'home/.rtailrc': host('home') }))).toEqual(['home']);
  });

  test('without any configuration, the inventory is empty', async () => {
    const loaded = await loadTree(makeTree({}));
    expect(loaded.files).toEqual([]);
    expect(loaded.inventory.hosts.size).toBe(0);
  });

  test.each([
    ['a path relative to the working directory', './two.yaml', 'two'],
    ['a path in the home directory, with any extension', '~/one.conf', 'one'],
    ['none: the nearest one is used', '', 'near'],
  ])('--config with %s', async (_, file, name) => {
    const root = makeTree({
      '.rtailrc': host('near'),
      'home/one.conf': host('one'),
      'two.yaml': host('two'),
    });
    expect(await hostsOf(root, { file })).toEqual([name]);
  });

  test('no configuration means the same as an empty one, though nothing is checked', async () => {
    const found = await loadTree(makeTree({ '.rtailrc': '{}' }));
    const none = await loadTree(makeTree({}));
    expect(found.files).toHaveLength(1);
    expect(none.origin(['hosts'])).toBe(found.origin(['hosts']));
    expect({ ...none, origin: null }).toEqual({ ...found, files: [], origin: null });
  });

  test('RTAIL_CONFIG overrides the search, --config overrides both', async () => {
    const root = makeTree({ '.rtailrc': host('near'), 'one.yaml': host('one'), 'two.yaml': host('two') });
    const env = { RTAIL_CONFIG: 'two.yaml' };
    expect(await hostsOf(root, { env })).toEqual(['two']);
    expect(await hostsOf(root, { env, file: 'one.yaml' })).toEqual(['one']);
  });

  test.each([
    [
      'a missing file',
      'nowhere.yaml',
      /^nowhere\.yaml: cannot be read: no such file or directory; check the name$/,
    ],
    [
      'a directory',
      'dir',
      /^dir: cannot be read: illegal operation on a directory; name a file in the directory$/,
    ],
    ['a program that throws', 'broken.mjs', /^broken\.mjs: cannot be read: out of order$/],
    ['a program that exports nothing', 'empty.mjs', /^empty\.mjs: cannot be read: it has no default export$/],
  ])('--config with %s', async (_, file, complaint) => {
    const root = makeTree({
      'dir/x': '',
      'broken.mjs': 'throw new Error("out of order");',
      'empty.mjs': 'export const a = 1;',
    });
    expect(await complaints(root, { file })).toEqual([expect.stringMatching(complaint)]);
  });

  test('mistakes in a program name the file and the path', async () => {
    const root = makeTree({ '.rtailrc.mjs': 'export default { hosts: { a: { prot: 1 } } };' });
    expect(await complaints(root)).toEqual([
      expect.stringMatching(/^\.rtailrc\.mjs: hosts\.a\.prot: unknown key, .*; did you mean port\?$/),
    ]);
  });

  test('lines of package.json#rtail are those of package.json', async () => {
    const root = makeTree({
      'package.json': '{\n  "rtail": {\n    "hosts": { "a": { "port": "x" } }\n  }\n}\n',
    });
    expect(await complaints(root)).toEqual([
      'package.json:3:23: hosts.a.port: expected a port number, 1 to 65535, found the text "x"',
    ]);
  });
});

describe('extends', () => {
  test('for a list, the nearest comes first, each with everything that it extends; one that two of them extend counts once', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: [./b.yaml, ./c.yaml]\n',
      'b.yaml': 'extends: ./base.yaml\nlogs: { x: /b }\n',
      'c.yaml': 'extends: ./base.yaml\nlogs: { x: /c, y: /c }\n',
      'base.yaml': 'logs: { x: /base, y: /base, z: /base }\n',
    });
    const { files, inventory } = await loadTree(root);
    expect(files.map(file => file.slice(root.length + 1))).toEqual([
      '.rtailrc',
      'b.yaml',
      'base.yaml',
      'c.yaml',
    ]);
    const places = [...inventory.logs.values()].map(({ place }) => (place.kind === 'file' ? place.path : ''));
    expect(places.toSorted()).toEqual(['/b', '/base', '/base']);
  });

  const team =
    'teams: { shop: { user: deploy, jump: { host: bastion, port: 22, user: nobody } } }\nhosts: { web-1: { team: shop } }\n';
  const person = (from: string) => `extends: ${from}\nteams: { shop: { jump: { user: alice } } }\n`;

  test.each([
    ['a path relative to the file', 'p/.rtailrc', '../team/base.yaml', 'team/base.yaml'],
    ['a bare file name', 'p/.rtailrc', 'base.yaml', 'p/base.yaml'],
    ['a path in the home directory', 'p/.rtailrc', '~/base.yaml', 'home/base.yaml'],
    ['a directory with a configuration', 'p/.rtailrc', '../team', 'team/.rtailrc'],
    ['a package with a configuration', 'p/.rtailrc', 'shop-logs', 'node_modules/shop-logs/.rtailrc.yaml'],
    [
      'a file in a scoped package',
      'p/.rtailrc',
      '"@shop/logs/base.yaml"',
      'p/node_modules/@shop/logs/base.yaml',
    ],
  ])('%s', async (_, file, from, base) => {
    const loaded = await loadTree(makeTree({ [file]: person(from), [base]: team }), { cwd: 'p' });
    const [jump] = loaded.inventory.hosts.get('web-1')?.jump ?? [];
    expect(jump).toMatchObject({ address: 'bastion', port: 22, user: 'alice' });
  });

  test('accepts a package whose main file is the configuration', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: shop-logs\n',
      'node_modules/shop-logs/package.json': '{ "name": "shop-logs", "main": "inventory.mjs" }',
      'node_modules/shop-logs/inventory.mjs': 'export default { hosts: { here: {} } };',
    });
    expect(await hostsOf(root)).toEqual(['here']);
  });

  test('in a chain, the nearest wins, and each value keeps its origin', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: ./b.yaml\ndefaults:\n  lines: 1\n',
      'b.yaml': 'extends: ./c.yaml\ndefaults: { lines: 2, concurrency: 2 }\n',
      'c.yaml': '\n\ndefaults:\n  lines: 3\n  concurrency: 3\n  sudo: true\n',
    });
    const { config, origin, files } = await loadTree(root);
    expect(config.defaults).toEqual({ lines: 1, concurrency: 2, sudo: true });
    expect(files.map(file => file.slice(root.length + 1))).toEqual(['.rtailrc', 'b.yaml', 'c.yaml']);
    const places = ['lines', 'concurrency', 'sudo'].map(key => {
      const at = origin(['defaults', key]);
      return `${at?.file.slice(root.length + 1)}:${at?.position?.line}`;
    });
    expect(places).toEqual(['.rtailrc:3', 'b.yaml:2', 'c.yaml:6']);
  });

  test('lists are replaced, not joined; a path replaces a command', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: ./b.yaml\nhosts: { a: { tags: [x] } }\nlogs: { l: { path: /l } }\n',
      'b.yaml': 'hosts: { a: { tags: [y, z] } }\nlogs: { l: { command: tail, start: x } }\n',
    });
    const { inventory } = await loadTree(root);
    expect(inventory.hosts.get('a')?.tags).toEqual(['x']);
    expect(inventory.logs.get('l')).toMatchObject({
      place: { kind: 'file', path: '/l' },
      format: { start: 'x' },
    });
  });

  test('relative key files start at the file that names them', async () => {
    const root = makeTree({
      'p/.rtailrc': 'extends: ../team/base.yaml\nhosts: { b: { identity: ./mine } }\n',
      'team/base.yaml':
        'teams: { t: { knownHosts: ./known_hosts, identity: ~/key } }\nhosts: { a: { team: t } }\n',
    });
    const { hosts } = (await loadTree(root, { cwd: 'p' })).inventory;
    expect(hosts.get('a')).toMatchObject({
      knownHosts: [`${root}/team/known_hosts`],
      identities: [`${root}/home/key`],
    });
    expect(hosts.get('b')?.identities).toEqual([`${root}/p/mine`]);
  });

  test('a cycle is refused, also through a symbolic link', async () => {
    const root = makeTree({
      '.rtailrc': 'hosts: {}\nextends: ./b.yaml\n',
      'b.yaml': 'extends: ./link.yaml\n',
    });
    symlinkSync(join(root, '.rtailrc'), join(root, 'link.yaml'));
    expect(await complaints(root)).toEqual([
      'b.yaml:1:1: extends: is circular: .rtailrc -> b.yaml -> link.yaml; remove one of them',
    ]);
  });

  test('a missing file is reported where it is named', async () => {
    const root = makeTree({ '.rtailrc': '# mine\nextends: ./nowhere.yaml\n' });
    expect(await complaints(root)).toEqual([
      '.rtailrc:2:1: extends: no configuration at ./nowhere.yaml; give a path (./…, ../…, ~/…, /…) to a file, or the name of an installed package',
    ]);
  });

  test('the mistakes in all files of the chain are reported at once', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: ./b.yaml\nhosts: { a: { prot: 1 } }\n',
      'b.yaml': 'hosts: { a: { team: nobody, port: x } }\n',
    });
    expect((await complaints(root)).map(line => line.split(': ')[0])).toEqual([
      '.rtailrc:2:15',
      'b.yaml:1:15',
      'b.yaml:1:29',
    ]);
  });
});

describe("the user's own file, if another is nearer", () => {
  const files = {
    'p/.rtailrc': 'hosts: { here: }\nviews: { shared: { level: warn } }\n',
    'home/.rtailrc':
      'hosts: { there: }\nviews: { mine: { level: error }, shared: { level: debug } }\nkeys: { quit: x }\n',
  };

  test('provides its views and keys, and nothing else', async () => {
    const { config, files: used } = await loadTree(makeTree(files), { cwd: 'p' });
    expect(config.views).toEqual({ mine: { level: 'error' }, shared: { level: 'warn' } });
    expect(config.keys).toEqual({ quit: 'x' });
    expect(Object.keys(config.hosts ?? {})).toEqual(['here']);
    expect(used).toHaveLength(1);
  });

  test('does no harm if it is broken', async () => {
    const root = makeTree({ ...files, 'home/.rtailrc': 'hosts: [\n' });
    expect(await hostsOf(root, { cwd: 'p' })).toEqual(['here']);
  });
});

describe.skipIf(process.getuid?.() === 0)('unreadable files', () => {
  test('a directory in the path is skipped', async () => {
    const root = makeTree({ '.rtailrc': host('far'), 'closed/in/x': '' });
    chmodSync(join(root, 'closed'), 0o000);
    expect(await hostsOf(root, { cwd: 'closed/in' })).toEqual(['far']);
    chmodSync(join(root, 'closed'), 0o700);
  });

  test('an unreadable configuration is reported', async () => {
    const root = makeTree({ '.rtailrc': host('mine') });
    chmodSync(join(root, '.rtailrc'), 0o000);
    expect(await complaints(root)).toEqual([
      expect.stringMatching(/^\.rtailrc: cannot be read: permission denied; give yourself read permission$/),
    ]);
  });
});
