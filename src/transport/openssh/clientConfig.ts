import { type Hop, hopAddress } from '../hop.ts';
import type { KeepalivePolicy } from '../pool/keepalive.ts';
import { neutralLines } from './neutral.ts';

export interface ClientConfigInput {
  readonly hop: Hop;
  /** The control socket its master listens on. */
  readonly controlPath: string;
  /** The ssh command that carries the connection through the last jump host; null: none. */
  readonly proxyCommand: string | null;
  /** The texts of the files that come after ours, in ssh's order: the user's, then the system's; a character a byte, as the result. */
  readonly inherited: readonly string[];
  readonly keepalive: KeepalivePolicy;
}

/**
 * An ssh_config for one server. In ssh the first value wins: ours (what the inventory says) come first, then the user's whole
 * configuration, which sees the address as given, then our defaults. The user name is not in it: see `loginArguments`.
 */
export const clientConfig = (input: ClientConfigInput): string => {
  const { hop } = input;
  const lines = [
    'Host *',
    '  ControlMaster no',
    `  ControlPath ${withTokens(input.controlPath)}`,
    `  Port ${hop.port}`,
    `  StrictHostKeyChecking ${hop.strictHostKeyChecking}`,
    ...neutralLines(hop.ssh.keywords),
    // What the user's configuration says, else ours: also over an interval of 0, for a dead peer must be noticed.
    `  ServerAliveInterval ${Math.ceil(input.keepalive.intervalMs / 1000)}`,
    `  ServerAliveCountMax ${input.keepalive.count}`,
    ...hop.login.identities.map((_, index) => `  IdentityFile ${withTokens(hop.identityFiles[index] ?? '')}`),
    ...identitiesOnlyLines(hop),
    ...knownHostsLines(hop),
    ...showKeyLines(hop),
    ...proxyLines(input),
  ];
  const ours = Buffer.from(lines.join('\n')).toString('latin1');
  // The texts themselves: an Include would be refused for permissions that ssh does not mind in a file given by -F.
  return [ours, ...input.inherited.flatMap(text => [text, 'Match all']), ''].join('\n');
};

const identitiesOnlyLines = ({ login: { identitiesOnly } }: Hop): string[] =>
  identitiesOnly === null || identitiesOnly === undefined
    ? []
    : [`  IdentitiesOnly ${identitiesOnly ? 'yes' : 'no'}`];

const knownHostsLines = (hop: Hop): string[] =>
  hop.login.knownHosts.length === 0
    ? []
    : [`  UserKnownHostsFile ${hop.userKnownHosts.map(withTokens).join(' ')}`];

/** What stands before the type and the key of a server in ssh's stderr. */
export const SHOWN_KEY = 'rtail-host-key';

/**
 * Has ssh show the server's whole key, which `-v` does not, so that a message about an unknown one holds the line to add: a KnownHostsCommand that knows no
 * keys. The user's own is left alone, and so is an ssh of before 8.5, which knows no such keyword (ForkAfterAuthentication is of 8.7).
 */
const showKeyLines = ({ knownHostsCommand, strictHostKeyChecking, ssh }: Hop): string[] => {
  const asks = strictHostKeyChecking === 'yes' || strictHostKeyChecking === 'ask';
  if (knownHostsCommand !== null || !asks || !ssh.keywords.has('forkafterauthentication')) return [];
  return [`  KnownHostsCommand /bin/sh -c "echo ${SHOWN_KEY} %t %K >&2"`];
};

/** A hop that the user's configuration reaches by a ProxyCommand keeps it; all others are reached as the route says. */
const proxyLines = ({ hop, proxyCommand }: ClientConfigInput): string[] => {
  if (proxyCommand !== null) return ['  ProxyUseFdpass no', `  ProxyCommand ${proxyCommand}`];
  return hop.proxyCommand === null ? ['  ProxyJump none'] : [];
};

/**
 * A value for a keyword that takes tokens: `%` starts one. What would end the quotes or the line was refused where it entered: this is
 * the last line of defence.
 */
const withTokens = (value: string): string => {
  if (/[\x00-\x1f\x7f"]/.test(value))
    throw new RangeError(`${JSON.stringify(value)} cannot be written into ssh's configuration`);
  return `"${value.replaceAll('%', '%%').replaceAll('\\', '\\\\')}"`;
};

/** How ssh is told whom to log in as: in a configuration, what a user name may hold depends on ssh's version. */
export const loginArguments = (configFile: string, hop: Hop): readonly string[] => [
  '-F',
  configFile,
  '-l',
  hop.user,
  '--',
  hop.login.address,
];

/** For an ssh that is to share its master's connection to a jump host: where that is gone it would log in by itself, unseen. */
const SHARE_ONLY = ['-o', 'ProxyCommand=false'] as const;

/** The ProxyCommand that goes through the master of the jump host before: `-W` needs no login of its own. */
export const throughJump = (configFile: string, jump: Hop, to: Hop): string =>
  ['ssh', ...SHARE_ONLY, '-W', hopAddress(to), ...loginArguments(configFile, jump)]
    .map(word => shellQuoted(word).replaceAll('%', '%%'))
    .join(' ');

const shellQuoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
