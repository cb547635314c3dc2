import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where the configuration is searched for and read; tests pass their own, so that no user's file is seen. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The surroundings of this process. */
export const ownSurroundings = (): Surroundings => ({
  cwd: ownFolder(process.env),
  home: ownHome(process.env),
  env: process.env,
});

/** The working directory; one that was deleted by the name that the shell has for it. */
const ownFolder = ({ PWD }: Surroundings['env']): string => {
  try {
    return process.cwd();
  } catch {
    return PWD && isAbsolute(PWD) ? PWD : '/nonexistent';
  }
};

/** What stands for the home of an account that has none, as in Debian's passwd. */
const NO_HOME = '/nonexistent';

/** `$HOME`, else the account's home. A relative HOME would make every working directory the user's own. */
export const ownHome = ({ HOME }: Surroundings['env']): string => {
  if (HOME && isAbsolute(HOME)) return HOME;
  try {
    return userInfo().homedir || NO_HOME;
  } catch {
    return NO_HOME;
  }
};

/**
 * A folder of the XDG base directories: what the variable says, else its place in the home. A relative one counts for nothing, as the
 * specification says; it would lie in whatever folder one works in.
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

/** An absolute path: `~/…` starts at the home, anything else relative starts at `base`. */
export const absolutePath = (path: string, base: string, home: string): string =>
  resolve(base, path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path);

/** A path under the home as one writes it: `~/…`. */
export const homePath = (path: string, home: string): string =>
  home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
