import { createHash } from 'node:crypto';
import { entryMatches, type KnownHostEntry } from './entry.ts';

/** A host key presented by a server. */
export interface HostKey {
  readonly type: string;
  readonly blob: Buffer;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** `others`: types of this host's known keys. */
  | { readonly kind: 'unknown'; readonly others: readonly string[] }
  | { readonly kind: 'changed'; readonly entry: KnownHostEntry }
  | { readonly kind: 'revoked'; readonly entry: KnownHostEntry };

/**
 * Returns what known_hosts says about a key, as ssh reads it: a revoked key is refused regardless of other
 * entries; an equal key is known; a different key of the same type means it changed; with keys of other types
 * only, it is unknown.
 */
export const checkHostKey = (
  entries: readonly KnownHostEntry[],
  name: string,
  key: HostKey,
): HostKeyVerdict => {
  const blob = key.blob.toString('base64');
  const ours = entries.filter(entry => entryMatches(entry.hosts, name));
  const revoked = ours.find(entry => entry.marker === 'revoked' && sameKey(entry.key, blob));
  if (revoked) return { kind: 'revoked', entry: revoked };
  const plain = ours.filter(entry => entry.marker === 'none');
  if (plain.some(entry => sameKey(entry.key, blob))) return { kind: 'known' };
  const changed = plain.find(entry => entry.keyType === key.type);
  if (changed) return { kind: 'changed', entry: changed };
  return { kind: 'unknown', others: [...new Set(plain.map(entry => entry.keyType))] };
};

const sameKey = (a: string, b: string) => a.replace(/=+$/, '') === b.replace(/=+$/, '');

/** Returns the types of a host's known keys, to request from the server first. */
export const knownKeyTypes = (entries: readonly KnownHostEntry[], name: string): string[] => [
  ...new Set(
    entries
      .filter(entry => entry.marker === 'none' && entryMatches(entry.hosts, name))
      .map(entry => entry.keyType),
  ),
];

/** Returns true if a certificate authority vouches for this host, which ssh2 cannot check. */
export const hasAuthority = (entries: readonly KnownHostEntry[], name: string): boolean =>
  entries.some(entry => entry.marker === 'cert-authority' && entryMatches(entry.hosts, name));

/** Returns `SHA256:…`, as `ssh-keygen -l` prints it. */
export const fingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** Returns the type in a key blob: its first string (RFC 4253, 6.6). */
export const keyTypeOf = (blob: Buffer): string =>
  blob.length < 4 ? '' : blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
