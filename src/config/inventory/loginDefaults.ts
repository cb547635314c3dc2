import { dirname } from 'node:path';
import { FILE_NAME, isSshFile } from '../../core/loginText.ts';
import type { Login } from '../../core/target.ts';
import type { ConfigPath } from '../files/issue.ts';
import { absolutePath } from '../files/paths.ts';
import type { Resolution } from './resolution.ts';

/** How to log in where a host or a jump host does not state it. */
export type LoginDefaults = Required<Omit<Login, 'address'>>;

/** Nothing stated: ssh's own rules. */
export const NO_DEFAULTS: LoginDefaults = {
  user: null,
  port: null,
  identities: [],
  identitiesOnly: null,
  knownHosts: [],
};

/** The part of something larger that says how to log in. */
export const loginOf = ({
  user,
  port,
  identities,
  identitiesOnly,
  knownHosts,
}: LoginDefaults): LoginDefaults => ({ user, port, identities, identitiesOnly, knownHosts });

/** The keys of a login as the configuration writes them. */
interface LoginKeys {
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly identity?: string | readonly string[] | undefined;
  readonly identitiesOnly?: boolean | undefined;
  readonly knownHosts?: string | readonly string[] | undefined;
}

/** What the map at a path states about logging in, and the defaults for the rest. */
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
 * What a team states for its jump hosts. Its user is that of its hosts alone: on a bastion people mostly have names of their own, which
 * ssh's rules know.
 */
export const jumpDefaults = (resolution: Resolution, team: string, keys: LoginKeys): LoginDefaults => ({
  ...resolveLogin(resolution, keys, ['teams', team]),
  user: null,
});

/** File names as absolute paths: `~` is the home, and a relative one starts at the file that states it. */
const resolveFiles = (
  resolution: Resolution,
  files: string | readonly string[],
  path: ConfigPath,
): readonly string[] => {
  const base = dirname(resolution.origin(path)?.file ?? '/');
  const found = [files].flat().map(file => absolutePath(file, base, resolution.home));
  // The folder of a configuration has a name as well, and its owner chose it.
  for (const file of found.filter(file => !isSshFile(file)))
    resolution.report(path, `leads to ${JSON.stringify(file)}, expected ${FILE_NAME}`, 'rename the folder');
  return found;
};
