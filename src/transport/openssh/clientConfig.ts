import { type Hop, hopAddress } from '../hop.ts';
import type { KeepalivePolicy } from '../pool/keepalive.ts';

export interface ClientConfigInput {
  readonly hop: Hop;
  /** The control socket its master listens on. */
  readonly controlPath: string;
  /** The ssh command that carries the connection through the last jump host; null: none. */
  readonly proxyCommand: string | null;
  /** Files to include after ours, in ssh's order: the user's, then the system's. */
  readonly includes: readonly string[];
  readonly keepalive: KeepalivePolicy;
}

/**
 * An ssh_config for one server. In ssh the first value wins: ours (what the inventory says) come first, then the user's whole
 * configuration, which sees the address as given, then our defaults.
 */
export const clientConfig = (input: ClientConfigInput): string => {
  const { hop } = input;
  const lines = [
    'Host *',
    '  ControlMaster no',
    `  ControlPath ${quoted(input.controlPath)}`,
    '  ControlPersist no',
    `  Port ${hop.port}`,
    `  User ${quoted(hop.user)}`,
    `  StrictHostKeyChecking ${hop.strictHostKeyChecking}`,
    '  UpdateHostKeys no',
    '  PermitLocalCommand no',
    '  ClearAllForwardings yes',
    '  ForwardAgent no',
    '  ForwardX11 no',
    '  RemoteCommand none',
    '  RequestTTY no',
    '  EscapeChar none',
    // What the user's configuration says, else ours: also over an interval of 0, for a dead peer must be noticed.
    `  ServerAliveInterval ${Math.ceil(input.keepalive.intervalMs / 1000)}`,
    `  ServerAliveCountMax ${input.keepalive.count}`,
    ...hop.login.identities.map((_, index) => `  IdentityFile ${quoted(hop.identityFiles[index] ?? '')}`),
    ...identitiesOnlyLines(hop),
    ...knownHostsLines(hop),
    ...proxyLines(input),
    ...input.includes.map(file => `Include ${quoted(file)}`),
    '',
  ];
  return lines.join('\n');
};

const identitiesOnlyLines = ({ login: { identitiesOnly } }: Hop): string[] =>
  identitiesOnly === null || identitiesOnly === undefined
    ? []
    : [`  IdentitiesOnly ${identitiesOnly ? 'yes' : 'no'}`];

const knownHostsLines = (hop: Hop): string[] =>
  hop.login.knownHosts.length === 0
    ? []
    : [`  UserKnownHostsFile ${hop.userKnownHosts.map(quoted).join(' ')}`];

/** A hop that the user's configuration reaches by a ProxyCommand keeps it; all others are reached as the route says. */
const proxyLines = ({ hop, proxyCommand }: ClientConfigInput): string[] => {
  if (proxyCommand !== null) return [`  ProxyCommand ${proxyCommand}`];
  return hop.proxyCommand === null ? ['  ProxyJump none'] : [];
};

/**
 * A value as ssh_config takes it; `%` starts a token there. What would end the quotes or the line was refused where it entered: this is
 * the last line of defence.
 */
const quoted = (value: string): string => {
  if (/[\x00-\x1f\x7f"]/.test(value))
    throw new RangeError(`${JSON.stringify(value)} cannot be written into ssh's configuration`);
  return `"${value.replaceAll('%', '%%')}"`;
};

/** For an ssh that is to share its master's connection to a jump host: where that is gone it would log in by itself, unseen. */
const SHARE_ONLY = ['-o', 'ProxyCommand=false'] as const;

/** The ProxyCommand that goes through the master of the jump host before: `-W` needs no login of its own. */
export const throughJump = (configFile: string, jump: Hop, to: Hop): string =>
  [
    'ssh',
    '-F',
    shellQuoted(configFile),
    ...SHARE_ONLY,
    '-W',
    shellQuoted(hopAddress(to)),
    '--',
    shellQuoted(jump.login.address),
  ]
    .map(word => word.replaceAll('%', '%%'))
    .join(' ');

const shellQuoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
