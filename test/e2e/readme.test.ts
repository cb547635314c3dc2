import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The README's recipes: the command lines below each comment. */
const recipes = (/## Recipes[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
  .split('\n\n')
  .map(recipe => {
    const [title = '', ...lines] = recipe.trim().split('\n');
    return { title, lines };
  });

const folder = mkdtempSync(join(tmpdir(), 'rtail-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line in a shell, as a reader would who stops following after two seconds. */
const run = async (line: string) => {
  const command = / -F /.test(line) ? line.replace(/^(rtail --demo)/, '$1 --max-time 2') : line;
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, stdout, stderr };
};

describe('the README', () => {
  it('has recipes', () => expect(recipes.length).toBeGreaterThanOrEqual(10));

  it.concurrent.each(recipes)('$title', async ({ lines }) => {
    for (const line of lines) {
      const { status, stdout, stderr } = await run(line);
      // 124: stopped by --max-time.
      expect([0, 124], stderr).toContain(status);
      expect(stdout).not.toBe('');
    }
  });

  it('links to pages and pictures that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!);
    const local = links.filter(link => !/^https?:/.test(link));
    expect(local.length).toBeGreaterThan(5);
    expect(local.filter(link => !existsSync(join(root, link)))).toEqual([]);
  });
});
