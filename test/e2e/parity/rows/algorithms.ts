import type { Row } from '../row.ts';

const at = (address: string, lines: string) => `Host w\n  HostName ${address}\n${lines.replace(/^/gm, '  ')}`;

/** Ciphers, key exchanges, host keys and signatures. */
export const algorithmRows: readonly Row[] = [
  {
    title: 'an RSA key for a server that accepts only rsa-sha2-512',
    always: true,
    config: s => at(s.address.sha512, `IdentityFile ${s.key('rsa')}`),
    ok: true,
  },
  {
    title: 'an RSA key in the agent for a server that accepts only rsa-sha2-512',
    config: s => at(s.address.sha512, `IdentityAgent ${s.agents.rsa}\nIdentityFile ${s.dir}/nothing`),
    ok: true,
  },
  {
    title: 'PubkeyAcceptedAlgorithms rsa-sha2-256 for a server that accepts no other',
    config: s => at(s.address.sha256, `IdentityFile ${s.key('rsa')}\nPubkeyAcceptedAlgorithms rsa-sha2-256`),
    ok: true,
  },
  {
    title: 'PubkeyAcceptedAlgorithms rsa-sha2-256 for a server that accepts only rsa-sha2-512',
    config: s =>
      at(
        s.address.sha512,
        `IdentitiesOnly yes\nIdentityFile ${s.key('rsa')}\nPubkeyAcceptedAlgorithms rsa-sha2-256`,
      ),
    ok: false,
  },
  {
    title: 'PubkeyAcceptedAlgorithms excludes the first key',
    config: s =>
      at(
        s.address.web,
        `IdentityFile ${s.key('k2')}\nIdentityFile ${s.key('rsa')}\nPubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256`,
      ),
    ok: true,
  },
  {
    title: 'PubkeyAcceptedAlgorithms excludes every key',
    config: s =>
      at(s.address.web, `IdentityFile ${s.key('k2')}\nPubkeyAcceptedAlgorithms ecdsa-sha2-nistp256`),
    ok: false,
  },
  {
    title: 'PubkeyAcceptedAlgorithms -ssh-ed25519*',
    config: s =>
      at(
        s.address.web,
        `IdentityFile ${s.key('k2')}\nIdentityFile ${s.key('ecdsa')}\nPubkeyAcceptedAlgorithms -ssh-ed25519*`,
      ),
    ok: true,
  },
  {
    title: 'HostKeyAlgorithms of another type, which is known',
    config: s => at(s.address.web, 'HostKeyAlgorithms rsa-sha2-512'),
    known: s => `${s.address.web} ${s.hostKey.ed25519}\n${s.address.web} ${s.hostKey.rsa}\n`,
    ok: true,
  },
  {
    title: 'HostKeyAlgorithms of another type, which is not known',
    config: s => at(s.address.web, 'HostKeyAlgorithms ecdsa-sha2-nistp256'),
    ok: false,
  },
  {
    title: 'HostKeyAlgorithms ^, in front',
    config: s => at(s.address.web, 'HostKeyAlgorithms ^ecdsa-sha2-nistp256'),
    known: s => `${s.address.web} ${s.hostKey.ecdsa}\n`,
    ok: true,
  },
  { title: 'Ciphers', config: s => at(s.address.web, 'Ciphers aes256-ctr'), ok: true },
  {
    title: 'Ciphers -, all but these',
    config: s => at(s.address.web, 'Ciphers -chacha20*,aes*-gcm*'),
    ok: true,
  },
  {
    title: 'Ciphers that the server does not have',
    config: s => at(s.address.web, 'Ciphers 3des-cbc'),
    ok: false,
  },
  { title: 'MACs', config: s => at(s.address.web, 'MACs hmac-sha2-512'), ok: true },
  {
    title: 'MACs that the built-in client lacks',
    config: s => at(s.address.web, 'Ciphers aes128-ctr\nMACs umac-64@openssh.com'),
    ok: true,
    ssh2: /allows only MACs that this transport does not support[\s\S]*--transport openssh/,
  },
  { title: 'KexAlgorithms', config: s => at(s.address.web, 'KexAlgorithms ecdh-sha2-nistp384'), ok: true },
  {
    title: 'KexAlgorithms that the built-in client lacks',
    always: true,
    config: s => at(s.address.cert, 'KexAlgorithms sntrup761x25519-sha512@openssh.com'), // Only this server has it.
    known: s => `@cert-authority ${s.address.cert} ${s.publicKey(s.hostCa)}\n`,
    ok: true,
    ssh2: /allows only KexAlgorithms that this transport does not support[\s\S]*--transport openssh/,
  },
  { title: 'an old server', config: s => at(s.address.oldkex, ''), ok: false },
  {
    title: 'an old server, with the algorithms it needs',
    config: s =>
      at(
        s.address.oldkex,
        'KexAlgorithms +diffie-hellman-group14-sha1\nCiphers +aes256-cbc\nHostKeyAlgorithms +ssh-rsa\nStrictHostKeyChecking accept-new\nUserKnownHostsFile /dev/null',
      ),
    ok: true,
  },
  {
    title: 'RequiredRSASize',
    config: s => at(s.address.web, `IdentitiesOnly yes\nIdentityFile ${s.key('rsa')}\nRequiredRSASize 3000`),
    ok: false,
  },
  { title: 'Compression yes', config: s => at(s.address.web, 'Compression yes'), ok: true },
];
