import type { Row } from '../row.ts';

/** Host, Match, Include and canonical names. */
export const matchRows: readonly Row[] = [
  {
    title: 'Match originalhost',
    config: () => 'Match originalhost w\n  User deploy',
    ok: true,
  },
  {
    title: 'Match host after HostName',
    config: s => `Host w\n  HostName ${s.address.web}\nMatch host ${s.address.web}\n  User ops`,
    ok: true,
  },
  {
    title: 'Match user with the user of the login',
    login: () => 'deploy@w',
    config: s => `Match user deploy\n  IdentityFile ${s.key('k2')}`,
    ok: true,
  },
  { title: 'Match localuser', config: () => 'Match localuser root\n  User deploy', ok: true },
  { title: 'Match exec', config: () => 'Match exec "test %n = w"\n  User deploy', ok: true },
  {
    title: 'Match exec with a command that fails',
    config: () => 'Match exec false\n  User deploy',
    ok: true,
  },
  { title: 'Match all at the end', config: () => 'Match all\n  User ops', ok: true },
  {
    title: 'Match final',
    config: s => `Match final host ${s.address.web}\n  User deploy\nHost w\n  HostName ${s.address.web}`,
    ok: true,
  },
  {
    title: 'a negated Match',
    config: () => 'Match !host x,*\n  User ops\nMatch originalhost w !user nobody\n  Port 2222',
    ok: true,
  },
  {
    title: 'Host patterns, negated and with wildcards',
    config: () => 'Host !w *\n  User ops\nHost ? !x\n  User deploy',
    ok: true,
  },
  { title: 'the first value wins', config: () => 'Host w\n  User deploy\nHost *\n  User ops', ok: true },
  { title: 'Host with several names, in quotes', config: () => 'Host "w" other\n  User deploy', ok: true },
  {
    title: 'Include',
    files: s => ({ [`${s.own}/more.conf`]: 'User deploy\n' }),
    config: s => `Include ${s.own}/more.conf`,
    ok: true,
  },
  {
    title: 'Include in a Host block',
    files: s => ({ [`${s.own}/more.conf`]: 'Host w\n  User deploy\nHost *\n  User ops\n' }),
    config: s => `Host w\n  Include ${s.own}/more.conf`,
    ok: true,
  },
  {
    title: 'Include in a Host block of another host',
    files: s => ({ [`${s.own}/more.conf`]: 'User nobody\n' }),
    config: s => `Host x\n  Include ${s.own}/more.conf\nHost w\n  User deploy`,
    ok: true,
  },
  {
    title: 'Include of a glob, nested',
    files: s => ({
      [`${s.own}/d/1.conf`]: `Include ${s.own}/d/inner\n`,
      [`${s.own}/d/2.conf`]: 'Port 2222\n',
      [`${s.own}/d/inner`]: 'User ops\n',
    }),
    config: s => `Include ${s.own}/d/*.conf`,
    ok: true,
  },
  {
    title: 'Include of a missing file',
    config: s => `Include ${s.own}/nothing.conf\nUser deploy`,
    ok: true,
  },
  {
    title: 'keywords in capitals, comments, tabs and carriage returns',
    config: () => '# a comment\nHOST w # not another host\n\tUSER\tdeploy\r\n',
    ok: true,
  },
  { title: 'an unknown keyword', always: true, config: () => 'Host w\n  NoSuchKeyword yes', ok: false },
  {
    title: 'an unknown keyword that is ignored',
    config: () => 'IgnoreUnknown NoSuch*\nHost w\n  NoSuchKeyword yes\n  User deploy',
    ok: true,
  },
  {
    title: 'CanonicalizeHostname with Match canonical',
    config: s =>
      `Host w\n  HostName ${s.address.web}\nHost *\n  CanonicalizeHostname yes\n  CanonicalDomains nowhere.invalid\n  CanonicalizeFallbackLocal yes\nMatch canonical\n  User deploy`,
    ok: true,
  },
  {
    title: 'CanonicalizeHostname without a fallback',
    config: () =>
      'Host *\n  CanonicalizeHostname yes\n  CanonicalDomains nowhere.invalid\n  CanonicalizeFallbackLocal no\n',
    login: () => 'nosuchhost',
    ok: false,
  },
  {
    title: 'CanonicalizeHostname yes does nothing behind a jump host, always does',
    always: true,
    jump: s => s.address.gate,
    config: s =>
      `Host w\n  HostName ${s.address.web}\nHost *\n  CanonicalizeHostname yes\n  CanonicalDomains nowhere.invalid\nMatch canonical host ${'127.*'}\n  User ops\n`,
    ok: true,
  },
  {
    title: 'a configuration that others can write',
    files: s => ({ [`${s.own}/x`]: '' }),
    config: () => 'User deploy',
    ok: true,
  },
];
