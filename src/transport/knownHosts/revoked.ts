import { readFile } from 'node:fs/promises';
import { fingerprint, type HostKey } from './check.ts';

/** The file of revoked keys cannot be read, or has an unsupported format: `why` follows its name. */
export interface UnreadableRevocations {
  readonly why: string;
  readonly advice: string;
}

/**
 * Checks whether a RevokedHostKeys file lists this key; it contains public keys or fingerprints, one per
 * line.
 */
export const isRevoked = async (file: string, key: HostKey): Promise<boolean | UnreadableRevocations> => {
  let text: string;
  try {
    text = await readFile(file, 'latin1');
  } catch (error) {
    const why = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    return { why, advice: 'like ssh, rtail trusts no host without it: fix RevokedHostKeys' };
  }
  if (text.startsWith('SSHKRL')) {
    return {
      why: 'is a binary revocation list, which the built-in client cannot read',
      advice: 'use --transport openssh for this host',
    };
  }
  const blob = key.blob.toString('base64');
  const print = fingerprint(key.blob);
  return text.split('\n').some(line => {
    const fields = line.trim().split(/\s+/);
    return !line.startsWith('#') && (fields.includes(blob) || fields.includes(print));
  });
};
