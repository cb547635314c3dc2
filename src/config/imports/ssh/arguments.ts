import { parseLoginWord } from '../../inventory/loginWord.ts';
import type { HopConfig } from '../../schema/schema.ts';
import { shellWords } from '../shellWords.ts';

/** The login settings in a list of ssh arguments. */
export interface SshArguments {
  user?: string;
  port?: number;
  identity?: string[];
  /** The jump host; `none`: a direct connection; absent: unspecified. */
  jump?: HopConfig | 'none';
  /** What ssh supports and we do not, as clauses. */
  readonly problems: string[];
}

/** Options of ssh that take an argument. */
const WITH_WORD = /^[BbcDEeFIiJLlmOopQRSWw]$/;

/**
 * Parses ssh arguments up to the destination. As in ssh, the first value of each setting counts. Null if they cannot be
 * parsed.
 */
export const readSshArguments = (
  words: readonly string[],
): { readonly found: SshArguments; readonly rest: readonly string[]; readonly forward: string | null } => {
  const found: SshArguments = { problems: [] };
  let forward: string | null = null;
  const given = [...words];
  while (given[0]?.startsWith('-')) {
    let cluster = given.shift()!.slice(1);
    if (cluster === '-') break;
    while (cluster !== '') {
      const letter = cluster[0]!;
      cluster = cluster.slice(1);
      if (!WITH_WORD.test(letter)) continue;
      const word = cluster === '' ? (given.shift() ?? '') : cluster;
      cluster = '';
      if (letter === 'W') forward = word;
      else takeLetter(letter, word, found);
    }
  }
  return { found, rest: given, forward };
};

const takeLetter = (letter: string, word: string, found: SshArguments): void => {
  switch (letter) {
    case 'l':
      found.user ??= word;
      break;
    case 'p':
      found.port ??= Number(word);
      break;
    case 'i':
      found.identity = [...(found.identity ?? []), word];
      break;
    case 'J':
      takeSetting('proxyjump', word, found);
      break;
    case 'F':
      found.problems.push(`-F ${word}: to use another ssh configuration, set --ssh-config`);
      break;
    case 'o': {
      const [, key = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/s.exec(word) ?? [];
      takeSetting(key.toLowerCase(), unquoted(value), found);
    }
  }
};

const unquoted = (text: string): string => /^"([^"]*)"$/.exec(text.trim())?.[1] ?? text.trim();

/** Settings that affect trust, which are ignored: we always verify host keys. */
const HOST_KEYS = new Set(['stricthostkeychecking', 'userknownhostsfile', 'globalknownhostsfile']);

/** Processes one keyword of ssh's configuration, in lower case. */
export const takeSetting = (key: string, value: string, found: SshArguments): void => {
  switch (key) {
    case 'user':
      found.user ??= value;
      break;
    case 'port':
      found.port ??= Number(value);
      break;
    case 'identityfile':
      found.identity = [...(found.identity ?? []), value];
      break;
    case 'proxyjump':
      if (found.jump === undefined) takeJump(value, found);
      break;
    case 'proxycommand':
      if (found.jump === undefined) takeProxyCommand(value, found);
      break;
    default:
      if (HOST_KEYS.has(key)) found.problems.push(HOST_KEYS_NOTE);
  }
};

const HOST_KEYS_NOTE =
  'turns off or redirects host key checking, which is ignored: rtail asks about unknown keys';

const takeJump = (value: string, found: SshArguments): void => {
  const jump = jumpOf(value);
  if (jump === null) found.problems.push(`its ProxyJump ${value} is invalid`);
  else found.jump = jump;
};

/** Parses `[user@]host[:port]`, also as a URI; several are separated by commas, the outermost first. */
export const jumpOf = (text: string): HopConfig | 'none' | null => {
  if (text.trim().toLowerCase() === 'none') return 'none';
  let outer: HopConfig | undefined;
  for (const part of text.split(',')) {
    const login = parseLoginWord(
      part
        .trim()
        .replace(/^ssh:\/\//, '')
        .replace(/\/$/, ''),
    );
    if (!login) return null;
    outer = {
      host: login.host,
      ...(login.user !== null && { user: login.user }),
      ...(login.port !== null && { port: login.port }),
      ...(outer && { via: outer }),
    };
  }
  return outer ?? null;
};

/** Handles `ssh -W %h:%p [options] [user@]host`, the older notation for a jump host. */
const takeProxyCommand = (value: string, found: SshArguments): void => {
  if (value.toLowerCase() === 'none') {
    found.jump = 'none';
    return;
  }
  const hop = hopOfCommand(value);
  if (typeof hop === 'string') found.problems.push(hop);
  else found.jump = hop;
};

const hopOfCommand = (command: string): HopConfig | string => {
  const strange = `its ProxyCommand is not 'ssh -W %h:%p HOST' and is ignored: ${command}`;
  const [program = '', ...words] = shellWords(command.replace(/^\s*exec\s+/, '')) ?? [];
  if (!/^(?:\S*\/)?ssh$/.test(program)) return strange;
  // The destination may come before options.
  const first = readSshArguments(words);
  const [target, ...behind] = first.rest;
  const second = readSshArguments(behind);
  const forward = first.forward ?? second.forward;
  const login = parseLoginWord((target ?? '').replace(/^ssh:\/\//, ''));
  if (!login || second.rest.length > 0 || !/^\[?%h\]?:%p$/.test(forward ?? '')) return strange;
  const { user, port, identity, jump, problems } = first.found;
  const other = second.found;
  if (problems.some(problem => problem !== HOST_KEYS_NOTE)) return strange;
  const via = jump ?? other.jump;
  const hopUser = login.user ?? user ?? other.user;
  const hopPort = login.port ?? port ?? other.port;
  const keys = [...(identity ?? []), ...(other.identity ?? [])];
  return {
    host: login.host,
    ...(hopUser !== undefined && { user: hopUser }),
    ...(hopPort !== undefined && { port: hopPort }),
    ...(keys.length > 0 && { identity: keys }),
    ...(via !== undefined && via !== 'none' && { via }),
  };
};
