import { type Hop, hopAddress } from '../hop.ts';
import type { KeepalivePolicy } from '../pool/keepalive.ts';
import { neutralLines } from './neutral.ts';

export interface ClientConfigInput {
  readonly hop: Hop;
  /** The control socket of its master. */
  readonly controlPath: string;
  /** The ssh command that carries the connection through the last jump host; null: none. */
  readonly proxyCommand: string | null;
  /**
   * The texts of the files after ours, in ssh's order: the user's, then the system's; one character per byte,
   * like the result.
   */
  readonly inherited: readonly string[];
  readonly keepalive: KeepalivePolicy;
}

/**
 * Returns an ssh_config for one server. In ssh the first value wins, so the inventory's values come first,
 * then the user's whole configuration, which sees the address as given, then our defaults. It does not
 * contain the user name: see `loginArguments`.
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
    // The user's value, otherwise ours; ours also replaces an interval of 0, because a dead peer must be
    // noticed.
    `  ServerAliveInterval ${Math.ceil(input.keepalive.intervalMs / 1000)}`,
    `  ServerAliveCountMax ${input.keepalive.count}`,
    ...hop.login.identities.map((_, index) => `  IdentityFile ${withTokens(hop.identityFiles[index] ?? '')}`),
    ...identitiesOnlyLines(hop),
    ...knownHostsLines(hop),
    ...showKeyLines(hop),
    ...proxyLines(input),
  ];
  const ours = Buffer.from(lines.join('\n')).toString('latin1');
  // The texts are embedded, because Include refuses permissions that ssh accepts in a file given with -F.
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

/** The text before a server's key type and key in ssh's stderr. */
export const SHOWN_KEY = 'rtail-host-key';

/**
 * Makes ssh show the server's whole key, which `-v` does not, so that a message about an unknown key contains
 * the line to add. This uses a KnownHostsCommand that outputs no keys. It does not replace the user's own
 * command, and is omitted for ssh older than 8.5, which does not have this keyword (ForkAfterAuthentication
 * came with 8.7).
 */
const showKeyLines = ({ knownHostsCommand, strictHostKeyChecking, ssh }: Hop): string[] => {
  const asks = strictHostKeyChecking === 'yes' || strictHostKeyChecking === 'ask';
  if (knownHostsCommand !== null || !asks || !ssh.keywords.has('forkafterauthentication')) return [];
  return [`  KnownHostsCommand /bin/sh -c "echo ${SHOWN_KEY} %t %K >&2"`];
};

/** A hop with a ProxyCommand in the user's configuration keeps it; all others follow the route. */
const proxyLines = ({ hop, proxyCommand }: ClientConfigInput): string[] => {
  if (proxyCommand !== null) return ['  ProxyUseFdpass no', `  ProxyCommand ${proxyCommand}`];
  return hop.proxyCommand === null ? ['  ProxyJump none'] : [];
};

/**
 * Quotes a value for a keyword that accepts tokens, where `%` starts one. Characters that would end the
 * quotes or the line were already refused on input: this is the last line of defence.
 */
const withTokens = (value: string): string => {
  if (/[\x00-\x1f\x7f"]/.test(value))
    throw new RangeError(`${JSON.stringify(value)} cannot be written into ssh's configuration`);
  return `"${value.replaceAll('%', '%%').replaceAll('\\', '\\\\')}"`;
};

/**
 * Returns the arguments for the user name: in a configuration, the characters allowed in it depend on ssh's
 * version.
 */
export const loginArguments = (configFile: string, hop: Hop): readonly string[] => [
  '-F',
  configFile,
  '-l',
  hop.user,
  '--',
  hop.login.address,
];

/**
 * Returns the arguments for a session over a shared connection. If the server opens no more sessions on it, ssh logs
 * in once more by itself, and its stderr belongs to the session: it must not show the server's key there.
 */
export const sessionArguments = (configFile: string, hop: Hop): readonly string[] => [
  ...(showKeyLines(hop).length > 0 ? ['-o', 'KnownHostsCommand=none'] : []),
  ...loginArguments(configFile, hop),
];

/**
 * For an ssh that shares its master's connection to a jump host: without the master it would silently log in
 * itself.
 */
const SHARE_ONLY = ['-o', 'ProxyCommand=false'] as const;

/** Returns the ProxyCommand that uses the master of the previous jump host: `-W` needs no separate login. */
export const throughJump = (configFile: string, jump: Hop, to: Hop): string =>
  ['ssh', ...SHARE_ONLY, '-W', hopAddress(to), ...loginArguments(configFile, jump)]
    .map(word => shellQuoted(word).replaceAll('%', '%%'))
    .join(' ');

const shellQuoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
