import { join } from 'node:path';
import { isHostAddress } from '../../../core/loginText.ts';
import { nameGlob } from '../../../core/nameGlob.ts';
import { absolutePath } from '../../files/paths.ts';
import type { HopConfig, HostConfig } from '../../schema/schema.ts';
import { type Imported, LEFT_OUT, Notes } from '../imported.ts';
import { readSshArguments, type SshArguments, takeSetting } from './arguments.ts';
import { type Block, readSshConfig, type SshConfigText } from './configFile.ts';

/** Returns the names in an ssh configuration that are no patterns. */
const plainNames = ({ blocks }: SshConfigText): readonly string[] => {
  const names = blocks.flatMap(({ patterns, isAboutAddress }) => (isAboutAddress ? [] : (patterns ?? [])));
  return [...new Set(names)].filter(name => !/[*?!]/.test(name));
};

/** Returns the hosts that an ssh configuration names explicitly, without patterns. */
export const namedHosts = (config: SshConfigText): readonly string[] =>
  plainNames(config).filter(isHostAddress);

/**
 * Returns the names in the user's own ssh configuration, or in the file of `--ssh-config`; empty if it does not exist.
 */
export const ownSshHosts = (home: string, file: string | null): readonly string[] => {
  const config = readSshConfig(file ?? join(home, '.ssh/config'), home);
  return config === null ? [] : namedHosts(config);
};

/**
 * Imports the hosts named in an ssh configuration. For the user's own configuration, ssh itself applies the settings at
 * login; for any other file, they are read here. A string: why the file cannot be read.
 */
export const importSshConfig = (file: string, home: string): Imported | string => {
  const config = readSshConfig(file, home);
  if (config === null) return 'cannot be read: no such file, or no permission';
  const notes = new Notes();
  for (const problem of config.problems) notes.add(problem);
  const names = namedHosts(config);
  for (const name of plainNames(config))
    if (!names.includes(name)) notes.add(`${LEFT_OUT}${JSON.stringify(name)} is not a valid host name`, name);
  const isOwn = file === join(home, '.ssh/config');
  if (!isOwn && config.blocks.some(({ patterns, settings }) => patterns === null && settings.length > 0))
    notes.add(`${file}: Match blocks with criteria other than host names are ignored`);
  if (!isOwn)
    for (const { from, pattern } of config.missing)
      notes.add(`${from}: Include ${pattern} matches no file (relative paths are relative to ~/.ssh)`);
  const login = new Logins(config.blocks, home, notes);
  const hosts = new Map(names.map(name => [name, isOwn ? {} : login.of(name)] as const));
  return { hosts, groups: new Map(), notes: notes.all };
};

/** Returns true if a pattern matches, and none after a `!` does, as in ssh. */
const isMatched = (name: string, patterns: readonly string[]): boolean =>
  patterns.some(pattern => !pattern.startsWith('!') && nameGlob(pattern)(name)) &&
  !patterns.some(pattern => pattern.startsWith('!') && nameGlob(pattern.slice(1))(name));

/** Maximum number of jump hosts in the same file; more are a cycle. */
const MAX_HOPS = 8;

class Logins {
  readonly #blocks: readonly Block[];
  readonly #home: string;
  readonly #notes: Notes;

  constructor(blocks: readonly Block[], home: string, notes: Notes) {
    this.#blocks = blocks;
    this.#home = home;
    this.#notes = notes;
  }

  of(name: string): HostConfig {
    const { address, found } = this.#read(name);
    const jump =
      found.jump === undefined || found.jump === 'none' ? found.jump : this.#hop(found.jump, name, 0);
    return {
      ...(address !== name && { address }),
      ...this.#keys(found),
      ...(jump !== undefined && { jump }),
    };
  }

  #read(name: string): { readonly address: string; readonly found: SshArguments } {
    const { found } = readSshArguments([]);
    let address: string | null = null;
    for (const { patterns, isAboutAddress, settings } of this.#blocks) {
      const about = isAboutAddress ? (address ?? name) : name;
      if (patterns === null || !isMatched(about, patterns)) continue;
      for (const [key, value] of settings) {
        if (key === 'hostname') address ??= value.replace(/%[h%]/g, token => (token === '%h' ? name : '%'));
        else takeSetting(key, value, found);
      }
    }
    for (const problem of found.problems) this.#notes.add(problem, name);
    return { address: address ?? name, found };
  }

  #keys({ user, port, identity }: SshArguments): Pick<HostConfig, 'user' | 'port' | 'identity'> {
    const files = (identity ?? [])
      .map(file => absolutePath(file.replace(/^%d(?=\/)/, '~'), join(this.#home, '.ssh'), this.#home))
      .filter(file => !file.includes('%'));
    return {
      ...(user !== undefined && { user }),
      ...(port !== undefined && { port }),
      ...(files.length > 0 && { identity: files }),
    };
  }

  /** Returns a jump host with its settings in the file. */
  #hop(hop: HopConfig, host: string, depth: number): HopConfig {
    const name = hop.host ?? '';
    if (depth > MAX_HOPS) {
      this.#notes.add('its jump hosts form a loop', host);
      return hop;
    }
    const { address, found } = this.#read(name);
    const own = found.jump === 'none' ? undefined : found.jump;
    const via = typeof hop.via === 'object' ? hop.via : own;
    return {
      ...this.#keys(found),
      ...hop,
      host: address,
      ...(via && { via: this.#hop(via, host, depth + 1) }),
    };
  }
}
