import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { CodeCache } from '../../../src/cli/start/codeCache.ts';
import { LEARNING_RUNS, Scripts } from '../../../src/cli/start/scripts.ts';
import { createSandbox } from '../../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../../..');

const NAME = 'sum.script.js';
const PARTS = 'parts.script.js';

const ID = '0123456789abcdef';
const KEY = { name: NAME, id: ID };

/** A folder with two scripts, and one for their compiled code. */
const folderOf = (dir: string) => {
  const folder = { scripts: dir, cache: join(dir, 'cache') };
  writeFileSync(join(dir, PARTS), '(load=>{"use strict";const add=(a,b)=>a+b;return{add}})');
  writeFileSync(
    join(dir, NAME),
    `(load=>{"use strict";const{add:plus}=load("${PARTS}");const{unit}=load("units.js");return{sum:l=>l.reduce(plus,0)*unit}})//${ID}`,
  );
  return folder;
};

type Folder = ReturnType<typeof folderOf>;

/** Loads and runs a script as one run of the program; returns what it found kept. */
const run = ({ scripts: folder, cache }: Folder) => {
  const scripts = new Scripts(folder);
  scripts.keepIn(cache);
  scripts.provide('units.js', { unit: 10 });
  const { sum } = scripts.load(NAME) as { sum: (numbers: readonly number[]) => number };
  expect(sum([1, 2, 3])).toBe(60);
  scripts.keep();
  return new CodeCache(cache).read(KEY);
};

/** The same in a process of its own: in one process, V8 finds what it has compiled before and does not look at the code kept. */
const runApart = (folder: Folder, during = ''): number => {
  const from = (file: string): string => JSON.stringify(join(root, 'src/cli/start', file));
  const program = `
    import { Scripts } from ${from('scripts.ts')};
    import { setV8Flag } from ${from('v8Flags.ts')};
    const scripts = new Scripts(${JSON.stringify(folder.scripts)});
    scripts.keepIn(${JSON.stringify(folder.cache)});
    scripts.provide('units.js', { unit: 10 });
    const name = '${NAME}';
    scripts.load(name).sum([1, 2]);
    ${during};
    scripts.keep();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  return new CodeCache(folder.cache).read(KEY)?.runs ?? 0;
};

const codeFile = ({ cache }: Folder): string =>
  join(
    cache,
    readdirSync(cache, { recursive: true, encoding: 'utf8' }).find(name => name.endsWith(`${NAME}.code`))!,
  );

describe('scripts', () => {
  test('get what they import, and run once', async () => {
    using sandbox = createSandbox();
    const scripts = new Scripts(folderOf(sandbox.dir).scripts);
    scripts.provide('units.js', { unit: 1 });
    const sum = scripts.load(NAME);
    expect(await scripts.import(NAME)).toBe(sum);
    expect(scripts.load(PARTS)).toEqual({ add: expect.any(Function) });
  });

  test('without a folder for it, no code is kept', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    const scripts = new Scripts(folder.scripts);
    scripts.provide('units.js', { unit: 1 });
    scripts.load(NAME);
    scripts.keep();
    expect(new CodeCache(folder.cache).read(KEY)).toBeNull();
  });
});

describe('the code of scripts', () => {
  test('is added to in the first runs, and then only used', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    const runs = Array.from({ length: LEARNING_RUNS + 2 }, () => run(folder)!.runs);
    expect(runs).toEqual([1, 2, 3, 4, 4, 4]);
  });

  test('is kept under the usual flags, so that the next run accepts it', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    runApart(folder, "setV8Flag('--heap-growing-percent=20', '--heap-growing-percent=0')");
    expect(runApart(folder)).toBe(2);
  });

  test('of another text of the same length is replaced', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    runApart(folder);
    const file = join(folder.scripts, NAME);
    const other = ID.replace('0', '1');
    writeFileSync(file, readFileSync(file, 'utf8').replace('*unit', '+unit').replace(ID, other));
    runApart(folder, 'if (scripts.load(name).sum([1, 2]) !== 13) process.exit(1)');
    expect(new CodeCache(folder.cache).read(KEY)).toBeNull();
    expect(new CodeCache(folder.cache).read({ name: NAME, id: other })?.runs).toBe(1);
  });

  test('of another version of V8 is replaced', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    runApart(folder);
    expect(runApart(folder)).toBe(2);
    const file = readFileSync(codeFile(folder));
    file.writeUInt32LE((file.readUInt32LE(36) ^ 1) >>> 0, 36);
    writeFileSync(codeFile(folder), file);
    expect(runApart(folder)).toBe(1);
  });

  test('is kept before a long run ends, once', async () => {
    using sandbox = createSandbox();
    const { scripts: folder, cache } = folderOf(sandbox.dir);
    const scripts = new Scripts(folder);
    scripts.keepIn(cache, 1);
    scripts.provide('units.js', { unit: 10 });
    scripts.load(NAME);
    await vi.waitFor(() => expect(new CodeCache(cache).read(KEY)?.runs).toBe(1));
    rmSync(cache, { recursive: true });
    scripts.keep();
    expect(new CodeCache(cache).read(KEY)).toBeNull();
  });

  test.each<[string, (file: Buffer) => Buffer]>([
    ['cut short', file => file.subarray(0, file.length / 2)],
    ['empty', file => file.subarray(0, 0)],
    ['with a block of zeros', file => Buffer.from(file).fill(0, 64, 64 + 256)],
    ['of something else', () => Buffer.alloc(4096, 'x')],
  ])('that is %s is replaced', (_title, damage) => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    run(folder);
    run(folder);
    writeFileSync(codeFile(folder), damage(readFileSync(codeFile(folder))));
    expect(run(folder)!.runs).toBe(1);
    expect(run(folder)!.runs).toBe(2);
  });

  test('of scripts that are gone is removed after a week', () => {
    using sandbox = createSandbox();
    const folder = folderOf(sandbox.dir);
    run(folder);
    const [old, recent] = ['old', 'recent'].map(name => codeFile(folder).replace(NAME, name)) as [
      string,
      string,
    ];
    writeFileSync(old, 'x');
    writeFileSync(recent, 'x');
    const days = (count: number): number => Date.now() / 1000 - count * 86_400;
    utimesSync(old, days(8), days(8));
    utimesSync(recent, days(6), days(6));
    run(folder);
    const left = readdirSync(join(codeFile(folder), '..'));
    expect(left).toContain('recent.code');
    expect(left).not.toContain('old.code');
  });
});
