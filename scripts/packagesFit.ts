import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What package-lock.json records about a package. */
interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/**
 * Returns whether a checkout's `node_modules`, which someone else may have installed, holds exactly the packages of its
 * package-lock.json, and ssh2's native part works with the Node that runs this: then nothing needs to be fetched.
 */
export const packagesFit = (root: string): boolean => {
  const modules = join(root, 'node_modules');
  try {
    const wanted = packagesOf(join(root, 'package-lock.json'));
    const installed = packagesOf(join(modules, '.package-lock.json'));
    const fits = Object.entries(wanted).every(([path, locked]) => {
      if (path === '') return true;
      const found = installed[path];
      if (!found) return mayBeMissing(locked);
      return (
        found.version === locked.version &&
        found.integrity === locked.integrity &&
        existsSync(join(root, path, 'package.json'))
      );
    });
    if (fits) createRequire(import.meta.url)(join(modules, NATIVE_PART));
    return fits;
  } catch {
    return false;
  }
};

const NATIVE_PART = 'ssh2/lib/protocol/crypto/build/Release/sshcrypto.node';

const packagesOf = (file: string): Readonly<Record<string, Locked>> =>
  JSON.parse(readFileSync(file, 'utf8')).packages;

/** npm leaves out optional packages for other platforms, and those that cannot be built. */
const mayBeMissing = ({ optional, os, cpu, libc }: Locked): boolean =>
  optional === true &&
  !(os?.includes(process.platform) && cpu?.includes(process.arch) && (!libc || libc.includes('glibc')));

if (import.meta.main) process.exitCode = packagesFit(process.argv[2]!) ? 0 : 1;
