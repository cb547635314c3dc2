import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/config/files/issue.ts';
import { saveView } from '../../../src/config/files/saveView.ts';
import type { View } from '../../../src/config/schema/schema.ts';
import { loadTree, makeTree } from './tree.ts';

const VIEW: View = {
  sources: ['web:app', 'db-1:pg'],
  filters: [{ pattern: 'a: # "b" \\ {c}' }, { pattern: '^!x', exclude: true }],
  level: 'warn',
  layout: 'merged',
};

const save = (root: string, name = 'mine', view = VIEW, env = {}): Promise<string> =>
  saveView(name, view, { cwd: root, home: join(root, 'home'), env });
const viewsIn = async (root: string) => (await loadTree(root, { cwd: 'home' })).config.views;

describe('saving a view', () => {
  const OLD = '  # the old one\n  old: { level: error }   # yes\n';
  const around = (views: string) =>
    `# about me\nhosts:\n    a: # first\n        port: 22     # mine\n\n${views}\n# the end\nkeys: {}\n`;

  test.each([
    ['added to other views', `views:  # saved\n${OLD}`],
    ['exchanged', `views:\n${OLD}  mine:\n    level: debug\n    layout: split\n  new: {}\n`],
    ['replaced at the end', `views:\n${OLD}  mine: { level: debug }\n`],
    ['added to an empty map', 'views: {}   # none yet\n'],
    ['added to an empty section', 'views: # none yet\n'],
    ['with a section of its own', ''],
  ])('%s: everything else stays exactly the same', async (_, section) => {
    const root = makeTree({ 'home/.rtailrc': around(section) });
    expect(await save(root)).toBe(join(root, 'home/.rtailrc'));
    expect((await viewsIn(root))?.['mine']).toEqual(VIEW);
    const after = readFileSync(join(root, 'home/.rtailrc'), 'utf8').split('\n');
    const replaced = /^ +(mine: |level: debug|layout: split)|^views: \{/;
    const kept = around(section)
      .split('\n')
      .filter(line => !replaced.test(line));
    expect(after.filter(line => kept.includes(line))).toEqual(kept);
  });

  test('a section in braces keeps its views and the file keeps its comments', async () => {
    const root = makeTree({ 'home/.rtailrc': '# about me\nviews: { old: { level: error } }\n# the end\n' });
    await save(root);
    expect(await viewsIn(root)).toEqual({ old: { level: 'error' }, mine: VIEW });
    expect(readFileSync(join(root, 'home/.rtailrc'), 'utf8')).toMatch(/^# about me\n.*\n# the end\n$/s);
  });

  test.each([
    ['to an empty file', ''],
    ['to a file of comments', '# nothing yet\n'],
    ['next to other sections', 'keys: { quit: x }\n'],
    ['to an empty section', 'views:\n'],
    ['to an empty map', 'views: {}\n'],
    ['over the view with that name', 'views:\n  mine: { level: debug, layout: split }\n'],
    ['to JSON without an extension', '{ "views": {} }'],
  ])('%s', async (_, before) => {
    const root = makeTree({ 'home/.rtailrc': before });
    await save(root);
    expect((await viewsIn(root))?.['mine']).toEqual(VIEW);
    expect(readFileSync(join(root, 'home/.rtailrc'), 'utf8')).toContain(before.startsWith('#') ? before : '');
  });

  test('JSON stays JSON', async () => {
    const root = makeTree({ 'home/.rtailrc.json': '{\n    "keys": {}\n}\n' });
    await save(root);
    const text = readFileSync(join(root, 'home/.rtailrc.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ keys: {}, views: { mine: VIEW } });
    expect(text).toContain('\n    "views"');
  });

  test('package.json keeps everything else', async () => {
    const root = makeTree({ 'home/package.json': '{ "name": "x", "rtail": { "keys": {} } }' });
    await save(root);
    expect(JSON.parse(readFileSync(join(root, 'home/package.json'), 'utf8'))).toEqual({
      name: 'x',
      rtail: { keys: {}, views: { mine: VIEW } },
    });
  });

  test('if there is no file yet, creates one that only the user can read', async () => {
    const root = makeTree({ 'project/.rtailrc': 'hosts: {}\n' });
    const file = await save(root);
    expect(file).toBe(join(root, 'home/.rtailrc'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await viewsIn(root)).toEqual({ mine: VIEW });
  });

  test('$XDG_CONFIG_HOME/rtail takes precedence', async () => {
    const root = makeTree({ 'xdg/rtail/config.yaml': 'keys: {}\n', 'home/.rtailrc': '' });
    expect(await save(root, 'v', VIEW, { XDG_CONFIG_HOME: join(root, 'xdg') })).toBe(
      join(root, 'xdg/rtail/config.yaml'),
    );
  });

  test('a symbolic link is preserved, and no temporary file is left behind', async () => {
    const root = makeTree({ 'dotfiles/rtailrc': 'keys: {}\n', 'home/x': '' });
    symlinkSync(join(root, 'dotfiles/rtailrc'), join(root, 'home/.rtailrc'));
    await save(root);
    expect(lstatSync(join(root, 'home/.rtailrc')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'dotfiles/rtailrc'), 'utf8')).toContain('mine:');
    expect(readdirSync(join(root, 'dotfiles'))).toEqual(['rtailrc']);
  });

  test.each<[title: string, files: Record<string, string>, name: string, view: View, message: RegExp]>([
    ['a name that cannot be typed', {}, 'my view', VIEW, /views\."my view": expected a name/],
    [
      'an unknown layout',
      {},
      'v',
      { layout: 'round' as 'split' },
      /views\.v\.layout: expected one of split, columns, rows, merged/,
    ],
    [
      'a file that is a program',
      { 'home/.rtailrc.mjs': 'export default {};' },
      'v',
      VIEW,
      /is a program.*by hand/,
    ],
    ['an invalid file', { 'home/.rtailrc': 'a: [\n' }, 'v', VIEW, /\.rtailrc:\d+:\d+: /],
  ])('refuses %s, and changes nothing', async (_, files, name, view, message) => {
    const root = makeTree(files);
    const failure = await save(root, name, view).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toMatch(message);
    expect(readdirSync(join(root, 'home'))).toEqual(
      Object.keys(files).map(file => file.replace('home/', '')),
    );
    for (const [file, text] of Object.entries(files))
      expect(readFileSync(join(root, file), 'utf8')).toBe(text);
  });
});
