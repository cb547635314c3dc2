import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

const MIT = `MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const NODE_REDIS = `Copyright (c) 2022-2023, Redis, inc.\n\n${MIT}`;

/**
 * Packages that state their licence but do not include its text; the copyright notice is from their source files or
 * repository.
 */
const WITHOUT_TEXT: Readonly<Record<string, string>> = {
  '@redis/bloom': NODE_REDIS,
  '@redis/client': NODE_REDIS,
  '@redis/json': NODE_REDIS,
  '@redis/search': NODE_REDIS,
  '@redis/time-series': NODE_REDIS,
  redis: NODE_REDIS,
  'yoga-layout': `Copyright (c) Meta Platforms, Inc. and affiliates.\n\n${MIT}`,
};

/** Returns the folder of the innermost package that a bundled file belongs to; null for our own files. */
const folderOf = (file: string): string | null =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? null;

const packageIn = (root: string, folder: string): Package => {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find(entry => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  const text =
    file === undefined ? (WITHOUT_TEXT[name] ?? '') : readFileSync(join(path, file), 'utf8').trim();
  return { name, version, licence: license ?? 'unknown', text };
};

/** Returns the names of the packages that the files of a bundle come from. */
export const bundledPackages = (root: string, inputs: readonly string[]): readonly Package[] => {
  const folders = new Set(inputs.flatMap(input => folderOf(input) ?? []));
  return [...folders]
    .map(folder => packageIn(root, folder))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
};

/** Returns the text that states the licence of every package in the bundle, with its copyright notice. */
export const licenceText = (root: string, inputs: readonly string[]): string => {
  const packages = bundledPackages(root, inputs);
  const entries = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}\n`,
  );
  return [
    'The programs in this folder contain code of the packages below, under their licences.\n',
    ...entries,
  ].join(`\n${'-'.repeat(78)}\n\n`);
};
