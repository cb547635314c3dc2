import { isIP } from 'node:net';

/** The host names and origins that a server accepts. */
export interface HostRules {
  /** Names and addresses accepted in `Host`, without port, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Origins accepted from pages, exactly as browsers write them. */
  readonly origins: ReadonlySet<string>;
}

export interface Listening {
  /** Null for a Unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  readonly tls: boolean;
  /** Additional names (`--host-name`). */
  readonly names: readonly string[];
  /** Origins of a reverse proxy (`--origin`). */
  readonly origins: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'] as const;
/** Returns true if the address stands for every address of this machine. */
export const isAnyAddress = (address: string): boolean => address === '0.0.0.0' || address === '::';

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);

/**
 * Returns the rules for a listening address: loopback names, the address itself, and the configured names and origins
 * are accepted, and nothing else.
 */
export const hostRules = ({ address, port, tls, names, origins }: Listening): HostRules => {
  const scheme = tls ? 'https' : 'http';
  const usual = tls ? 443 : 80;
  const own =
    address === null ? ['localhost'] : isAnyAddress(address) || isLoopback(address) ? LOOPBACK : [address];
  const hosts = [...own, ...(address === null ? [] : [address]), ...names].map(name => name.toLowerCase());
  const fromOrigins = origins.map(origin => bareHost(new URL(origin).host)).filter(host => host !== null);
  const here = hosts.map(
    name =>
      `${scheme}://${isIP(name) === 6 ? `[${name}]` : name}${port === null || port === usual ? '' : `:${port}`}`,
  );
  return { hosts: new Set([...hosts, ...fromOrigins]), origins: new Set([...here, ...origins]) };
};

/** Returns the name or address in a `Host` header, without port and brackets; null if malformed. */
export const bareHost = (header: string | undefined): string | null => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/@?#\\]+))(?::\d{1,5})?$/i.exec(header ?? '');
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '');
};

/**
 * Returns true if a request is for us. This must be checked first; otherwise a page could make its own host
 * name resolve to us.
 */
export const isOurHost = (rules: HostRules, header: string | undefined): boolean => {
  const host = bareHost(header);
  return host !== null && rules.hosts.has(host);
};

/**
 * Returns true if a request that acts or reads comes from our own page. Browsers send the origin with every
 * POST and upgrade. `Sec-Fetch-Site`, which not all of them send, can only be an additional reason to refuse.
 */
export const isOurPage = (
  rules: HostRules,
  headers: {
    readonly origin?: string | undefined;
    readonly 'sec-fetch-site'?: string | string[] | undefined;
  },
): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin !== undefined && rules.origins.has(headers.origin);
};
