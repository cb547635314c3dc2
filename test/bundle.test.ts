import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildOptions, joinGroups } from '../scripts/build.ts';
import { bundledPackages } from '../scripts/licences.ts';
import { textModule } from '../src/core/kernels/simdKernels.ts';
import { lineModule } from '../src/core/kernels/simdLineKernels.ts';

const root = dirname(import.meta.dirname);

/** Returns the outputs that are loaded with this one, excluding dynamic imports. */
const loadedWith = ({ outputs }: Metafile, output: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(output) || !(output in outputs)) return seen;
  seen.add(output);
  for (const { path, kind } of outputs[output]!.imports) {
    if (kind === 'import-statement') loadedWith({ inputs: {}, outputs }, path, seen);
  }
  return seen;
};

let folder: string;
let metafile: Metafile;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-bundle-'));
  ({ metafile } = await build({ ...buildOptions, outdir: folder, metafile: true }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundle loads only what a run uses', () => {
  /**
   * Returns the packages and our own files in everything that is loaded with the chunk of this source file.
   */
  const inputsOf = (source: string): string[] => {
    const output = Object.keys(metafile.outputs).find(name => metafile.outputs[name]!.entryPoint === source)!;
    const loaded = [...loadedWith(metafile, output)];
    const external = loaded.flatMap(name =>
      metafile.outputs[name]!.imports.filter(one => one.external && one.kind === 'import-statement'),
    );
    return [
      ...loaded.flatMap(name => Object.keys(metafile.outputs[name]!.inputs)),
      ...external.map(({ path }) => path),
    ];
  };

  test.each([
    [
      'printing',
      'src/cli/commands/printing/printSources.ts',
      /node_modules\/(react|ink|yoga-layout|fuse\.js)\//,
    ],
    ['a run without a configuration', 'src/cli/dispatch.ts', /node_modules\/(yaml|zod)\//],
    ['help and version', 'src/cli/main.ts', /node_modules\/|^ssh2$/],
    ['the start', 'src/cli/rtail.ts', /node_modules\/|^ssh2$|main\.ts/],
  ])('%s does not load what it does not use', (_title, source, unwanted) => {
    expect(inputsOf(source).filter(name => unwanted.test(name))).toEqual([]);
  });

  test('the screen does load React, so the test above can detect it', () => {
    expect(inputsOf('src/ui/chrome/ink/mount.tsx').some(name => name.includes('node_modules/react/'))).toBe(
      true,
    );
  });

  test('kernels are in the bundle as they would be assembled', () => {
    const texts = Object.keys(metafile.outputs).map(name => readFileSync(join(root, name), 'latin1'));
    for (const module of [lineModule(), textModule()]) {
      const bytes = Buffer.from(module).toString('base64');
      expect(texts.filter(text => text.includes(bytes))).toHaveLength(1);
    }
    expect(
      Object.values(metafile.outputs).some(({ inputs }) => 'src/core/kernels/simdLineKernels.ts' in inputs),
    ).toBe(true);
    expect(inputsOf('src/cli/commands/printing/printSources.ts')).not.toContain(
      'src/core/kernels/runs/writeRecords.ts',
    );
  });

  /** Returns how many bytes of the bundle come from a package. */
  const bytesOf = (name: string): number =>
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([input]) => input.includes(`node_modules/${name}/`))
      .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);

  test.each([
    ['@redis/client', 100_000, 150_000],
    ['zod', 100_000, 220_000],
    ['js-yaml', 0, 100],
  ])('of %s, the bundle contains what is used', (name, least, most) => {
    expect(bytesOf(name)).toBeGreaterThanOrEqual(least);
    expect(bytesOf(name)).toBeLessThanOrEqual(most);
  });

  test('every bundled package comes with its licence text, and none is also a dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packages = bundledPackages(root, Object.keys(metafile.inputs));
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter(({ text }) => !/copyright|license/i.test(text)).map(({ name }) => name)).toEqual(
      [],
    );
    expect(packages.filter(({ name }) => name in dependencies).map(({ name }) => name)).toEqual([]);
  });
});

const NOT_FOR_LOCAL_LOGS = new Set(['crypto', 'child_process', 'internal/fs/streams']);

/** Returns what files of a bundle import from files that do not exist. */
const lostImports = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.js'))
    .flatMap(file => {
      const text = readFileSync(join(folder, file), 'utf8');
      const imports = text.matchAll(
        /(?:(?:from|import\(|import)"(?=\.)|(?:\bload|rtailScripts\.\w+)\(")([^"]+\.js)"/g,
      );
      return Array.from(imports, ([, path]) => join(folder, dirname(file), path!));
    })
    .filter(path => !existsSync(path));

const WATCHING =
  "const watching=()=>{const all=[];process.on('exit',()=>{for(const each of all)for(const text of each())console.log(text)});return all};";

/** Makes the scripts of a bundle tell, when a run ends, which of their exports have changed since they were loaded. */
const watchExports = (chunks: string): number => {
  const names = readdirSync(chunks).filter(name => name.endsWith('.script.js'));
  for (const name of names) {
    const text = readFileSync(join(chunks, name), 'utf8');
    const watched = text.replace(
      /return(\{[^{}]*\})\}\)/,
      `const now=()=>($1),then=now();(globalThis.watched??=watching()).push(()=>Object.keys(then)
        .filter(name=>now()[name]!==then[name]).map(name=>'${name} changed '+name));return then})`,
    );
    expect(watched).not.toBe(text);
    writeFileSync(join(chunks, name), watched.replace('"use strict";', `"use strict";${WATCHING}`));
  }
  return names.length;
};

/** Returns which modules of Node a run of the bundle loads, except those that every program loads. */
const nodeModulesOf = (folder: string, ...args: readonly string[]): string[] => {
  const list = join(folder, 'loaded.json');
  const tell = `process.on('exit', () => process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(list)},
    JSON.stringify(process.moduleLoadList)))`;
  const watching = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`];
  execFileSync(process.execPath, [...watching, join(folder, 'rtail.js'), ...args], {
    env: { PATH: process.env['PATH'], HOME: folder },
    cwd: folder,
    stdio: [openSync('/dev/null', 'r'), 'pipe', 'inherit'],
  });
  const loaded: string[] = JSON.parse(readFileSync(list, 'utf8'));
  return loaded.map(name => name.replace('NativeModule ', ''));
};

test('a run loads few files, because chunks that are loaded together are joined', async () => {
  const log = join(folder, 'app.log');
  writeFileSync(log, 'one\ntwo\n');
  /** Node's cache has a file for each module that was compiled. */
  const loadedBy = (...args: readonly string[]): number => {
    const cache = mkdtempSync(join(folder, 'cache-'));
    const env = { PATH: process.env['PATH'], HOME: folder, NODE_COMPILE_CACHE: cache };
    const output = execFileSync(process.execPath, [join(folder, 'rtail.js'), ...args], { env });
    expect(output.toString()).toMatch(/^two\n$|^rtail /);
    return readdirSync(cache, { recursive: true, withFileTypes: true }).filter(file => file.isFile()).length;
  };
  const [apart, ofVersion] = [loadedBy('-n', '1', log), loadedBy('--version')];
  await joinGroups({ folder, metafile });
  expect(loadedBy('-n', '1', log)).toBeLessThan(apart / 2);
  expect(loadedBy('--version')).toBeLessThan(ofVersion / 2);
  expect(lostImports(folder)).toEqual([]);
  expect(nodeModulesOf(folder, '-n', '+1', log).filter(name => NOT_FOR_LOCAL_LOGS.has(name))).toEqual([]);
  expect(nodeModulesOf(folder, '-n', '+1', '-')).toContain('internal/fs/streams');
  expect(watchExports(join(folder, 'chunks'))).toBe(6);
  for (const form of ['text', 'json', 'raw']) {
    const args = [join(folder, 'rtail.js'), '-n', '+1', log, '-o', form];
    const output = execFileSync(process.execPath, args, { env: { HOME: folder }, encoding: 'utf8' });
    expect(output.split('\n')).toHaveLength(3);
  }
});
