import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

test.each(['README.md', 'ARCHITECTURE.md', 'docs/following.md', 'docs/security.md'])(
  'what %s links to is there',
  page => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(match => match[1]!)
      .filter(link => !/^https?:/.test(link));
    expect(links.filter(link => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  },
);

test('npm scripts name files that are there', () => {
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
