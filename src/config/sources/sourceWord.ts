import { HOST_ADDRESS, isHostAddress, isUserName, USER_NAME } from '../../core/loginText.ts';

import { parseScheme } from '../../core/sourceSchemes.ts';
import type { OtherPlace } from '../../core/target.ts';

/** Which hosts a SOURCE means, as written. */
export interface HostWord {
  readonly user: string | null;
  readonly team: string | null;
  /** `@` was written. */
  readonly group: boolean;
  /** A name, glob or range, an address without its brackets, or a group's name without `@`. */
  readonly name: string;
  readonly port: number | null;
}

/** One word of the command line taken apart, before any name is looked up. */
export type SourceWord =
  | { readonly kind: 'stdin' }
  /** A file of this machine, as written. */
  | { readonly kind: 'local'; readonly path: string }
  /** A log of a kind of its own, of this machine or anywhere: `journal:UNIT`, `redis://…`. */
  | { readonly kind: 'other'; readonly place: OtherPlace }
  /** `log` is null where there is no colon. */
  | { readonly kind: 'remote'; readonly host: HostWord; readonly log: string | null }
  | { readonly kind: 'wrong'; readonly message: string; readonly advice: string };

const isLocalPath = (word: string): boolean => /^(?:\.{0,2}\/|~\/|\.{1,2}$)/.test(word);

/** `user@` (itself perhaps `name@domain`), `team/`, `@`, then a bracketed IPv6 address or anything without a colon outside brackets, then `:` and the LOG. */
const REMOTE =
  /^(?:([^\s@:/[\]]+(?:@[^\s@:/[\]]+)*)@)?(?:([^\s@:/[\]]+)\/)?(@?)(?:\[([^\]]*:[^\]]*)\]|((?:[^\s:[\]]|\[[^\]:]*\])+))(?::(.*))?$/s;

/** Parses one SOURCE argument; `wrong` if it cannot be one. */
export const parseSourceWord = (word: string): SourceWord => {
  if (word === '-') return { kind: 'stdin' };
  if (isLocalPath(word)) return { kind: 'local', path: word };
  const other = parseScheme(word);
  if (other) return other.ok ? { kind: 'other', place: other.place } : { ...other, kind: 'wrong' };
  const match = REMOTE.exec(word);
  if (!match) return wrong(word);
  const [, user, team, at, address, name, rest] = match;
  const numbered = /^(\d{1,5}):(.*)$/s.exec(rest ?? '');
  const log = numbered ? numbered[2]! : (rest ?? null);
  const port = numbered ? Number(numbered[1]) : null;
  if (log === '') {
    return {
      kind: 'wrong',
      message: 'nothing follows the colon',
      advice: 'Name a log or an absolute path, or leave the colon out for every log.',
    };
  }
  if (port !== null && (port < 1 || port > 65535)) {
    return { kind: 'wrong', message: `no such port: ${port}`, advice: 'Ports go from 1 to 65535.' };
  }
  if (user !== undefined && !isUserName(user)) return notForSsh(`expected ${USER_NAME}`);
  if (address !== undefined && !isHostAddress(address)) return notForSsh(`expected ${HOST_ADDRESS}`);
  if (name !== undefined && !isHostPattern(name)) return notForSsh(`expected ${HOST_ADDRESS}`);
  const host = {
    user: user ?? null,
    team: team ?? null,
    group: at === '@',
    name: address ?? name!,
    port,
  };
  return { kind: 'remote', host, log };
};

const notForSsh = (message: string): SourceWord => ({
  kind: 'wrong',
  message,
  advice: 'Quotes that belong to the shell are to stand around the whole word.',
});

/** A name, or a glob or ranges over names: what is left of it without their signs is one. */
const isHostPattern = (name: string): boolean => isHostAddress(name.replace(/\[[^\]]*\]|[*?,!]/g, 'x'));

const wrong = (word: string): SourceWord => {
  const message = word === '' ? 'an empty word is no source' : 'not understood as a source';
  const advice = /^[^@[]*:[^/]*:/.test(word)
    ? 'An IPv6 address needs brackets: [::1]:/var/log/syslog.'
    : 'Write HOST:LOG, [user@]host[:port]:/path, ./file, /file or -.';
  return { kind: 'wrong', message, advice };
};

/** The host as one would write it: `user@team/name:port`, an IPv6 address in brackets. */
export const showHostWord = ({ user, team, group, name, port }: HostWord): string => {
  const shown = name.includes(':') ? `[${name}]` : name;
  const before = `${user === null ? '' : `${user}@`}${team === null ? '' : `${team}/`}${group ? '@' : ''}`;
  return `${before}${shown}${port === null ? '' : `:${port}`}`;
};
