import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { licenceText } from './licences.ts';

/**
 * Bundles the two programs into `dist/`, split so that each run loads only what it uses: `rtail` never reads React or Ink,
 * `--version` neither ssh2 nor zod. ssh2 stays outside: it is CommonJS with a native part.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What esbuild is told; a test looks at what it makes of it. */
export const buildOptions = {
  absWorkingDir: root,
  entryPoints: ['src/cli/rtail.ts', 'src/cli/rtop.ts', 'src/cli/sqlWorker.ts'],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['ssh2', 'react-devtools-core', ...builtinModules],
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.RTAIL_VERSION': JSON.stringify(version) },
  // Some bundled packages are CommonJS and call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  minify: true,
  // With NODE_OPTIONS=--enable-source-maps an error names the lines of the source.
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // The screen sets NODE_ENV for when it runs from source; in the bundle it is a constant.
  logOverride: { 'assign-to-define': 'silent' },
} satisfies BuildOptions;

/** What esbuild is told of the browser's page: one script and one style sheet, named after what is in them. */
export const pageOptions = {
  absWorkingDir: root,
  entryPoints: { page: 'src/web/page/main.tsx' },
  outdir: join(dist, 'web/assets'),
  entryNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Builds the page into a folder: `index.html`, and `assets/` with what it names. Returns the files that went into it. */
const buildPage = async (folder: string): Promise<readonly string[]> => {
  const { metafile } = await build({ ...pageOptions, outdir: join(folder, 'assets'), metafile: true });
  const named = (ending: string): string =>
    `assets/${basename(Object.keys(metafile.outputs).find(name => name.endsWith(ending))!)}`;
  mkdirSync(folder, { recursive: true });
  const html = readFileSync(join(root, 'src/web/page/index.html'), 'utf8');
  writeFileSync(
    join(folder, 'index.html'),
    html.replace('"STYLE"', `"${named('.css')}"`).replace('"SCRIPT"', `"${named('.js')}"`),
  );
  return Object.keys(metafile.inputs);
};

if (import.meta.main) {
  // Built beside and put in place at once: a program that starts meanwhile finds the old one or the new one.
  const fresh = `${dist}.${process.pid}`;
  const { metafile } = await build({ ...buildOptions, outdir: fresh, metafile: true });
  const pageInputs = await buildPage(join(fresh, 'web'));
  writeFileSync(
    join(fresh, 'THIRD_PARTY_LICENSES.txt'),
    licenceText(root, [...Object.keys(metafile.inputs), ...pageInputs]),
  );
  writeFileSync(join(fresh, '.built'), `${version}\n`);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}
