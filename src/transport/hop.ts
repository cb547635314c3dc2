import type { Login } from '../core/target.ts';

export type AuthMethod = 'publickey' | 'keyboard-interactive' | 'password';
export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new';

/** One SSH server on the way, with everything about logging in to it resolved. */
export interface Hop {
  /** The name that people see: its inventory name, else its address as given. */
  readonly name: string;
  /** What was asked for, before ssh's configuration was looked at. */
  readonly login: Login;
  /** The name or address to dial. */
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** 4, 6, or 0 for either. */
  readonly family: 0 | 4 | 6;
  /** The local address to connect from (BindAddress). */
  readonly bindAddress: string | null;
  /** Tries at a TCP connection. */
  readonly connectionAttempts: number;
  /** Key files in the order to try, paths expanded; they need not exist. */
  readonly identityFiles: readonly string[];
  /** Somebody named them: they are not ssh's default ones. */
  readonly identitiesNamed: boolean;
  readonly certificateFiles: readonly string[];
  /** Offer no keys of the agent but those of `identityFiles`. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | null;
  /** In the order of preference. */
  readonly authMethods: readonly AuthMethod[];
  /** How often a person is asked for a password. */
  readonly passwordPrompts: number;
  /** RSA keys of fewer bits are not used. */
  readonly requiredRsaSize: number;
  /** Signature algorithms of keys asked for in ssh's configuration, in its order; null: ssh's default. */
  readonly pubkeyAlgorithms: readonly string[] | null;
  /** Nobody is asked anything. */
  readonly batchMode: boolean;
  /** The first one is written to. */
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  /** A file of revoked host keys (RevokedHostKeys). */
  readonly revokedHostKeys: string | null;
  /** A command that prints further lines of known_hosts, tokens unexpanded. */
  readonly knownHostsCommand: string | null;
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly hashKnownHosts: boolean;
  /** The name to look up in known_hosts instead of `hostName` (`HostKeyAlias`). */
  readonly hostKeyAlias: string | null;
  /** Any key will do for this machine itself (NoHostAuthenticationForLocalhost). */
  readonly trustLoopback: boolean;
  /** Algorithms asked for in ssh's configuration, in its order; null: ours. */
  readonly ciphers: readonly string[] | null;
  readonly macs: readonly string[] | null;
  readonly kexAlgorithms: readonly string[] | null;
  readonly hostKeyAlgorithms: readonly string[] | null;
  readonly connectTimeoutMs: number | null;
  readonly keepalive: { readonly intervalMs: number; readonly count: number } | null;
  /** A command whose stdin and stdout are the connection; tokens expanded. */
  readonly proxyCommand: string | null;
  /** What ssh reported of its configuration. */
  readonly ssh: SshReport;
}

/** What `ssh -G` reported for a hop; empty where there is no ssh. */
export interface SshReport {
  /** Every keyword that this ssh knows, in lower case. */
  readonly keywords: ReadonlySet<string>;
  /** What its tokens stand for: the letter → its value. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Keyword in lower case → its values. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
}

/** The servers from here to a host: jump hosts outermost first, the host itself last. */
export type Route = readonly [Hop, ...Hop[]];

/** `host:port`, IPv6 addresses in brackets. */
export const hopAddress = (hop: Pick<Hop, 'hostName' | 'port'>): string =>
  hop.hostName.includes(':') ? `[${hop.hostName}]:${hop.port}` : `${hop.hostName}:${hop.port}`;

/** Two routes with the same key may share one login. */
export const routeKey = (route: readonly Hop[]): string =>
  JSON.stringify(
    route.map(hop => [
      hop.hostName,
      hop.port,
      hop.user,
      hop.identityFiles,
      hop.userKnownHosts,
      hop.hostKeyAlias,
      hop.proxyCommand,
      hop.bindAddress,
    ]),
  );
