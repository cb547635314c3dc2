import type { Row } from '../row.ts';

const W = (lines: string) => `Host w\n${lines.replace(/^/gm, '  ')}`;

/** Agents, public halves in files, and which keys are offered in which order. */
export const agentRows: readonly Row[] = [
  {
    title: 'a key of the agent',
    always: true,
    config: s => W(`IdentityAgent ${s.agents.k1}\nIdentityFile ${s.dir}/nothing`),
    ok: true,
  },
  {
    title: 'a public half in FILE.pub, the other half in the agent',
    always: true,
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.k1}\nIdentityFile ${s.dir}/half/k1`),
    ok: true,
  },
  {
    title: 'a public half in FILE itself',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.k1}\nIdentityFile ${s.dir}/half/public`),
    ok: true,
  },
  {
    title: 'a public half named with .pub',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.k1}\nIdentityFile ${s.dir}/half/k1.pub`),
    ok: true,
  },
  {
    title: 'a public half, and an RSA key in the agent',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.rsa}\nIdentityFile ${s.dir}/half/rsa`),
    ok: true,
  },
  {
    title: 'a public half of a key that the agent does not hold',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.rsa}\nIdentityFile ${s.dir}/half/s7`),
    ok: false,
  },
  {
    title: 'a public half without an agent',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent none\nIdentityFile ${s.dir}/half/k1`),
    ok: false,
  },
  {
    title: 'an agent with too many keys',
    always: true,
    config: s => W(`IdentityAgent ${s.agents.many}\nIdentityFile ${s.dir}/nothing`),
    ok: false,
  },
  {
    title: 'an agent with too many keys, the right one named by its public half',
    always: true,
    config: s => W(`IdentityAgent ${s.agents.many}\nIdentityFile ${s.dir}/half/k1`),
    ok: true,
  },
  {
    title: 'an agent with too many keys, the right one named by a private file',
    config: s => W(`IdentityAgent ${s.agents.many}\nIdentityFile ${s.key('k1')}`),
    ok: true,
  },
  {
    title: 'an agent with too many keys, and another file',
    config: s => W(`IdentityAgent ${s.agents.many}\nIdentityFile ${s.key('rsa')}`),
    ok: false,
  },
  {
    title: 'an agent with too many keys, another file, IdentitiesOnly',
    config: s => W(`IdentitiesOnly yes\nIdentityAgent ${s.agents.many}\nIdentityFile ${s.key('rsa')}`),
    ok: true,
  },
  {
    title: 'named keys are tried in the order of the agent',
    config: s =>
      W(
        `IdentitiesOnly yes\nIdentityAgent ${s.agents.many}\nIdentityFile ${s.key('k1')}\nIdentityFile ${s.key('k2')}`,
      ),
    ok: true,
  },
  {
    title: 'MaxAuthTries 2: the named key goes first',
    config: s =>
      `Host w\n  HostName ${s.address.strict}\n  IdentityAgent ${s.agents.many}\n  IdentityFile ${s.key('k1')}`,
    ok: true,
  },
  {
    title: 'MaxAuthTries 2: a file after one key of the agent',
    config: s =>
      `Host w\n  HostName ${s.address.strict}\n  IdentityAgent ${s.agents.rsa}\n  PubkeyAcceptedAlgorithms ssh-ed25519\n  IdentityFile ${s.key('s1')}\n  IdentityFile ${s.key('k1')}`,
    ok: true,
  },
  {
    title: 'the agent’s keys come before files that it does not hold',
    config: s => W(`IdentityAgent ${s.agents.rsa}\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'IdentitiesOnly with the default agent of the environment',
    env: s => ({ SSH_AUTH_SOCK: s.agents.k1 }),
    config: s => W(`IdentitiesOnly yes\nIdentityFile ${s.key('k2')}`),
    ok: true,
  },
  {
    title: 'IdentityAgent none',
    env: s => ({ SSH_AUTH_SOCK: s.agents.k1 }),
    config: s => W(`IdentityAgent none\nIdentityFile ${s.dir}/nothing`),
    ok: false,
  },
  {
    title: 'an agent that does not exist',
    config: s => W(`IdentityAgent ${s.dir}/no-agent\nIdentityFile ${s.key('k1')}`),
    ok: true,
  },
  {
    title: 'an encrypted key that is in no agent',
    config: s => W(`IdentityAgent none\nIdentityFile ${s.key('locked')}`),
    ok: false,
  },
  {
    title: 'a public half at the jump host',
    jump: s => `ops@${s.address.gate}`,
    config: s =>
      `Host *\n  IdentitiesOnly yes\n  IdentityAgent ${s.agents.k1}\n  IdentityFile ${s.dir}/half/k1`,
    ok: true,
  },
];
