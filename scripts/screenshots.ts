/**
 * Draws every scene of test/ui/helpers/scenes.ts through the real screen into a terminal emulator, and the emulator's
 * cells into docs/screens/NAME.png. With arguments: only the scenes named. Run by `npm run screenshots`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, 'node_modules', '.cache', `screenshots-${process.pid}.mjs`);

process.env['NODE_ENV'] = 'production';
mkdirSync(dirname(bundle), { recursive: true });
await build({
  entryPoints: [join(root, 'scripts/screenshots/take.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  jsx: 'automatic',
  logLevel: 'warning',
});
try {
  const { takeScreenshots } = await import(pathToFileURL(bundle).href);
  await takeScreenshots(join(root, 'docs/screens'), process.argv.slice(2));
} finally {
  rmSync(bundle);
}
