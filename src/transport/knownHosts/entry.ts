import { createHmac } from 'node:crypto';

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHostEntry {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** The first field: a list of patterns, or a hash. */
  readonly hosts: string;
  /** `ssh-ed25519`, `ssh-rsa`… */
  readonly keyType: string;
  /** The key blob, base64. */
  readonly key: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

const LINE = /^(?:@(revoked|cert-authority)\s+)?(\S+)\s+(\S+)\s+([A-Za-z0-9+/=]+)(?:\s|$)/;

/** Parses the entries of a file; comments, blank and malformed lines are skipped, as in ssh. */
export const parseKnownHosts = (text: string, file: string): KnownHostEntry[] =>
  text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const [, marker, hosts, keyType, key] = LINE.exec(line) ?? [];
    if (hosts === undefined || keyType === undefined || key === undefined || hosts.startsWith('@')) return [];
    return [
      { marker: (marker ?? 'none') as KnownHostEntry['marker'], hosts, keyType, key, file, line: index + 1 },
    ];
  });

/** Returns a host's name in known_hosts: lower case, `[host]:port` if the port is not 22. */
export const knownHostName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/** Returns true if an entry applies to this host. Negated patterns override all others on the line. */
export const entryMatches = (hosts: string, name: string): boolean => {
  if (hosts.startsWith('|')) return hashMatches(hosts, name) || hashMatches(hosts, name.toLowerCase());
  let matched = false;
  const lower = name.toLowerCase();
  for (const pattern of hosts.split(',')) {
    if (pattern.startsWith('!')) {
      if (patternMatches(pattern.slice(1), lower)) return false;
    } else if (patternMatches(pattern, lower)) matched = true;
  }
  return matched;
};

const patternMatches = (pattern: string, lower: string): boolean =>
  /[*?]/.test(pattern) ? wildcard(pattern).test(lower) : pattern.toLowerCase() === lower;

const wildcard = (pattern: string): RegExp => {
  const source = pattern
    .toLowerCase()
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
};

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
const hashMatches = (hosts: string, name: string): boolean => {
  const [, version, salt, hash] = hosts.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return hashHost(name, Buffer.from(salt, 'base64')) === `|1|${salt}|${hash}`;
};

/** Returns a host name as `HashKnownHosts yes` writes it. `salt`: 20 random bytes. */
export const hashHost = (name: string, salt: Buffer): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
