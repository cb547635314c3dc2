import type { Login } from '../core/target.ts';

export type AuthMethod = 'publickey' | 'keyboard-interactive' | 'password';
export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new';

/** One SSH server on the way, with everything about logging in to it resolved. */
export interface Hop {
  /** What it is called to people: its inventory name, else its address as given. */
  readonly name: string;
  /** What was asked for, before ssh's configuration was looked at. */
  readonly login: Login;
  /** The name or address to dial. */
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** 4, 6, or 0 for either. */
  readonly family: 0 | 4 | 6;
  /** Private key files in the order to try, paths expanded; they need not exist. */
  readonly identityFiles: readonly string[];
  /** Offer no keys of the agent but those of `identityFiles`. */
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | null;
  /** In the order of preference. */
  readonly authMethods: readonly AuthMethod[];
  /** How often a person is asked for a password. */
  readonly passwordPrompts: number;
  /** The first one is written to. */
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly hashKnownHosts: boolean;
  /** The name to look up in known_hosts instead of `hostName` (`HostKeyAlias`). */
  readonly hostKeyAlias: string | null;
  /** Algorithms asked for in ssh's configuration, in its order; null: ours. */
  readonly ciphers: readonly string[] | null;
  readonly macs: readonly string[] | null;
  readonly kexAlgorithms: readonly string[] | null;
  readonly hostKeyAlgorithms: readonly string[] | null;
  readonly connectTimeoutMs: number | null;
  readonly keepalive: { readonly intervalMs: number; readonly count: number } | null;
  /** A command whose stdin and stdout are the connection; tokens expanded. */
  readonly proxyCommand: string | null;
}

/** The servers from here to a host: jump hosts outermost first, the host itself last. */
export type Route = readonly [Hop, ...Hop[]];

/** `host:port`, IPv6 addresses in brackets. */
export const hopAddress = (hop: Pick<Hop, 'hostName' | 'port'>): string =>
  hop.hostName.includes(':') ? `[${hop.hostName}]:${hop.port}` : `${hop.hostName}:${hop.port}`;

/** Two routes with the same key may share one login. */
export const routeKey = (route: readonly Hop[]): string =>
  JSON.stringify(
    route.map(({ hostName, port, user, identityFiles, userKnownHosts, hostKeyAlias, proxyCommand }) => [
      hostName,
      port,
      user,
      identityFiles,
      userKnownHosts,
      hostKeyAlias,
      proxyCommand,
    ]),
  );
