import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

test.each([
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/following.md',
  'docs/security.md',
])('the targets of links in %s exist', page => {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map(match => match[1]!)
    .filter(link => !/^https?:/.test(link));
  expect(links.filter(link => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

test.each(['ARCHITECTURE.md', 'docs/following.md', 'docs/security.md'])(
  'the source files named in %s exist',
  page => {
    const named = [
      ...readFileSync(join(root, page), 'utf8').matchAll(/`((?:[a-z][A-Za-z0-9]*\/)+[A-Za-z0-9]+\.tsx?)`/g),
    ];
    const missing = named
      .map(([, path]) => path!)
      .filter(path => !['', 'src', 'test'].some(folder => existsSync(join(root, folder, path))));
    expect(missing).toEqual([]);
  },
);

describe('the map of the tests', () => {
  const page = readFileSync(join(root, 'test/README.md'), 'utf8');
  const rows = page.split('\n').filter(line => /^\| (?!---|you need)/.test(line));
  test.each(rows)('%s', row => {
    const [, use = '', where = ''] = row.split(' | ');
    const files = [...where.matchAll(/`([\w/.-]+)`/g)].map(([, path]) => path!);
    const paths = files.map(path => join(root, path.startsWith('src/') ? '' : 'test', path));
    expect(paths.filter(path => !existsSync(path))).toEqual([]);
    const texts = paths.filter(path => path.endsWith('.ts')).map(path => readFileSync(path, 'utf8'));
    const names = [...use.matchAll(/`(?:using box = )?([A-Za-z_]+)(?:\(\))?`/g)].map(([, name]) => name!);
    for (const name of names)
      expect(texts.length === 0 || texts.some(text => text.includes(name)), name).toBe(true);
  });
});

test('npm scripts name existing files', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const files = Object.values(scripts).flatMap(
    script => script.match(/\b(?:scripts|bench|test)\/[\w./-]+/g) ?? [],
  );
  expect(files.filter(file => !existsSync(join(root, file)))).toEqual([]);
});

describe('the table of what an attacker can try', () => {
  const rows = readFileSync(join(root, 'docs/security.md'), 'utf8')
    .split('\n')
    .filter(line => /^\|(?! ?-|.*\| test \|$)/.test(line))
    .map(line => line.split(' | '))
    .map(cells => ({ attack: cells[0]!, tests: cells.at(-1)! }));
  test.each(rows)('$attack', ({ tests }) => {
    const named = [...tests.matchAll(/`([\w/.]+\.test\.ts): ([^`]+)`/g)];
    expect(named).not.toEqual([]);
    for (const [, file, title] of named) {
      expect(readFileSync(join(root, 'test', file!), 'utf8')).toContain(`'${title}'`);
    }
  });
});
