import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { type Group, joinChunks, type Outputs } from './joinChunks.ts';
import { kernelModules } from './kernelModules.ts';
import { licenceText } from './licences.ts';
import { nodeModules } from './nodeModules.ts';
import { makeScripts } from './scriptChunks.ts';
import { unusedParts } from './unusedParts.ts';

/**
 * Bundles the two programs into `dist/`, split so that each run loads only what it uses: `rtail` never loads React or
 * Ink, and `--version` loads neither ssh2 nor zod. ssh2 stays external: it is CommonJS with a native part.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Options for esbuild; a test checks the resulting bundle. */
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
  // Some bundled packages are CommonJS and call require(), for modules of Node and for optional ones, which are absent.
  // createRequire() would take 0.2 ms in each of a hundred files.
  banner: {
    js: "const require=id=>{const found=process.getBuiltinModule(id);if(found)return found;throw new Error('no module '+id)};",
  },
  minify: true,
  // With NODE_OPTIONS=--enable-source-maps, errors refer to lines of the source.
  sourcemap: 'linked',
  sourcesContent: false,
  plugins: [unusedParts, kernelModules, nodeModules],
  legalComments: 'none',
  logLevel: 'warning',
  // When run from source, the screen sets NODE_ENV; in the bundle it is a constant.
  logOverride: { 'assign-to-define': 'silent' },
} satisfies BuildOptions;

/**
 * What every run loads before and after it has checked Node's version; what it loads to log in to hosts, and, while that
 * takes its time, to print their logs.
 */
const GROUPS: readonly Group[] = [
  { name: 'start', sources: ['src/cli/rtail.ts', 'src/cli/rtop.ts'] },
  { name: 'main', sources: ['src/cli/main.ts'] },
  { name: 'connecting', sources: ['src/cli/dispatch.ts', 'src/cli/commands/print.ts'] },
  {
    name: 'configured',
    sources: ['src/config/loadGathered.ts', 'src/config/files/extend.ts', 'src/config/trust/judge.ts'],
  },
  { name: 'understanding', sources: ['src/core/understand/lineReader.ts'] },
  { name: 'fields', sources: ['src/core/fields/readFields.ts'] },
  {
    name: 'printing',
    sources: ['src/cli/commands/printing/printSources.ts', 'src/session/sources/file.ts'],
  },
];

/** Joins the chunks that are loaded together, and makes scripts of them; the first loads the others. */
export const joinGroups = async (outputs: Outputs): Promise<void> => {
  const [first, ...chunks] = await joinChunks(outputs, GROUPS);
  await makeScripts(join(outputs.folder, 'chunks'), { first: first!, chunks });
};

/** Options for esbuild to build the browser's page: one script and one style sheet, with hashed names. */
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

/** Builds the page into a folder: `index.html`, and the `assets/` it refers to. Returns the input files. */
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
  // Build in a separate folder and swap it in at once: a program starting meanwhile finds either the old build or the
  // new one.
  const fresh = `${dist}.${process.pid}`;
  const { metafile } = await build({ ...buildOptions, outdir: fresh, metafile: true });
  await joinGroups({ folder: fresh, metafile });
  const pageInputs = await buildPage(join(fresh, 'web'));
  writeFileSync(
    join(fresh, 'THIRD_PARTY_LICENSES.txt'),
    licenceText(root, [...Object.keys(metafile.inputs), ...pageInputs]),
  );
  writeFileSync(join(fresh, '.built'), `${version}\n`);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}
