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

/** Runs a line in a shell, as a reader would who presses ^C once a followed log shows something. */
const run = async (line: string) => {
  const child = spawn('sh', ['-c', line], {
    cwd: folder,
    detached: true,
    env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const isFollowing = / -F /.test(line);
  if (isFollowing) child.stdout.once('readable', () => process.kill(-child.pid!, 'SIGINT'));
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { ended: isFollowing ? (signal ?? code) : code, stdout, stderr, isFollowing };
};

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
    const links = [...readme.matchAll(/\]\(([^)\s#]+)/g)].map(match => match[1]!);
    const local = links.filter(link => !/^https?:/.test(link));
    expect(local.length).toBeGreaterThan(5);
    expect(local.filter(link => !existsSync(join(root, link)))).toEqual([]);
  });
});
