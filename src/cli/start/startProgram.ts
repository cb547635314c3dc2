import { chmodSync, existsSync, statSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { isForeign, makeFolder } from '../../config/files/makeFolder.ts';
import { ownHome, xdgFolder } from '../../config/files/paths.ts';
import type { Program } from '../options/commands.ts';
import { scripts } from './scripts.ts';

/**
 * The oldest supported Node, and the message for an older one. Nothing with newer syntax may be loaded before the
 * check.
 */
const OLDEST = [22, 18] as const;

/** Checks the version of Node, then runs the program on this process's command line and sets the exit code. */
export const startProgram = async (program: Program): Promise<void> => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    process.stderr.write(
      `${program}: needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}\n` +
        `  Install a newer Node from https://nodejs.org, or run bin/${program} from a checkout, which includes one.\n`,
    );
    process.exitCode = 2;
    return;
  }
  keepCompiled();
  const { main } = await import('../main.ts');
  process.exitCode = await main(program, await argumentsOf(process.argv.slice(2)));
  scripts.keep();
};

/** The arguments, of which only few are not UTF-8. */
const argumentsOf = async (argv: readonly string[]): Promise<readonly string[]> =>
  argv.some(word => word.includes('\ufffd'))
    ? (await import('./exactArguments.ts')).exactArguments(argv)
    : argv;

/**
 * Caches the compiled program, for a quicker start: what Node loads itself (node:module, `enableCompileCache`; it validates
 * the cache against the source), and the scripts. The cache is in the user's own folder: another user could plant code in a shared one, as could
 * anyone who runs `sudo` in theirs. Without a writable home, nothing is cached; NODE_COMPILE_CACHE overrides the
 * location.
 */
const keepCompiled = (): void => {
  const { env } = process;
  if (env['NODE_DISABLE_COMPILE_CACHE']) return;
  const own = env['NODE_COMPILE_CACHE'];
  if (own) {
    scripts.keepIn(own);
    return;
  }
  try {
    const home = ownHome(env);
    const cache = xdgFolder({ env, home }, 'XDG_CACHE_HOME');
    if (!env['XDG_CACHE_HOME'] && !existsSync(home)) return;
    const folder = join(cache, 'rtail', 'compiled');
    if (isForeign(cache) || isForeign(folder)) return;
    makeFolder(folder);
    closeToOthers(folder);
    module.enableCompileCache(folder);
    scripts.keepIn(folder);
  } catch {
    // The program also starts without the cache.
  }
};

/** Makes a folder that others can write to private, whatever the umask. */
const closeToOthers = (folder: string): void => {
  if ((statSync(folder).mode & 0o022) !== 0) chmodSync(folder, 0o700);
};
