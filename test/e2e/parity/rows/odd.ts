import type { Row } from '../row.ts';

const all = (lines: string) => `Host *\n${lines.replace(/^/gm, '  ')}`;
const direct = (line: string, more: Partial<Row> = {}): Row => ({
  title: line,
  config: () => all(line),
  ok: true,
  ...more,
});
const behind = (line: string, more: Partial<Row> = {}): Row => ({
  ...direct(line, more),
  title: `${line}, behind a jump host`,
  jump: s => s.address.gate,
});

/** Options under `Host *` that have nothing to do with logging in, and must not interfere with it. */
export const oddRows: readonly Row[] = [
  behind('StdinNull yes', { always: true }),
  direct('StdinNull yes'),
  behind('SessionType default'),
  direct('RequestTTY force'),
  behind('RequestTTY force'),
  direct('PermitLocalCommand yes\nLocalCommand touch /nonexistent/x'),
  direct('LogLevel QUIET', { always: true }),
  {
    ...direct('LogLevel QUIET'),
    title: 'LogLevel QUIET, and no key is accepted',
    config: () => `${all('LogLevel QUIET')}\n  IdentitiesOnly yes\n  IdentityFile none`,
    ok: false,
  },
  direct('LogLevel DEBUG3'),
  behind('LogVerbose *:*:*'),
  direct('ControlMaster auto', {
    title: 'ControlMaster auto with ControlPersist',
    config: s => all(`ControlMaster auto\nControlPath ${s.own}/c\nControlPersist 1`),
  }),
  behind('ControlMaster no\nControlPath none'),
  direct('ExitOnForwardFailure yes\nLocalForward 1 localhost:1', {
    ok: true,
    title: 'LocalForward without ExitOnForwardFailure',
    config: () => all('LocalForward 20001 localhost:1'),
  }),
  behind('DynamicForward 20002'),
  direct('ForwardAgent yes'),
  direct('ForwardX11 yes\nForwardX11Trusted yes'),
  direct('VisualHostKey yes'),
  direct('EscapeChar none'),
  direct('SendEnv LANG\nSetEnv FOO=bar'),
  direct('ServerAliveInterval 1\nServerAliveCountMax 1'),
  direct('TCPKeepAlive no\nIPQoS none'),
  direct('ConnectionAttempts 3'),
  direct('BatchMode yes'),
  direct('NumberOfPasswordPrompts 1'),
  direct('UpdateHostKeys yes'),
  direct('CheckHostIP yes'),
  direct('VerifyHostKeyDNS yes'),
  direct('GSSAPIAuthentication yes'),
  direct('HostbasedAuthentication yes'),
  direct('AddKeysToAgent yes'),
  direct('FingerprintHash md5'),
  direct('RekeyLimit 1M 1m'),
  direct('Tunnel no'),
  direct('ForkAfterAuthentication yes'),
  behind('ForkAfterAuthentication yes'),
  direct('HashKnownHosts yes\nStrictHostKeyChecking accept-new', { known: () => '' }),
  direct('EnableSSHKeysign yes'),
  direct('ProxyUseFdpass yes'),
  direct('StreamLocalBindUnlink yes\nGatewayPorts yes'),
];
