import type { ParsedKey } from 'ssh2';
import type { Hop } from '../hop.ts';

const HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-512': 'sha512', 'rsa-sha2-256': 'sha256' };

/** ssh's own order. */
const RSA_ALGORITHMS = ['rsa-sha2-512', 'rsa-sha2-256'];

/** How a key may sign: with an algorithm of this name, or (null) as ssh2 chooses. */
export type SignatureAlgorithm = string | null;

/**
 * The signature algorithms for a key, the best one first; empty where PubkeyAcceptedAlgorithms leaves the key out. `server`: what the server
 * lists (server-sig-algs), null where it lists nothing. ssh2 by itself takes rsa-sha2-256 from every server that lists it.
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
  // Only SHA-1: ssh2 finds it where nothing forbids it.
  return pubkeyAlgorithms === null || pubkeyAlgorithms.includes('ssh-rsa') ? [null] : [];
};

/** The hash that goes with an algorithm; undefined: as the key has it. */
export const hashOf = (algorithm: SignatureAlgorithm): string | undefined => HASHES[algorithm ?? ''];

/** A key as ssh2 takes it that signs by this algorithm: ssh2 announces what `type` says, and asks `sign`. */
export const signingAs = (key: ParsedKey, algorithm: SignatureAlgorithm): ParsedKey => {
  if (algorithm === null) return key;
  const hash = hashOf(algorithm);
  const sign = (data: Buffer | string) => key.sign(data, hash);
  return Object.create(key, {
    type: { value: algorithm },
    sign: { value: sign, writable: true },
  }) as ParsedKey;
};
