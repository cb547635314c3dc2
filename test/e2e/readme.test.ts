import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { README, recipesOf, runRecipe } from '../helpers/readme.ts';

const root = join(import.meta.dirname, '../..');

const recipes = recipesOf('## Recipes');

const folder = mkdtempSync(join(tmpdir(), 'rtail-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string) => runRecipe(line, { cwd: folder, home: folder });

describe('the README', () => {
  it('has recipes', () => expect(recipes.length).toBeGreaterThanOrEqual(10));

  it.concurrent.each(recipes)('$title', async ({ lines }) => {
    for (const line of lines) {
      const { ended, stdout, stderr, isFollowing } = await run(line);
      expect(isFollowing ? ['SIGINT', 130] : [0], stderr).toContain(ended);
      expect(stdout).not.toBe('');
    }
  });

  it('links to pages and pictures that exist', () => {
    const links = [...README.matchAll(/\]\(([^)\s#]+)/g)].map(match => match[1]!);
    const local = links.filter(link => !/^https?:/.test(link));
    expect(local.length).toBeGreaterThan(5);
    expect(local.filter(link => !existsSync(join(root, link)))).toEqual([]);
  });
});
