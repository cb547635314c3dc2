import type { Algorithms } from 'ssh2';
import { TroubleError } from '../../core/trouble.ts';
import type { Hop } from '../hop.ts';
import { connectionTrouble } from '../troubles.ts';

/** AES-GCM is fastest, with or without ssh2's native addon; chacha20 comes last (see forwardedSocket). */
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];

const MACS = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1-etm@openssh.com',
  'hmac-sha1',
];

/** Not diffie-hellman-group-exchange: it blocks the event loop for 1.2 s. */
const KEX = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
];

/** Other algorithms of ssh2, for configurations that request them. */
const KEX_ON_REQUEST = [
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group1-sha1',
];
const CIPHERS_ON_REQUEST = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'];

const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * Returns the algorithms to offer a server; key types already known for it come first, so that another key
 * does not look like a change.
 */
export const algorithmsFor = (hop: Hop, knownTypes: readonly string[]): Algorithms => {
  const choose = (what: string, asked: readonly string[] | null, ours: string[], more: string[]) =>
    choice(hop.name, what, asked, ours, more);
  const ciphers = choose('Ciphers', hop.ciphers, CIPHERS, CIPHERS_ON_REQUEST);
  const hostKeys = choose('HostKeyAlgorithms', hop.hostKeyAlgorithms, HOST_KEYS, ['ssh-rsa', 'ssh-dss']);
  return {
    cipher: [...ciphers.filter(name => !isChacha(name)), ...ciphers.filter(isChacha)],
    hmac: choose('MACs', hop.macs, MACS, ['hmac-md5']),
    kex: choose('KexAlgorithms', hop.kexAlgorithms, KEX, KEX_ON_REQUEST),
    serverHostKey: knownFirst(hostKeys, knownTypes),
    // Compression can crash ssh2 on a jump host.
    compress: ['none'],
  } as Algorithms;
};

const isChacha = (name: string) => name.startsWith('chacha20');

/** Returns the requested algorithms that are available, in order; ours if none were requested. */
const choice = (
  host: string,
  what: string,
  asked: readonly string[] | null,
  ours: string[],
  more: string[],
): string[] => {
  if (asked === null) return ours;
  const usable = asked.filter(name => ours.includes(name) || more.includes(name));
  if (usable.length > 0) return usable;
  throw new TroubleError(
    connectionTrouble(
      'config',
      host,
      `the ssh configuration allows only ${what} that this transport does not support: ${asked.join(', ')}`,
      'use --transport openssh for this host',
    ),
  );
};

const knownFirst = (algorithms: readonly string[], knownTypes: readonly string[]): string[] => {
  const isKnown = (name: string) => knownTypes.includes(name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name);
  return [...algorithms.filter(isKnown), ...algorithms.filter(name => !isKnown(name))];
};
