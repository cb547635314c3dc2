import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const newest = (path: string): number => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
};

/** Builds `dist/` once before the tests where it is older than the source: the end-to-end tests run the built command. */
export default function buildOnce(): void {
  const entry = join(root, 'src/cli/rtail.ts');
  const built = join(root, 'dist/.built');
  if (!existsSync(entry)) return;
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'src'))) return;
  const result = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the build failed:\n${result.stderr}`);
}
