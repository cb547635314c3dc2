import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entry } from '../../helpers/run.ts';
import { createSandbox, type Sandbox } from '../../helpers/sandbox.ts';

/** Runs `rtail --version` with only these variables. */
const start = (env: Record<string, string>): string =>
  execFileSync(process.execPath, [entry({}), '--version'], { env, encoding: 'utf8', timeout: 20_000 });

const filesIn = (folder: string): string[] =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];

describe("Node's compile cache is kept for the next start", () => {
  test.each<[string, (sandbox: Sandbox) => Record<string, string>, string]>([
    ['in the home directory', ({ home }) => ({ HOME: home }), 'home/.cache/rtail/compiled'],
    [
      'in the cache folder',
      ({ home, dir }) => ({ HOME: home, XDG_CACHE_HOME: join(dir, 'caches') }),
      'caches/rtail/compiled',
    ],
    [
      'where Node is told to keep it',
      ({ home, dir }) => ({ HOME: home, NODE_COMPILE_CACHE: join(dir, 'own') }),
      'own',
    ],
  ])('%s', (_title, env, folder) => {
    using sandbox = createSandbox();
    const first = start(env(sandbox));
    expect(filesIn(join(sandbox.dir, folder)).length).toBeGreaterThan(1);
    expect(start(env(sandbox))).toBe(first);
    if (folder !== 'home/.cache/rtail/compiled') expect(filesIn(sandbox.home)).toEqual([]);
  });

  test.each([
    ['if the home directory does not exist', '/nowhere/at/all'],
    ['if the folder cannot be created, although its parent exists', '/proc'],
  ])('nowhere, and silently, %s', (_title, home) => {
    expect(start({ HOME: home })).toMatch(/^rtail \d/);
    expect(existsSync('/nowhere')).toBe(false);
  });
});
