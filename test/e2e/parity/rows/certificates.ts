import type { Row } from '../row.ts';

const W = (lines: string) => `Host w\n${lines.replace(/^/gm, '  ')}`;
const needsOpenssh = /is a certificate, which needs --transport openssh/;

/** Certificates of users and hosts. */
export const certificateRows: readonly Row[] = [
  {
    title: 'a certificate next to its key',
    always: true,
    config: s => W(`IdentitiesOnly yes\nIdentityFile ${s.key('certified')}`),
    ok: true,
    ssh2: needsOpenssh,
  },
  {
    title: 'a CertificateFile',
    config: s =>
      W(
        `IdentitiesOnly yes\nIdentityFile ${s.dir}/keys/bare\nCertificateFile ${s.key('certified')}-cert.pub`,
      ),
    ok: true,
    ssh2: needsOpenssh,
  },
  {
    title: 'a certificate in the agent',
    config: s => W(`IdentityAgent ${s.agents.cert}\nIdentityFile ${s.dir}/nothing`),
    ok: true,
    ssh2: needsOpenssh,
  },
  {
    title: 'a certificate for other accounts',
    config: s => `Host w\n  User ops\n  IdentitiesOnly yes\n  IdentityFile ${s.key('certified')}`,
    ok: false,
  },
  {
    title: 'a certificate, and a key that is accepted',
    config: s => W(`IdentitiesOnly yes\nIdentityFile ${s.key('k1')}\nIdentityFile ${s.key('certified')}`),
    ok: true,
  },
  {
    title: 'a host certificate',
    always: true,
    config: s => `Host w\n  HostName ${s.address.cert}`,
    known: s => `@cert-authority ${s.address.cert} ${s.publicKey(s.hostCa)}\n`,
    ok: true,
    ssh2: /certificate authority[\s\S]*--transport openssh/,
  },
  {
    title: 'a host certificate of an unknown authority',
    config: s => `Host w\n  HostName ${s.address.cert}`,
    known: s => `@cert-authority ${s.address.cert} ${s.publicKey(s.key('s1'))}\n`,
    ok: false,
  },
  {
    title: 'a host certificate for another name',
    config: s => `Host w\n  HostName ${s.address.cert}\n  HostKeyAlias wrong.example`,
    known: s => `@cert-authority * ${s.publicKey(s.hostCa)}\n`,
    ok: false,
  },
  {
    title: 'an authority for another host',
    known: s => `@cert-authority elsewhere ${s.publicKey(s.hostCa)}\n${s.address.web} ${s.hostKey.ed25519}\n`,
    ok: true,
  },
  {
    title: 'an authority for every host, and a plain key',
    known: s => `@cert-authority * ${s.publicKey(s.hostCa)}\n${s.address.web} ${s.hostKey.ed25519}\n`,
    ok: true,
  },
];
