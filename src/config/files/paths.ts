import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** What the configuration is looked for and read in; a test gives its own, so that no user's file is seen. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The surroundings of this process. */
export const ownSurroundings = (): Surroundings => ({
  cwd: process.cwd(),
  home: process.env['HOME'] || homedir(),
  env: process.env,
});

/** An absolute path: `~/…` starts at the home, anything else relative starts at `base`. */
export const absolutePath = (path: string, base: string, home: string): string =>
  resolve(base, path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path);

/** A path under the home as one writes it: `~/…`. */
export const homePath = (path: string, home: string): string =>
  home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
