import { dirname } from 'node:path';
import { FILE_NAME, isSshFile } from '../../core/loginText.ts';
import type { Login } from '../../core/target.ts';
import type { ConfigPath } from '../files/issue.ts';
import { absolutePath } from '../files/paths.ts';
import type { Resolution } from './resolution.ts';

/** Login settings for hosts and jump hosts that do not specify them. */
export type LoginDefaults = Required<Omit<Login, 'address'>>;

/** No settings at all, so that ssh's own rules apply. */
export const NO_DEFAULTS: LoginDefaults = {
  user: null,
  port: null,
  identities: [],
  identitiesOnly: null,
  knownHosts: [],
};

/** Returns the login settings of a larger object. */
export const loginOf = ({
  user,
  port,
  identities,
  identitiesOnly,
  knownHosts,
}: LoginDefaults): LoginDefaults => ({ user, port, identities, identitiesOnly, knownHosts });

/** The keys of a login in the configuration. */
interface LoginKeys {
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly identity?: string | readonly string[] | undefined;
  readonly identitiesOnly?: boolean | undefined;
  readonly knownHosts?: string | readonly string[] | undefined;
}

/** Returns the login settings of the map at a path, with defaults for the rest. */
export const resolveLogin = (
  resolution: Resolution,
  keys: LoginKeys,
  path: ConfigPath,
  defaults: LoginDefaults = NO_DEFAULTS,
): LoginDefaults => ({
  user: keys.user ?? defaults.user,
  port: keys.port ?? defaults.port,
  identities:
    keys.identity === undefined
      ? defaults.identities
      : resolveFiles(resolution, keys.identity, [...path, 'identity']),
  identitiesOnly: keys.identitiesOnly ?? defaults.identitiesOnly,
  knownHosts:
    keys.knownHosts === undefined
      ? defaults.knownHosts
      : resolveFiles(resolution, keys.knownHosts, [...path, 'knownHosts']),
});

/**
 * Returns a team's settings for its jump hosts, without its user: on a bastion, people usually have their own names,
 * which ssh's rules know.
 */
export const jumpDefaults = (resolution: Resolution, team: string, keys: LoginKeys): LoginDefaults => ({
  ...resolveLogin(resolution, keys, ['teams', team]),
  user: null,
});

/** Resolves file names to absolute paths: `~` is the home; relative paths start at the file that contains them. */
const resolveFiles = (
  resolution: Resolution,
  files: string | readonly string[],
  path: ConfigPath,
): readonly string[] => {
  const base = dirname(resolution.origin(path)?.file ?? '/');
  const found = [files].flat().map(file => absolutePath(file, base, resolution.home));
  // The path of a configuration's folder also has a name, chosen by its owner.
  for (const file of found.filter(file => !isSshFile(file)))
    resolution.report(path, `leads to ${JSON.stringify(file)}, expected ${FILE_NAME}`, 'rename the folder');
  return found;
};
