import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
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
  entryPoints: ['src/cli/rtail.ts', 'src/cli/rtop.ts'],
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

if (import.meta.main) {
  // Built beside and put in place at once: a program that starts meanwhile finds the old one or the new one.
  const fresh = `${dist}.${process.pid}`;
  const { metafile } = await build({ ...buildOptions, outdir: fresh, metafile: true });
  writeFileSync(join(fresh, 'THIRD_PARTY_LICENSES.txt'), licenceText(root, Object.keys(metafile.inputs)));
  writeFileSync(join(fresh, '.built'), `${version}\n`);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}
