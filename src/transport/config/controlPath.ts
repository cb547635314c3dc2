import type { Hop } from '../hop.ts';
import { expandPath } from './paths.ts';
import { isGarbled } from './tokens.ts';

/** With these values of ControlMaster, ssh opens a connection of its own. */
const MASTER_ONLY = /^(?:true|yes|ask)$/;

/**
 * Returns the socket at which ssh would look for a connection to share, from its ControlPath and ControlMaster; null if
 * it would not look. A path that could belong to another server, account or port is not used either, although ssh would.
 */
export const controlPath = (
  path: string | null,
  master: string | null,
  hop: Pick<Hop, 'hostName' | 'user' | 'port' | 'login'>,
  home: string,
): string | null => {
  if (path === null || path === 'none' || isGarbled(path) || MASTER_ONLY.test(master ?? '')) return null;
  return identifies(path, hop) ? expandPath(path, home) : null;
};

/** A hash of host, port, user and jump host (`%C`). */
const HASH = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/;

/**
 * Returns true if the path names the server, and whatever of the login does not come from ssh's own configuration: a
 * ControlPath of `%h` alone leads to the first account that was logged in.
 */
const identifies = (
  path: string,
  { hostName, user, port, login }: Pick<Hop, 'hostName' | 'user' | 'port' | 'login'>,
) => {
  if (HASH.test(path)) return true;
  const name = [hostName, login.address].find(each => namedIn(path, each));
  if (name === undefined) return false;
  const rest = path.replace(name, '/');
  return (login.user === null || namedIn(rest, user)) && (login.port === null || namedIn(rest, String(port)));
};

/** Returns true if the path contains the word, not merely as a part of a longer one. */
const namedIn = (path: string, word: string): boolean => {
  if (word === '') return false;
  for (let at = path.indexOf(word); at >= 0; at = path.indexOf(word, at + 1)) {
    if (!/[A-Za-z0-9]/.test(`${path[at - 1] ?? ''}${path[at + word.length] ?? ''}`)) return true;
  }
  return false;
};
