import { type Row, variable } from '../row.ts';

const W = (lines: string) => `Host w\n${lines.replace(/^/gm, '  ')}`;

/** Tokens, variables, quotes and blanks, in every keyword that accepts them. */
export const tokenRows: readonly Row[] = [
  { title: 'IdentityFile %n', config: s => W(`IdentityFile ${s.dir}/by/%n`), ok: true },
  { title: 'IdentityFile %r', config: s => W(`User deploy\nIdentityFile ${s.dir}/by/%r`), ok: true },
  { title: 'IdentityFile %p', config: s => W(`Port 2222\nIdentityFile ${s.dir}/by/%p`), ok: true },
  {
    title: 'IdentityFile %k with HostKeyAlias',
    always: true,
    known: s => `alias ${s.hostKey.ed25519}\n`,
    config: s => W(`HostKeyAlias alias\nIdentityFile ${s.dir}/by/%k`),
    ok: true,
  },
  { title: 'IdentityFile %k without HostKeyAlias', config: s => W(`IdentityFile ${s.dir}/by/%k`), ok: true },
  { title: 'IdentityFile %u', config: s => W(`IdentityFile ${s.dir}/by/%u`), ok: true },
  { title: 'IdentityFile %d', config: s => W(`IdentityFile %d/..${s.dir}/keys/k1`), ok: true },
  {
    title: 'IdentityFile %h',
    files: s => ({ [`${s.own}/${s.address.web}.pub`]: `${s.publicKey(s.key('k1'))}\n` }),
    config: s => W(`IdentityAgent ${s.agents.k1}\nIdentitiesOnly yes\nIdentityFile ${s.own}/%h`),
    ok: true,
  },
  {
    title: 'IdentityFile %L, %l, %i, %C together',
    config: s => W(`IdentityFile ${s.own}/%L-%l-%i-%C\nIdentityFile ${s.key('k1')}`),
    ok: true,
  },
  { title: 'IdentityFile with a %%', config: s => W(`IdentityFile "${s.dir}/by/100%%"`), ok: true },
  {
    title: 'IdentityFile with an unknown token',
    early: true,
    config: s => W(`IdentityFile ${s.dir}/by/%z`),
    ok: false,
  },
  {
    title: 'IdentityFile with a variable',
    always: true,
    env: s => ({ KEYS: s.dir }),
    config: () => W(`IdentityFile ${variable('KEYS')}/keys/k1`),
    ok: true,
  },
  {
    title: 'IdentityFile with a variable and tokens in quotes',
    env: s => ({ KEYS: s.dir }),
    config: () => W(`IdentityFile "${variable('KEYS')}/by/%n"`),
    ok: true,
  },
  {
    title: 'IdentityFile with a variable that is not set',
    early: true,
    config: () => W(`IdentityFile ${variable('NOT_SET')}/k1`),
    ok: false,
  },
  {
    title: 'IdentityFile with $VAR, which ssh does not expand',
    env: s => ({ KEYS: s.dir }),
    config: s => W(`IdentityFile $KEYS/keys/k1\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'IdentityFile with a blank',
    always: true,
    config: s => W(`IdentityFile "${s.dir}/sp ace/key"`),
    ok: true,
  },
  {
    title: 'IdentityFile with a blank in a name from a token',
    config: s => `Host "a b"\n  HostName ${s.address.web}\n${W(`IdentityFile '${s.dir}/by/a b'`)}`,
    ok: true,
  },
  {
    title: 'IdentityFile with an escaped blank',
    config: s => W(`IdentityFile ${s.dir}/sp\\ ace/key`),
    ok: true,
  },
  { title: 'IdentityFile = value', config: s => W(`IdentityFile=${s.key('k2')}`), ok: true },
  { title: 'IdentityFile under ~', config: s => W(`IdentityFile ~/..${s.dir}/keys/k1`), ok: true },
  { title: 'IdentityFile under ~user', config: s => W(`IdentityFile ~root/..${s.dir}/keys/k1`), ok: true },
  {
    title: 'IdentityFile in a folder that starts with ~',
    config: s => W(`IdentityFile ${s.dir}/~odd/key`),
    ok: true,
  },
  { title: 'IdentityFile none', config: () => W('IdentityFile none'), ok: false },
  {
    title: 'UserKnownHostsFile with a blank',
    always: true,
    files: s => ({ [`${s.own}/sp ace/kh`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    config: s => W(`UserKnownHostsFile "${s.own}/sp ace/kh"`),
    ok: true,
  },
  {
    title: 'UserKnownHostsFile: two with blanks, the second one has the key',
    files: s => ({ [`${s.own}/a b/kh 2`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    config: s => W(`UserKnownHostsFile "${s.own}/no such/kh" "${s.own}/a b/kh 2"`),
    ok: true,
  },
  {
    title: 'UserKnownHostsFile with tokens and a variable',
    files: s => ({ [`${s.own}/kh-w-22`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    env: s => ({ OWN: s.own }),
    config: () => W(`UserKnownHostsFile ${variable('OWN')}/kh-%n-%p`),
    ok: true,
  },
  {
    title: 'GlobalKnownHostsFile with a blank',
    files: s => ({ [`${s.own}/g lobal/kh`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    config: s => W(`UserKnownHostsFile /dev/null\nGlobalKnownHostsFile "${s.own}/g lobal/kh"`),
    ok: true,
  },
  {
    title: 'IdentityAgent with a variable',
    env: s => ({ DIR: s.dir }),
    config: s => W(`IdentityFile ${s.dir}/nothing\nIdentityAgent \${DIR}/agent-k1`),
    ok: true,
  },
  {
    title: 'IdentityAgent $VAR',
    env: s => ({ SOCKET: s.agents.k1 }),
    config: s => W(`IdentityFile ${s.dir}/nothing\nIdentityAgent $SOCKET`),
    ok: true,
  },
  {
    title: 'IdentityAgent SSH_AUTH_SOCK',
    env: s => ({ SSH_AUTH_SOCK: s.agents.k1 }),
    config: s => W(`IdentityFile ${s.dir}/nothing\nIdentityAgent SSH_AUTH_SOCK`),
    ok: true,
  },
  {
    title: 'IdentityAgent under ~',
    config: s => W(`IdentityFile ${s.dir}/nothing\nIdentityAgent ~/..${s.agents.k1}`),
    ok: true,
  },
  {
    title: 'HostName %h',
    config: s => `Host 1\n  HostName ${s.address.web.replace(/\d+$/, '')}%h`,
    login: s => (s.address.web.endsWith('.3') ? '1' : 'w'),
    ok: true,
  },
  {
    title: 'ProxyCommand with every token that it accepts',
    always: true,
    config: s =>
      W(
        `ProxyCommand /bin/sh -c 'test "%%-%n-%r" = "%%-w-root" && exec ssh -F none -W %h:%p -i ${s.key('k2')} -o UserKnownHostsFile=${s.knownHosts} root@${s.address.gate}'`,
      ),
    ok: true,
  },
  {
    title: 'ProxyCommand with an environment variable',
    env: s => ({ VIA: s.address.gate }),
    config: s =>
      W(
        `ProxyCommand ssh -F none -W %h:%p -i ${s.key('k2')} -o UserKnownHostsFile=${s.knownHosts} root@$VIA`,
      ),
    ok: true,
  },
  {
    title: 'CertificateFile with a blank and a token',
    files: s => ({ [`${s.own}/nothing`]: '' }),
    config: s =>
      W(`IdentitiesOnly yes\nIdentityFile ${s.dir}/keys/bare\nCertificateFile "${s.dir}/the cert.pub"`),
    ok: true,
    ssh2: /the cert\.pub is a certificate, which needs --transport openssh/,
  },
];
