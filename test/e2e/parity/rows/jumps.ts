import { type Row, variable } from '../row.ts';

const gate = (address: string) => `Host gate\n  HostName ${address}`;

/** ProxyJump, -J and what determines the hops. */
export const jumpRows: readonly Row[] = [
  {
    title: 'ProxyJump to an alias',
    always: true,
    config: s => `${gate(s.address.gate)}\n  User deploy\nHost w\n  ProxyJump gate`,
    ok: true,
  },
  {
    title: 'ProxyJump with user and port',
    config: s => `Host w\n  ProxyJump ops@${s.address.gate}:2222`,
    ok: true,
  },
  {
    title: 'ProxyJump as a URI',
    config: s => `Host w\n  ProxyJump ssh://ops@${s.address.gate}:2222`,
    ok: true,
  },
  {
    title: 'ProxyJump %n',
    always: true,
    config: s => `Host jump-w\n  HostName ${s.address.gate}\n  User ops\nHost w\n  ProxyJump jump-%n`,
    ok: true,
  },
  {
    title: 'ProxyJump %r, the user of the target',
    always: true,
    config: s => `Host w\n  User deploy\n  ProxyJump %r@${s.address.gate}`,
    ok: true,
  },
  {
    title: 'ProxyJump %h',
    config: s =>
      `Host on-${s.address.web}\n  HostName ${s.address.gate}\nHost w\n  HostName ${s.address.web}\n  ProxyJump on-%h`,
    ok: true,
  },
  {
    title: 'ProxyJump with tokens in a chain',
    config: s =>
      `Host first-w\n  HostName ${s.address.gate}\n  User ops\nHost second-22\n  HostName ${s.address.mid}\n  User deploy\nHost w\n  ProxyJump first-%n,second-%p`,
    ok: true,
  },
  {
    title: 'ProxyJump in a variable',
    env: s => ({ GATE: s.address.gate }),
    config: () => `Host w\n  ProxyJump ${variable('GATE')}`,
    ok: true,
  },
  {
    title: 'ProxyJump through two hosts',
    config: s => `Host w\n  ProxyJump ops@${s.address.gate},deploy@${s.address.mid}:2222`,
    ok: true,
  },
  {
    title: 'ProxyJump through a host that has one itself',
    config: s =>
      `Host mid\n  HostName ${s.address.mid}\n  ProxyJump gate\n${gate(s.address.gate)}\nHost w\n  ProxyJump mid`,
    ok: true,
  },
  {
    title: 'of two jump hosts, only the first one’s own ProxyJump counts',
    config: s =>
      `Host mid\n  HostName ${s.address.mid}\n  ProxyJump nowhere.invalid\n${gate(s.address.gate)}\nHost w\n  ProxyJump gate,mid`,
    ok: true,
  },
  {
    title: 'ProxyJump none before a ProxyJump',
    config: s => `Host w\n  ProxyJump none\nHost *\n  ProxyJump ${s.address.gate}`,
    ok: true,
  },
  {
    title: 'ProxyJump before ProxyCommand',
    config: s => `Host w\n  ProxyJump ${s.address.gate}\n  ProxyCommand false`,
    ok: true,
  },
  {
    title: 'ProxyCommand before ProxyJump',
    config: s =>
      `Host w\n  ProxyCommand ssh -F none -W %h:%p -i ${s.key('k2')} -o UserKnownHostsFile=${s.knownHosts} ops@${s.address.gate}\n  ProxyJump nowhere.invalid`,
    ok: true,
  },
  {
    title: 'ProxyJump under Host * with an exception for the jump host',
    config: s => `${gate(s.address.gate)}\n  ProxyJump none\nHost *\n  ProxyJump gate`,
    ok: true,
  },
  {
    title: 'ProxyJump with a user of a domain',
    config: s => `Host w\n  ProxyJump bob@corp.example@${s.address.gate}:2222`,
    ok: true,
  },
  {
    title: 'ProxyJump as a URI with a user of a domain',
    config: s => `Host w\n  ProxyJump ssh://bob%40corp.example@${s.address.gate}`,
    ok: true,
  },
  {
    title: '-J wins over ProxyJump',
    jump: s => `ops@${s.address.mid}`,
    config: s => `Host w\n  ProxyJump ${s.address.gate}`,
    ok: true,
  },
  {
    title: '-J wins over ProxyCommand',
    jump: s => s.address.gate,
    config: () => 'Host w\n  ProxyCommand false',
    ok: true,
  },
  { title: '-J of two, with ports', jump: s => `${s.address.gate}:2222,deploy@${s.address.mid}`, ok: true },
  { title: '-J none', jump: () => 'none', config: () => 'Host w\n  ProxyJump nowhere.invalid', ok: true },
  {
    title: '-J none with a ProxyCommand, which stays',
    jump: () => 'none',
    config: () => 'Host w\n  ProxyCommand false',
    ok: false,
  },
  {
    title: '-J to an alias whose keys are its own',
    jump: () => 'gate',
    config: s =>
      `${gate(s.address.gate)}\n  IdentityFile ${s.key('k2')}\n  User ops\n  Port 2222\nHost w\n  IdentityFile ${s.key('k1')}`,
    ok: true,
  },
  {
    title: '-J with a user of a domain',
    always: true,
    jump: s => `bob@corp.example@${s.address.gate}`,
    ok: true,
  },
  {
    title: 'the target’s options do not reach the jump host',
    config: s =>
      `Host w\n  User deploy\n  Port 2222\n  IdentityFile ${s.key('k2')}\n  ProxyJump ${s.address.gate}`,
    ok: true,
  },
  {
    title: 'a jump host with an unknown key',
    always: true,
    known: s => `${s.address.web} ${s.hostKey.ed25519}\n`,
    jump: s => s.address.gate,
    ok: false,
  },
  {
    title: 'a jump host that refuses us',
    jump: s => s.address.gate,
    config: s => `Host ${s.address.gate}\n  IdentityFile ${s.key('s1')}\n  IdentitiesOnly yes`,
    ok: false,
  },
];
