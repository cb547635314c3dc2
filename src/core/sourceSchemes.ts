import { parseHubUrl } from './relay/hubUrl.ts';
import type { OtherPlace } from './target.ts';

/** How the SOURCE arguments of one kind of source are written. */
export interface SourceScheme {
  /** What stands before the colon. */
  readonly name: string;
  /**
   * `log`: `name:ADDRESS`, a log of a host (`HOST:name:ADDRESS`) or, alone, of this machine.
   * `url`: `name://ADDRESS`, read by this process itself.
   */
  readonly form: 'log' | 'url';
  /** What the address is, for messages: `a unit, or nothing for the whole journal`. */
  readonly expects: string;
  /** Whether an address can be one. */
  readonly accepts: (address: string) => boolean;
  /** Whether an address stands for any number of sources. */
  readonly several: (address: string) => boolean;
  /** There is only what is still to come: it is followed, whether that is requested or not. */
  readonly liveOnly?: true;
}

const always = (): boolean => true;
const hasGlob = (address: string): boolean => /[*?[]/.test(address);

/** No value of these reaches a tool as an option, or holds what ends a line. */
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
  const wrong = parsed('');
  return {
    ...url(name, wrong.ok ? '' : wrong.expected),
    accepts: address => plain(address) && parsed(address).ok,
  };
};

/** Every kind of source that is named by a word before a colon. What reads them is in `session/sources/kinds`. */
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

/** A SOURCE argument (or the LOG of one) of a kind of its own, or what is wrong with it; null if it is written as no such kind. */
export type ParsedScheme =
  | { readonly ok: true; readonly place: OtherPlace }
  | { readonly ok: false; readonly message: string; readonly advice: string };

/** Parses `journal:UNIT`, `redis://…`. `behindHost`: only what is a log of a host. */
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

/** The place that a scheme and an address name. */
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

/** A place as it is written, without a password that may stand in it. */
export const schemeText = ({ scheme, address }: Pick<OtherPlace, 'scheme' | 'address'>): string =>
  BY_NAME.get(scheme)?.form === 'url'
    ? `${scheme}://${address.replace(/^([^/@:]*):[^/]*@/, '$1:***@')}`
    : `${scheme}:${address}`;

/** Whether a SOURCE argument has nothing to read but what is still to come. */
export const isLiveOnly = (text: string): boolean => {
  const parsed = parseScheme(text);
  return parsed?.ok === true && BY_NAME.get(parsed.place.scheme)?.liveOnly === true;
};
