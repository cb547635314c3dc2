import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles a TypeScript file, including JSX (which Node does not run itself), into the packages' cache folder; returns
 * the bundle's path. `entry` is relative to the repository.
 */
export const bundle = async (entry: string): Promise<string> => {
  const outfile = join(root, 'node_modules', '.cache', `${basename(entry, '.ts')}-${process.pid}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    logLevel: 'warning',
  });
  return outfile;
};

/** Bundles a file and imports it. */
export const importBundled = async <T>(entry: string): Promise<T> => {
  process.env['NODE_ENV'] = 'production';
  const file = await bundle(entry);
  try {
    return (await import(pathToFileURL(file).href)) as T;
  } finally {
    rmSync(file);
  }
};
