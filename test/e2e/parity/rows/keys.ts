import type { Row } from '../row.ts';

const W = (lines: string) => `Host w\n${lines.replace(/^/gm, '  ')}`;
const at = (address: string, lines: string) => `Host w\n  HostName ${address}\n${lines.replace(/^/gm, '  ')}`;

/** Key files: their order, what is wrong with them, and the limit on attempts. */
export const keyRows: readonly Row[] = [
  {
    title: 'files in the order in which they are named',
    always: true,
    config: s => W(`IdentityFile ${s.key('k2')}\nIdentityFile ${s.key('k1')}`),
    ok: true,
  },
  {
    title: 'an unknown key first',
    config: s => W(`IdentityFile ${s.key('s1')}\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'a missing file first',
    config: s => W(`IdentityFile ${s.dir}/nothing\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'only missing files',
    config: s =>
      `Host w\n  IdentitiesOnly yes\n  IdentityFile ${s.dir}/nothing\n  IdentityFile none\nMatch originalhost w\n`,
    ok: false,
  },
  {
    title: 'a file that is not a key',
    config: s => W(`IdentityFile ${s.dir}/half/broken\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'an encrypted key that nobody decrypts, then another',
    config: s => W(`IdentityFile ${s.key('locked')}\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  { title: 'an ECDSA key', config: s => W(`IdentityFile ${s.key('ecdsa')}`), ok: true },
  { title: 'an RSA key', config: s => W(`IdentityFile ${s.key('rsa')}`), ok: true },
  {
    title: 'MaxAuthTries 2: the third key is too late',
    always: true,
    config: s =>
      at(
        s.address.strict,
        `IdentityFile ${s.key('s1')}\nIdentityFile ${s.key('s2')}\nIdentityFile ${s.key('k2')}`,
      ),
    ok: false,
  },
  {
    title: 'MaxAuthTries 2: the second key is in time',
    config: s => at(s.address.strict, `IdentityFile ${s.key('s1')}\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'MaxAuthTries 2: missing keys do not count',
    config: s =>
      at(
        s.address.strict,
        `IdentityFile ${s.dir}/no1\nIdentityFile ${s.dir}/no2\nIdentityFile ${s.key('s1')}\nIdentityFile ${s.key('k2')}`,
      ),
    ok: true,
  },
  {
    title: 'MaxAuthTries 6: the seventh key is too late',
    config: s =>
      W(
        `${['s1', 's2', 's3', 's4', 's5', 's6'].map(name => `IdentityFile ${s.dir}/keys/${name}`).join('\n')}\nIdentityFile ${s.key('k2')}`,
      ),
    ok: false,
  },
  { title: 'PubkeyAuthentication no', config: () => W('PubkeyAuthentication no'), ok: false },
  {
    title: 'PreferredAuthentications without publickey',
    config: () => W('PreferredAuthentications password,keyboard-interactive'),
    ok: false,
  },
  {
    title: 'the keys of two matching blocks add up',
    config: s => `Host w\n  IdentityFile ${s.key('s1')}\nHost *\n  IdentityFile ${s.key('k2')}`,
    ok: true,
  },
  {
    title: 'the same key named twice',
    config: s => at(s.address.strict, `IdentityFile ${s.key('k2')}\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
];
