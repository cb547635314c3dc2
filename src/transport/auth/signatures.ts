import type { ParsedKey } from 'ssh2';
import type { Hop } from '../hop.ts';

const HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-512': 'sha512', 'rsa-sha2-256': 'sha256' };

/** ssh's own order. */
const RSA_ALGORITHMS = ['rsa-sha2-512', 'rsa-sha2-256'];

/** How a key can sign: with the named algorithm, or (null) as ssh2 chooses. */
export type SignatureAlgorithm = string | null;

/**
 * Returns the signature algorithms for a key, the best first; empty if PubkeyAcceptedAlgorithms excludes the
 * key. `server`: the server's list (server-sig-algs), null if it sends none. On its own, ssh2 picks
 * rsa-sha2-256 for every server that lists it.
 */
export const signatureAlgorithms = (
  hop: Pick<Hop, 'pubkeyAlgorithms'>,
  type: string,
  server: readonly string[] | null,
): readonly SignatureAlgorithm[] => {
  const { pubkeyAlgorithms } = hop;
  if (type !== 'ssh-rsa') return pubkeyAlgorithms === null || pubkeyAlgorithms.includes(type) ? [null] : [];
  if (server === null) return pubkeyAlgorithms === null || pubkeyAlgorithms.includes('ssh-rsa') ? [null] : [];
  const wanted = (pubkeyAlgorithms ?? RSA_ALGORITHMS).filter(name => RSA_ALGORITHMS.includes(name));
  const common = wanted.filter(name => server.includes(name));
  if (common.length > 0) return common;
  // Only SHA-1: ssh2 picks it if nothing forbids it.
  return pubkeyAlgorithms === null || pubkeyAlgorithms.includes('ssh-rsa') ? [null] : [];
};

/** Returns the hash of an algorithm; undefined: the key's own. */
export const hashOf = (algorithm: SignatureAlgorithm): string | undefined => HASHES[algorithm ?? ''];

/** Returns a key for ssh2 that signs with this algorithm: ssh2 announces its `type` and calls `sign`. */
export const signingAs = (key: ParsedKey, algorithm: SignatureAlgorithm): ParsedKey => {
  if (algorithm === null) return key;
  const hash = hashOf(algorithm);
  const sign = (data: Buffer | string) => key.sign(data, hash);
  return Object.create(key, {
    type: { value: algorithm },
    sign: { value: sign, writable: true },
  }) as ParsedKey;
};
