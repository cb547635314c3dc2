import { isIP } from 'node:net';

/** Which names and pages a server answers to. */
export interface HostRules {
  /** Names and addresses that `Host` may state, without port, in small letters. */
  readonly hosts: ReadonlySet<string>;
  /** Origins that a page may come from, exactly as a browser writes them. */
  readonly origins: ReadonlySet<string>;
}

export interface Listening {
  /** Null: a Unix socket. */
  readonly address: string | null;
  readonly port: number | null;
  readonly tls: boolean;
  /** Further names (`--host-name`). */
  readonly names: readonly string[];
  /** Origins of a reverse proxy (`--origin`). */
  readonly origins: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'] as const;
/** Every address of this machine. */
export const isAnyAddress = (address: string): boolean => address === '0.0.0.0' || address === '::';

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);

/** The rules for what is listened on: loopback names, the address itself, the names and origins that were named, and no other. */
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

/** The name or address of a `Host` header without its port and brackets; null if it is not one. */
export const bareHost = (header: string | undefined): string | null => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/@?#\\]+))(?::\d{1,5})?$/i.exec(header ?? '');
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '');
};

/** Whether a request is for us, before anything else of it is looked at: else a page could have its own name resolve to us. */
export const isOurHost = (rules: HostRules, header: string | undefined): boolean => {
  const host = bareHost(header);
  return host !== null && rules.hosts.has(host);
};

/**
 * Whether a request that acts or reads comes from our own page. Browsers state the origin with each POST and upgrade; `Sec-Fetch-Site`, which
 * not all send, is only ever a further reason to refuse.
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
