import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** The key in `package.json` for a configuration. */
export const PACKAGE_KEY = 'rtail';

/** Where the configuration is searched for and read; tests use their own, to be independent of the user's files. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Returns the surroundings of this process. */
export const ownSurroundings = (): Surroundings => ({
  cwd: ownFolder(process.env),
  home: ownHome(process.env),
  env: process.env,
});

/** Returns the working directory; if deleted, its name according to the shell. */
const ownFolder = ({ PWD }: Surroundings['env']): string => {
  try {
    return process.cwd();
  } catch {
    return PWD && isAbsolute(PWD) ? PWD : '/nonexistent';
  }
};

/** The home of accounts without one, as in Debian's passwd. */
const NO_HOME = '/nonexistent';

/** Returns `$HOME`, or else the account's home. A relative HOME would make every working directory the user's own. */
export const ownHome = ({ HOME }: Surroundings['env']): string => {
  if (HOME && isAbsolute(HOME)) return HOME;
  try {
    return userInfo().homedir || NO_HOME;
  } catch {
    return NO_HOME;
  }
};

/**
 * Returns a folder of the XDG base directories: the variable's value, or its default in the home. Relative paths are
 * ignored, as the specification requires; they would depend on the working directory.
 */
export const xdgFolder = (
  { env, home }: Pick<Surroundings, 'env' | 'home'>,
  kind: keyof typeof XDG,
): string => {
  const said = env[kind];
  return said && isAbsolute(said) ? said : join(home, XDG[kind]);
};

const XDG = {
  XDG_CONFIG_HOME: '.config',
  XDG_STATE_HOME: '.local/state',
  XDG_CACHE_HOME: '.cache',
} as const;

/** Returns an absolute path: `~/…` starts at the home, other relative paths at `base`. */
export const absolutePath = (path: string, base: string, home: string): string =>
  resolve(base, path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path);

/** Formats a path in the home as `~/…`. */
export const homePath = (path: string, home: string): string =>
  home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
