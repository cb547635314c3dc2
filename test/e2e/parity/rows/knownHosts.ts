import { createHmac } from 'node:crypto';
import type { Row, Scene } from '../row.ts';

const hashed = (name: string): string => {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};
const W = (lines: string) => `Host w\n${lines.replace(/^/gm, '  ')}`;
const other = (s: Scene) => s.publicKey(s.key('s1'));
const own = (s: Scene) => s.hostKey.ed25519;

/** The forms of known_hosts, and how keys that it does not contain are handled. */
export const knownHostsRows: readonly Row[] = [
  { title: 'by address', known: s => `${s.address.web} ${own(s)}\n`, ok: true },
  { title: 'not at all', always: true, known: () => '', ok: false },
  { title: 'another key', known: s => `${s.address.web} ${other(s)}\n`, ok: false },
  { title: 'hashed', known: s => `${hashed(s.address.web)} ${own(s)}\n`, ok: true },
  {
    title: 'hashed, with its port',
    login: () => 'w:2222',
    known: s => `${hashed(`[${s.address.web}]:2222`)} ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'hashed without the port',
    login: () => 'w:2222',
    known: s => `${hashed(s.address.web)} ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'a host on another port, by its port',
    login: () => 'w:2222',
    known: s => `[${s.address.web}]:2222 ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'a host on another port, by its bare name',
    always: true,
    login: () => 'w:2222',
    known: s => `${s.address.web} ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'a host on another port, by its bare name with another key',
    login: () => 'w:2222',
    known: s => `${s.address.web} ${other(s)}\n`,
    ok: false,
  },
  {
    title: 'another key by its port, the right one by its bare name',
    login: () => 'w:2222',
    known: s => `[${s.address.web}]:2222 ${other(s)}\n${s.address.web} ${own(s)}\n`,
    ok: false,
  },
  {
    title: 'a host on port 22, known by another port only',
    known: s => `[${s.address.web}]:2222 ${own(s)}\n`,
    ok: false,
  },
  { title: 'by a list of names', known: s => `other,${s.address.web} ${own(s)}\n`, ok: true },
  { title: 'by a pattern', known: s => `127.*.?*.* ${own(s)}\n`, ok: true },
  {
    title: 'by a pattern with an exception for it',
    known: s => `*,!${s.address.web} ${own(s)}\n`,
    ok: false,
  },
  {
    title: 'by a pattern with its port',
    login: () => 'w:2222',
    known: s => `[127.*]:2222 ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'revoked',
    always: true,
    known: s => `${s.address.web} ${own(s)}\n@revoked * ${own(s)}\n`,
    ok: false,
  },
  {
    title: 'another key revoked',
    known: s => `${s.address.web} ${own(s)}\n@revoked * ${other(s)}\n`,
    ok: true,
  },
  {
    title: 'only a key of another type',
    always: true,
    known: s => `${s.address.web} ${s.hostKey.rsa}\n`,
    ok: true,
  },
  { title: 'only an ECDSA key', known: s => `${s.address.web} ${s.hostKey.ecdsa}\n`, ok: true },
  {
    title: 'two keys of a type, the second one right',
    known: s => `${s.address.web} ${other(s)}\n${s.address.web} ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'with comments, blanks, tabs and broken lines',
    known: s => `# x\n\n\t${s.address.web}\t${own(s)} a comment\nbroken line\n`,
    ok: true,
  },
  {
    title: 'in capitals',
    config: s => `Host w\n  HostName ${s.address.web}\n  HostKeyAlias WEB.Example`,
    known: s => `web.example ${own(s)}\n`,
    ok: true,
  },
  {
    title: 'in the second of several files',
    files: s => ({ [`${s.own}/second`]: `${s.address.web} ${own(s)}\n` }),
    known: () => '',
    config: s => W(`UserKnownHostsFile ${s.own}/first ${s.own}/second`),
    ok: true,
  },
  {
    title: 'in the global file',
    files: s => ({ [`${s.own}/global`]: `${s.address.web} ${own(s)}\n` }),
    known: () => '',
    config: s => W(`GlobalKnownHostsFile ${s.own}/global`),
    ok: true,
  },
  {
    title: 'another key in the user’s file, the right one in the global file',
    files: s => ({ [`${s.own}/global`]: `${s.address.web} ${own(s)}\n` }),
    known: s => `${s.address.web} ${other(s)}\n`,
    config: s => W(`GlobalKnownHostsFile ${s.own}/global`),
    ok: true,
  },
  {
    title: 'by HostKeyAlias',
    always: true,
    known: s => `alias ${own(s)}\n`,
    config: () => W('HostKeyAlias alias'),
    ok: true,
  },
  {
    title: 'by HostKeyAlias, on another port',
    known: s => `alias ${own(s)}\n`,
    config: () => W('HostKeyAlias alias\nPort 2222'),
    ok: true,
  },
  {
    title: 'by HostKeyAlias, but only the address is known',
    known: s => `${s.address.web} ${own(s)}\n`,
    config: () => W('HostKeyAlias alias'),
    ok: false,
  },
  {
    title: 'not at all, StrictHostKeyChecking accept-new',
    known: () => '',
    config: () => W('StrictHostKeyChecking accept-new'),
    ok: true,
  },
  {
    title: 'another key, StrictHostKeyChecking accept-new',
    known: s => `${s.address.web} ${other(s)}\n`,
    config: () => W('StrictHostKeyChecking accept-new'),
    ok: false,
  },
  {
    title: 'not at all, StrictHostKeyChecking no',
    known: () => '',
    config: () => W('StrictHostKeyChecking no'),
    ok: true,
  },
  {
    title: 'another key, StrictHostKeyChecking no',
    known: s => `${s.address.web} ${other(s)}\n`,
    config: () => W('StrictHostKeyChecking no'),
    ok: true,
    ssh2: /host key has changed/,
    openssh: /host key has changed/,
  },
  {
    title: 'not at all, StrictHostKeyChecking ask and nobody to ask',
    known: () => '',
    config: () => W('StrictHostKeyChecking ask'),
    ok: false,
  },
  {
    title: 'accept-new with a file that cannot be written',
    always: true,
    readOnly: true,
    known: () => '',
    config: () => W('StrictHostKeyChecking accept-new'),
    ok: true,
  },
  {
    title: 'accept-new in a folder that does not exist',
    config: s =>
      W(`UserKnownHostsFile /proc/nowhere/kh\nStrictHostKeyChecking accept-new\nIdentityFile ${s.key('k1')}`),
    ok: true,
  },
  {
    title: 'UserKnownHostsFile none',
    config: () => W('UserKnownHostsFile none\nStrictHostKeyChecking accept-new'),
    ok: false,
  },
  {
    title: 'UserKnownHostsFile /dev/null and StrictHostKeyChecking no',
    config: () => W('UserKnownHostsFile /dev/null\nStrictHostKeyChecking no'),
    ok: true,
  },
  {
    title: 'KnownHostsCommand',
    known: () => '',
    files: s => ({ [`${s.own}/keys`]: `${s.address.web} ${own(s)}\n` }),
    config: s => W(`KnownHostsCommand /bin/cat ${s.own}/keys`),
    ok: true,
  },
  {
    title: 'KnownHostsCommand with tokens',
    known: () => '',
    config: () => W('KnownHostsCommand /bin/echo %H %t %K'),
    ok: true,
  },
  {
    title: 'KnownHostsCommand without an absolute path',
    known: () => '',
    config: () => W('KnownHostsCommand echo %H %t %K'),
    ok: false,
  },
  {
    title: 'KnownHostsCommand fails',
    early: true,
    config: () => W('KnownHostsCommand /bin/false'),
    ok: false,
  },
  {
    title: 'RevokedHostKeys names it',
    files: s => ({ [`${s.own}/revoked`]: `${own(s)}\n` }),
    config: s => W(`RevokedHostKeys ${s.own}/revoked`),
    ok: false,
  },
  {
    title: 'RevokedHostKeys names another key',
    files: s => ({ [`${s.own}/revoked`]: `${other(s)}\n` }),
    config: s => W(`RevokedHostKeys ${s.own}/revoked`),
    ok: true,
  },
  { title: 'RevokedHostKeys does not exist', config: s => W(`RevokedHostKeys ${s.own}/nothing`), ok: false },
  {
    title: 'NoHostAuthenticationForLocalhost',
    known: () => '',
    config: () => W('NoHostAuthenticationForLocalhost yes'),
    ok: true,
  },
  {
    title: 'NoHostAuthenticationForLocalhost behind a jump host',
    known: s => `${s.address.gate} ${own(s)}\n`,
    jump: s => s.address.gate,
    config: () => W('NoHostAuthenticationForLocalhost yes'),
    ok: false,
  },
];
