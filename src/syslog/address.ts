import { schemeText } from '../core/sourceSchemes.ts';
import type { OtherPlace } from '../core/target.ts';
import { TroubleError } from '../core/trouble.ts';

/** What to listen on, according to a SOURCE argument. */
export interface ListenAddress {
  readonly transport: 'udp' | 'tcp' | 'tls' | 'unix';
  /** Addresses or names of this machine; empty for a Unix socket. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** The path of a Unix socket; otherwise empty. */
  readonly path: string;
  /** As written by the user. */
  readonly text: string;
  readonly options: ListenOptions;
}

export interface ListenOptions {
  /** `sources=N`; null: the default. */
  readonly maxSources: number | null;
  /** `timezone=ZONE` for times without a zone; null: this machine's. */
  readonly timezone: string | null;
  /** TLS files: `cert=`, `key=`, and `ca=`, which must have signed the clients' certificates. */
  readonly cert: string | null;
  readonly key: string | null;
  readonly ca: string | null;
  /** `peers=A,B`: names or SHA-256 fingerprints; a client's certificate must match one. Empty: any that `ca` signed. */
  readonly peers: readonly string[];
  /** `mode=660`: the permissions of a Unix socket. */
  readonly mode: number;
}

const DEFAULT_PORTS = { udp: 514, tcp: 514, tls: 6514 } as const;
const MAX_SOURCES = 10_000;
const OPTIONS = ['sources', 'timezone', 'cert', 'key', 'ca', 'peers', 'mode'];

/** Without an explicit address, only this machine is accepted, over both IPv4 and IPv6. */
const LOOPBACK = ['127.0.0.1', '::1'];

/** Parses the text after the scheme. Throws a TroubleError. */
export const parseAddress = (place: OtherPlace): ListenAddress => {
  const text = schemeText(place);
  const fail = (message: string, advice: string): never => {
    throw new TroubleError({ kind: 'config', host: 'local', log: text, message, advice, final: true });
  };
  const [where = '', query = ''] = splitQuery(place.address);
  const options = parseOptions(query, fail);
  const transport = transportOf(place.scheme);
  if (transport === 'unix') return { transport, hosts: [], port: 0, path: where, text, options };
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?\/?$/.exec(where);
  const port = Number(parts?.[3] ?? DEFAULT_PORTS[transport]);
  if (!parts || port > 65_535)
    return fail(
      `${where} is not an address and port`,
      `write ${place.scheme}://:5514 or ${place.scheme}://0.0.0.0:514`,
    );
  const host = parts[1] ?? parts[2] ?? '';
  if (transport === 'tls' && (options.cert === null || options.key === null))
    return fail('TLS needs a certificate and its key', `write ${place.scheme}://${where}?cert=FILE&key=FILE`);
  if (transport !== 'tls' && (options.cert ?? options.key ?? options.ca) !== null)
    return fail('certificates apply only to syslog+tls://', 'write syslog+tls:// for TLS');
  return { transport, hosts: hostsOf(host), port, path: '', text, options };
};

const hostsOf = (host: string): readonly string[] => {
  if (host === '' || host === 'localhost') return LOOPBACK;
  return [host === '*' ? '::' : host];
};

const transportOf = (scheme: string): ListenAddress['transport'] => {
  switch (scheme) {
    case 'syslog':
      return 'udp';
    case 'syslog+tcp':
      return 'tcp';
    case 'syslog+tls':
      return 'tls';
    default:
      return 'unix';
  }
};

const splitQuery = (address: string): readonly string[] => {
  const at = address.indexOf('?');
  return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)];
};

type Fail = (message: string, advice: string) => never;

const parseOptions = (query: string, fail: Fail): ListenOptions => {
  const given = new URLSearchParams(query);
  const list = OPTIONS.join(', ');
  for (const name of given.keys())
    if (!OPTIONS.includes(name)) fail(`a syslog source has no option ${name}`, `the options are ${list}`);
  const number = (name: string, base: number, max: number): number | null => {
    const text = given.get(name);
    if (text === null) return null;
    const value = /^[0-9]{1,6}$/.test(text) ? Number.parseInt(text, base) : Number.NaN;
    return value >= 1 && value <= max
      ? value
      : fail(`${name}=${text} is not a valid number`, `use ${name}=1 or more`);
  };
  const timezone = given.get('timezone');
  if (timezone !== null && !isZone(timezone))
    fail(`${timezone} is not a time zone`, 'use timezone=Europe/Berlin or timezone=UTC, for example');
  return {
    maxSources: number('sources', 10, MAX_SOURCES),
    timezone,
    cert: given.get('cert'),
    key: given.get('key'),
    ca: given.get('ca'),
    peers: (given.get('peers') ?? '').split(',').filter(peer => peer !== ''),
    mode: number('mode', 8, 0o777) ?? 0o600,
  };
};

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Returns an address and port as text. */
export const endpointText = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** Returns a peer's address for display: plain IPv4 for a peer connected to an IPv6 socket. */
export const peerText = (address: string | undefined): string =>
  (address ?? 'unknown').replace(/^::ffff:/i, '');
