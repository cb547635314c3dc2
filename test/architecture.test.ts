import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const src = join(root, 'src');

/** The folders that a folder may import from (besides itself). A line travels from right to left. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  config: ['core'],
  pushdown: ['core'],
  transport: ['core'],
  session: ['core', 'pushdown', 'transport'],
  print: ['core', 'session'],
  ui: ['core', 'session'],
  web: ['core', 'session'],
  relay: ['core', 'session'],
  syslog: ['core', 'session'],
  demo: ['core', 'transport'],
  cli: [
    'core',
    'config',
    'pushdown',
    'transport',
    'session',
    'print',
    'ui',
    'web',
    'relay',
    'syslog',
    'demo',
  ],
};

/** Maximum number of source files in one folder: a larger folder contains several ideas. */
const MAX_FILES = 20;

/** Packages that only these folders may import. */
const ONLY_IN: Record<string, readonly string[]> = {
  ssh2: ['transport', 'demo'],
  react: ['ui/chrome/ink', 'web/page'],
  'react-dom': ['web/page'],
  ws: ['web'],
  '@redis': ['relay'],
  ink: ['ui/chrome/ink'],
  cosmiconfig: ['config'],
};

/** What `core` must not use: it does no I/O and reads no clock. */
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.(?!env\.NODE_ENV)|\bsetTimeout\(|\bMath\.random\(|from 'node:(?!buffer)/;

interface Import {
  readonly file: string;
  readonly name: string;
}

const importsOf = (file: string, text: string): Import[] =>
  [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)'([^']+)'/g)].map(match => ({
    file,
    name: match[1]!,
  }));

const folderOf = (file: string): string => relative(src, file).split('/')[0]!;

/** Returns one sentence per broken rule. */
const violations = (file: string, text: string): string[] => {
  const folder = folderOf(file);
  const where = relative(root, file);
  const found = importsOf(file, text).flatMap(({ name }) => {
    if (name.startsWith('.')) {
      const target = folderOf(resolve(dirname(file), name));
      const allowed = target === folder || MAY_IMPORT[folder]?.includes(target);
      return allowed ? [] : [`${where} (${folder}) imports ${name} (${target})`];
    }
    const owner = ONLY_IN[name.split('/')[0]!];
    return owner === undefined || owner.some(one => relative(src, file).startsWith(`${one}/`))
      ? []
      : [`${where} names ${name}, which only ${owner.join('/ and ')}/ may`];
  });
  const impure = folder === 'core' ? IMPURE.exec(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')) : null;
  return impure ? [...found, `${where} is impure: ${impure[0]}`] : found;
};

/** Returns which files of a set import which others, including type imports. */
const importGraph = (files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...files].map(([file, text]) => [
      file,
      importsOf(file, text)
        .map(({ name }) => resolve(dirname(file), name))
        .filter(target => files.has(target)),
    ]),
  );

/** Returns import cycles, each as one line: `a.ts → b.ts → a.ts`. */
const cycles = (files: ReadonlyMap<string, string>): string[] => {
  const graph = importGraph(files);
  const done = new Set<string>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].map(one => relative(src, one)).join(' → '));
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
};

const crowded = (files: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MAX_FILES)
    .map(([folder, count]) => `${relative(root, folder)} holds ${count} files, more than ${MAX_FILES}`);
};

const sourceFiles = (folder: string): string[] =>
  readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });

describe('the folders and their one-way dependencies', () => {
  test('every source file obeys the rules', () => {
    expect(sourceFiles(src).flatMap(file => violations(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('no file imports itself through others, not even a type', () => {
    expect(cycles(new Map(sourceFiles(src).map(file => [file, readFileSync(file, 'utf8')])))).toEqual([]);
  });

  test(`no folder holds more than ${MAX_FILES} files`, () => {
    expect(crowded(sourceFiles(src))).toEqual([]);
  });

  test('every folder of src has a rule', () => {
    expect(readdirSync(src).filter(name => !(name in MAY_IMPORT))).toEqual([]);
  });

  test.each([
    ['core imports a transport', 'core/x.ts', "import { a } from '../transport/transport.ts';"],
    ['a view imports a transport', 'ui/x.tsx', "import type { Channel } from '../transport/transport.ts';"],
    ['print imports a view', 'print/x.ts', "import { a } from '../ui/screen.tsx';"],
    ['a transport imports print', 'transport/x.ts', "export * from '../print/text.ts';"],
    ['a dynamic import breaks the rule', 'session/x.ts', "await import('../cli/main.ts');"],
    ['a transport depends on scripts', 'transport/x.ts', "import { a } from '../pushdown/script/script.ts';"],
    [
      'a session depends on files',
      'session/x.ts',
      "import type { Config } from '../config/schema/schema.ts';",
    ],
    ['ssh2 is imported outside transport', 'session/x.ts', "import ssh2 from 'ssh2';"],
    [
      "ssh2's inner files are imported outside transport",
      'session/x.ts',
      "import x from 'ssh2/lib/client.js';",
    ],
    ['React is imported outside its folder', 'ui/chrome/x.tsx', "import React from 'react';"],
    ['core uses a clock', 'core/x.ts', 'const now = Date.now();'],
    ['core does I/O', 'core/x.ts', "import { readFileSync } from 'node:fs';"],
  ])('refuses %s', (_title, file, text) => {
    expect(violations(join(src, file), text)).toHaveLength(1);
  });

  test('finds a cycle of type imports', () => {
    const files = new Map([
      [join(src, 'core/a.ts'), "import type { B } from './b/b.ts';"],
      [join(src, 'core/b/b.ts'), "export { c } from '../c.ts';"],
      [join(src, 'core/c.ts'), "const a = await import('./a.ts');"],
      [join(src, 'core/d.ts'), "import { c } from './c.ts';"],
    ]);
    expect(cycles(files)).toEqual(['core/a.ts → core/b/b.ts → core/c.ts → core/a.ts']);
  });

  test('finds a crowded folder', () => {
    const files = Array.from({ length: MAX_FILES + 1 }, (_, n) => join(src, `core/${n}.ts`));
    expect(crowded(files)).toEqual([`src/core holds ${MAX_FILES + 1} files, more than ${MAX_FILES}`]);
    expect(crowded(files.slice(1))).toEqual([]);
  });
});
