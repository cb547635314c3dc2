import type { Row } from '../row.ts';

/** The inventory's settings take precedence over ssh's configuration, like the options of ssh. */
export const inventoryRows: readonly Row[] = [
  {
    title: 'identity',
    inventory: s => ({
      login: { identities: [s.key('k2')] },
      ssh: ['-o', `IdentityFile=${s.key('k2')}`, '-o', 'IdentitiesOnly=no'],
    }),
    config: () => 'Host *\n  IdentityAgent none',
    ok: true,
  },
  {
    title: 'identity with blanks and %',
    inventory: s => ({ login: { identities: [`${s.dir}/by/100%`] }, ssh: ['-i', `${s.dir}/by/100%%`] }),
    ok: true,
  },
  {
    title: 'identity named by its public half',
    inventory: s => ({
      login: { identities: [`${s.dir}/half/k1`] },
      ssh: ['-o', `IdentityFile=${s.dir}/half/k1`],
    }),
    config: s => `Host *\n  IdentityAgent ${s.agents.many}`,
    ok: true,
  },
  {
    title: 'knownHosts',
    always: true,
    known: () => '',
    files: s => ({ [`${s.own}/my hosts`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    inventory: s => ({
      login: { knownHosts: [`${s.own}/my hosts`] },
      ssh: ['-o', `UserKnownHostsFile="${s.own}/my hosts"`],
    }),
    ok: true,
  },
  {
    title: 'two files of knownHosts',
    known: () => '',
    files: s => ({ [`${s.own}/b 100%`]: `${s.address.web} ${s.hostKey.ed25519}\n` }),
    inventory: s => ({
      login: { knownHosts: [`${s.own}/a`, `${s.own}/b 100%`] },
      ssh: ['-o', `UserKnownHostsFile="${s.own}/a" "${s.own}/b 100%%"`],
    }),
    ok: true,
  },
  {
    title: 'identitiesOnly',
    inventory: s => ({
      login: { identities: [s.key('k2')], identitiesOnly: true },
      ssh: ['-i', s.key('k2'), '-o', 'IdentitiesOnly=yes'],
    }),
    config: s => `Host *\n  IdentityAgent ${s.agents.many}`,
    ok: true,
  },
  {
    title: 'user and port',
    inventory: () => ({ login: { user: 'ops', port: 2222 }, ssh: ['-l', 'ops', '-p', '2222'] }),
    config: () => 'Host w\n  User deploy',
    ok: true,
  },
  {
    title: 'a user of a domain',
    inventory: () => ({ login: { user: 'bob@corp.example' }, ssh: ['-l', 'bob@corp.example'] }),
    ok: true,
  },
  {
    title: 'a stranger’s identity',
    inventory: s => ({
      login: { identities: [s.key('s1')], identitiesOnly: true },
      ssh: [
        '-F',
        'none',
        '-o',
        `UserKnownHostsFile=${s.knownHosts}`,
        '-o',
        `HostName=${s.address.web}`,
        '-l',
        'root',
        '-i',
        s.key('s1'),
        '-o',
        'IdentitiesOnly=yes',
      ],
    }),
    ok: false,
    config: s => `Host w\n  IdentityFile ${s.key('s1')}\nHost *\n  IdentityFile none`,
  },
];
