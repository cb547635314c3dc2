import type { Row } from '../row.ts';

/** Who logs in where: users with @ and %, ports, IPv6. */
export const userRows: readonly Row[] = [
  { title: 'user@host', login: () => 'deploy@w', ok: true },
  { title: 'user@domain@host', always: true, login: () => 'bob@corp.example@w', ok: true },
  { title: 'user@domain@host:port', login: () => 'bob@corp.example@w:2222', ok: true },
  { title: 'User with an @ in the configuration', config: () => 'Host w\n  User bob@corp.example', ok: true },
  { title: 'a user with %', always: true, login: () => 'a%b@w', ok: true },
  { title: 'User with a % in the configuration', config: () => 'Host w\n  User a%b', ok: true },
  { title: 'a user with a backslash', login: () => 'CORP\\bob@w', ok: true },
  {
    title: 'a user with % at the jump host',
    jump: () => 'gate',
    config: s => `Host gate\n  HostName ${s.address.gate}\n  User a%b`,
    ok: true,
  },
  { title: 'a user that does not exist', login: () => 'nobody-here@w', ok: false },
  {
    title: 'the user of the login overrides the configuration',
    login: () => 'ops@w',
    config: () => 'Host w\n  User deploy',
    ok: true,
  },
  {
    title: 'the port of the login overrides the configuration',
    login: () => 'w:2222',
    config: () => 'Host w\n  Port 22',
    ok: true,
  },
  { title: 'an address without an alias', login: s => `deploy@${s.address.web}`, ok: true },
  { title: 'an IPv6 address', always: true, login: s => `[::1]:${s.port6}`, ok: true },
  {
    title: 'an IPv6 address as HostName',
    config: s => `Host six\n  HostName ::1\n  Port ${s.port6}`,
    login: () => 'six',
    ok: true,
  },
  {
    title: 'an IPv6 address through a jump host',
    jump: s => s.address.gate,
    config: s => `Host six\n  HostName ::1\n  Port ${s.port6}`,
    login: () => 'six',
    ok: true,
  },
  { title: 'an IPv6 jump host', config: s => `Host w\n  ProxyJump ops@[::1]:${s.port6}`, ok: true },
  {
    title: 'AddressFamily inet6 for an IPv4 address',
    config: () => 'Host w\n  AddressFamily inet6',
    ok: false,
  },
  {
    title: 'AddressFamily inet6 for a name with both',
    config: s =>
      `Host six\n  HostName localhost\n  HostKeyAlias ${s.address.web}\n  AddressFamily inet6\n  Port ${s.port6}`,
    login: () => 'six',
    ok: false,
  },
  { title: 'BindAddress', always: true, config: s => `Host w\n  BindAddress ${s.address.gate}`, ok: true },
  { title: 'BindAddress that no interface has', config: () => 'Host w\n  BindAddress 192.0.2.1', ok: false },
  {
    title: 'BindInterface',
    config: () => 'Host w\n  BindInterface lo',
    ok: true,
    ssh2: /BindInterface lo, which the built-in client does not support\n.*--transport openssh/,
  },
  { title: 'a name that does not resolve', login: () => 'nowhere.invalid', ok: false },
  { title: 'a port on which nobody listens', login: () => 'w:1', ok: false },
];
