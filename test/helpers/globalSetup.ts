import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const newest = (path: string): number => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
};

/**
 * Before all tests: makes sure that the build is current, and sets up a shared folder for Node's compile cache (see
 * `compiledKept`), which is removed at the end.
 */
export default function setUp(): () => void {
  buildOnce();
  const compiled = mkdtempSync(join(tmpdir(), 'rtail-test-compiled-'));
  process.env['RTAIL_TEST_COMPILED'] = compiled;
  return () => rmSync(compiled, { recursive: true, force: true });
}

/** Builds `dist/` if it is older than what it is built from: the end-to-end tests run the built command. */
function buildOnce(): void {
  const entry = join(root, 'src/cli/rtail.ts');
  const built = join(root, 'dist/.built');
  if (!existsSync(entry)) return;
  const newestInput = Math.max(...['src', 'scripts', 'package.json'].map(name => newest(join(root, name))));
  if (existsSync(built) && statSync(built).mtimeMs > newestInput) return;
  const result = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the build failed:\n${result.stderr}`);
}
