import { hubForm, parseHubUrl } from './relay/hubUrl.ts';
import type { OtherPlace } from './target.ts';

/** The syntax of SOURCE arguments of one kind of source. */
export interface SourceScheme {
  /** The text before the colon. */
  readonly name: string;
  /**
   * `log`: `name:ADDRESS`, a log of a host (`HOST:name:ADDRESS`) or, alone, of this machine.
   * `url`: `name://ADDRESS`, read by this process itself.
   */
  readonly form: 'log' | 'url';
  /** Describes the address in messages: `a unit, or nothing for the whole journal`. */
  readonly expects: string;
  /** Returns true for a valid address. */
  readonly accepts: (address: string) => boolean;
  /** Returns true if an address stands for any number of sources. */
  readonly several: (address: string) => boolean;
  /** It has no past, so it is always followed. */
  readonly liveOnly?: true;
  /** Its logs have positions, from which a later run can continue. */
  readonly hasPositions?: true;
}

const always = (): boolean => true;
const hasGlob = (address: string): boolean => /[*?[]/.test(address);

/** None of these values reaches a tool as an option, or contains a line terminator. */
const plain = (address: string): boolean => !/^-|[\x00-\x1f\x7f]/.test(address);

const url = (name: string, expects: string): SourceScheme => ({
  name,
  form: 'url',
  expects,
  accepts: address => address !== '' && plain(address),
  several: always,
});

/** Published logs (`core/relay`). */
const hub = (name: string): SourceScheme => {
  const parsed = (address: string) => parseHubUrl(`${name}://${address}`);
  return {
    ...url(name, hubForm(`${name}:`)),
    accepts: address => plain(address) && parsed(address).ok,
    hasPositions: true,
  };
};

/**
 * Every kind of source named by a word before a colon. `session/sources/kinds` has the code that reads them.
 */
export const SOURCE_SCHEMES: readonly SourceScheme[] = [
  {
    name: 'journal',
    form: 'log',
    expects: 'units (journal:nginx.service,php-fpm), or nothing for the whole journal',
    accepts: plain,
    several: () => false,
  },
  ...['docker', 'podman'].map(
    (name): SourceScheme => ({
      name,
      form: 'log',
      expects: `a container name, a glob of names, or compose=PROJECT/SERVICE`,
      accepts: address => address !== '' && plain(address),
      several: address => hasGlob(address) || address.startsWith('compose='),
    }),
  ),
  {
    name: 'kubernetes',
    form: 'log',
    expects: '[NAMESPACE/]POD-OR-SELECTOR[/CONTAINER], as in shop/app=api',
    accepts: address => address !== '' && plain(address),
    several: always,
  },
  ...['redis', 'rediss', 'redis+sentinel', 'rediss+sentinel'].map(hub),
  { ...url('syslog', 'syslog://[ADDRESS]:PORT'), liveOnly: true },
  { ...url('syslog+tcp', 'syslog+tcp://[ADDRESS]:PORT'), liveOnly: true },
  { ...url('syslog+tls', 'syslog+tls://[ADDRESS]:PORT'), liveOnly: true },
  {
    name: 'syslog+unix',
    form: 'log',
    expects: 'the path of a socket: syslog+unix:/run/app.sock',
    accepts: address => address.startsWith('/') && plain(address),
    several: always,
    liveOnly: true,
  },
];

const BY_NAME: ReadonlyMap<string, SourceScheme> = new Map(
  SOURCE_SCHEMES.map(scheme => [scheme.name, scheme]),
);

/**
 * The parsed SOURCE argument (or LOG) of one of these kinds, or the problem with it; null if it is not of
 * such a kind.
 */
export type ParsedScheme =
  | { readonly ok: true; readonly place: OtherPlace }
  | { readonly ok: false; readonly message: string; readonly advice: string };

/** Parses `journal:UNIT`, `redis://…`. `behindHost`: only logs of a host. */
export const parseScheme = (
  text: string,
  { behindHost = false }: { readonly behindHost?: boolean } = {},
): ParsedScheme | null => {
  const colon = text.indexOf(':');
  const scheme = colon < 0 ? undefined : BY_NAME.get(text.slice(0, colon));
  if (!scheme || (behindHost && scheme.form === 'url')) return null;
  const rest = text.slice(colon + 1);
  if (scheme.form === 'url' && !rest.startsWith('//')) return null;
  const address = scheme.form === 'url' ? rest.slice(2) : rest;
  return schemePlace(scheme.name, address);
};

/** Returns the place for a scheme and an address. */
export const schemePlace = (name: string, address: string): ParsedScheme => {
  const scheme = BY_NAME.get(name);
  if (scheme?.accepts(address))
    return { ok: true, place: { kind: 'other', scheme: name, address, several: scheme.several(address) } };
  return {
    ok: false,
    message: `not a valid ${name} source`,
    advice: `Write ${name === 'journal' ? '' : `${name}: and `}${scheme?.expects ?? 'another kind'}.`,
  };
};

/** Formats a place as it is written, without a password. */
export const schemeText = ({ scheme, address }: Pick<OtherPlace, 'scheme' | 'address'>): string =>
  BY_NAME.get(scheme)?.form === 'url'
    ? `${scheme}://${address.replace(/^([^/@:]*):[^/]*@/, '$1:***@')}`
    : `${scheme}:${address}`;

/** Returns true if a place is named by its scheme and address alone, whatever the host of its log is called. */
export const isNamedByAddress = ({ scheme }: Pick<OtherPlace, 'scheme'>): boolean => {
  const known = BY_NAME.get(scheme);
  return known?.form === 'url' || known?.liveOnly === true;
};

/** Returns true if a SOURCE argument has no past to read. */
export const isLiveOnly = (text: string): boolean => {
  const parsed = parseScheme(text);
  return parsed?.ok === true && BY_NAME.get(parsed.place.scheme)?.liveOnly === true;
};

/** Returns true if a later run can continue a log of this kind where an earlier one stopped. */
export const schemeHasPositions = ({ scheme }: Pick<OtherPlace, 'scheme'>): boolean =>
  BY_NAME.get(scheme)?.hasPositions === true;
