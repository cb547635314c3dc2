import type { Login } from '../core/target.ts';

export type AuthMethod = 'publickey' | 'keyboard-interactive' | 'password';
export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new';

/** One SSH server on the way, with everything about logging in to it resolved. */
export interface Hop {
  /** The display name: its inventory name, otherwise its address as given. */
  readonly name: string;
  /** The requested address, before ssh's configuration was applied. */
  readonly login: Login;
  /** The name or address to connect to. */
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** 4, 6, or 0 for either. */
  readonly family: 0 | 4 | 6;
  /** The local address to connect from (BindAddress). */
  readonly bindAddress: string | null;
  /** Number of attempts at a TCP connection. */
  readonly connectionAttempts: number;
  /** Key files in the order to try, paths expanded; they need not exist. */
  readonly identityFiles: readonly string[];
  /** True if they were configured: they are not ssh's defaults. */
  readonly identitiesNamed: boolean;
  readonly certificateFiles: readonly string[];
  /** Offer only those keys of the agent that are in `identityFiles`. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | null;
  /** In order of preference. */
  readonly authMethods: readonly AuthMethod[];
  /** How often to ask for a password. */
  readonly passwordPrompts: number;
  /** RSA keys with fewer bits are not used. */
  readonly requiredRsaSize: number;
  /** Signature algorithms for keys from ssh's configuration, in its order; null: ssh's default. */
  readonly pubkeyAlgorithms: readonly string[] | null;
  /** Nobody is asked anything. */
  readonly batchMode: boolean;
  /** New keys are added to the first one. */
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  /** A file of revoked host keys (RevokedHostKeys). */
  readonly revokedHostKeys: string | null;
  /** A command that prints more known_hosts lines, with tokens unexpanded. */
  readonly knownHostsCommand: string | null;
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly hashKnownHosts: boolean;
  /** The name to look up in known_hosts instead of `hostName` (`HostKeyAlias`). */
  readonly hostKeyAlias: string | null;
  /** Accept any key for this machine itself (NoHostAuthenticationForLocalhost). */
  readonly trustLoopback: boolean;
  /** Algorithms from ssh's configuration, in its order; null: ours. */
  readonly ciphers: readonly string[] | null;
  readonly macs: readonly string[] | null;
  readonly kexAlgorithms: readonly string[] | null;
  readonly hostKeyAlgorithms: readonly string[] | null;
  readonly connectTimeoutMs: number | null;
  readonly keepalive: { readonly intervalMs: number; readonly count: number } | null;
  /** A command whose stdin and stdout are the connection; tokens expanded. */
  readonly proxyCommand: string | null;
  /** The socket at which the user's own ssh may share its connection to this server; null: none. */
  readonly controlPath: string | null;
  /** What ssh reported about its configuration. */
  readonly ssh: SshReport;
}

/** What `ssh -G` reported for a hop; empty if there is no ssh. */
export interface SshReport {
  /** Every keyword that this ssh supports, in lower case. */
  readonly keywords: ReadonlySet<string>;
  /** Its tokens: letter → value. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Keyword in lower case → its values. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
}

/** The servers from this machine to a host: jump hosts outermost first, the host itself last. */
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
