import { HOST_ADDRESS, isHostAddress, isUserName, USER_NAME } from '../../core/loginText.ts';

import { parseScheme } from '../../core/sourceSchemes.ts';
import type { OtherPlace } from '../../core/target.ts';

/** One item in the host part of a SOURCE, as written. */
export interface HostWord {
  readonly user: string | null;
  readonly team: string | null;
  /** True if written with `@`. */
  readonly group: boolean;
  /** A name, glob or range, an address without its brackets, a group's name without `@`, or a tag's without `tag:`. */
  readonly name: string;
  readonly port: number | null;
  /** True if written with `tag:`. */
  readonly tag?: true;
  /** True if written with `!`: these hosts are excluded from the list. */
  readonly excluded?: true;
}

/** A parsed word of the command line, before any name is looked up. */
export type SourceWord =
  | { readonly kind: 'stdin' }
  /** A local file, as written. */
  | { readonly kind: 'local'; readonly path: string }
  /** A log of a special kind, local or remote: `journal:UNIT`, `redis://…`. */
  | { readonly kind: 'other'; readonly place: OtherPlace }
  /** Hosts separated by commas; `log` is null if there is no colon. */
  | { readonly kind: 'remote'; readonly hosts: readonly HostWord[]; readonly log: string | null }
  | { readonly kind: 'wrong'; readonly message: string; readonly advice: string };

const isLocalPath = (word: string): boolean => /^(?:\.{0,2}\/|~\/|\.{1,2}$)/.test(word);

/** `!`, `user@` (itself perhaps `name@domain`), `team/`, `@` or `tag:`, then a bracketed IPv6 address or a name. */
const HOST =
  /^(!)?(?:([^\s@:/[\]]+(?:@[^\s@:/[\]]+)*)@)?(?:([^\s@:/[\]]+)\/)?(@|tag:)?(?:\[([^\]]*:[^\]]*)\]|((?:[^\s:[\]]|\[[^\]:]*\])+))$/s;

/** Parses one SOURCE argument; `wrong` if it cannot be one. */
export const parseSourceWord = (word: string): SourceWord => {
  if (word === '-') return { kind: 'stdin' };
  if (isLocalPath(word)) return { kind: 'local', path: word };
  const other = parseScheme(word);
  if (other) return other.ok ? { kind: 'other', place: other.place } : { ...other, kind: 'wrong' };
  if (URL.test(word)) return wrongUrl(word);
  const { items, rest } = splitHosts(word);
  const matches = items.map(item => HOST.exec(item));
  if (!matches.every(match => match !== null)) return wrong(word);
  const numbered = /^(\d{1,5}):(.*)$/s.exec(rest ?? '');
  const log = numbered ? numbered[2]! : rest;
  const port = numbered ? Number(numbered[1]) : null;
  if (log === '') {
    return {
      kind: 'wrong',
      message: 'nothing follows the colon',
      advice: 'Add a log or an absolute path, or omit the colon to select every log.',
    };
  }
  if (port !== null && (port < 1 || port > 65535)) {
    return { kind: 'wrong', message: `no such port: ${port}`, advice: 'Ports go from 1 to 65535.' };
  }
  for (const [, , user, , , address, name] of matches) {
    if (user !== undefined && !isUserName(user)) return notForSsh(`expected ${USER_NAME}`);
    if (address !== undefined && !isHostAddress(address)) return notForSsh(`expected ${HOST_ADDRESS}`);
    if (name !== undefined && !isHostPattern(name)) return notForSsh(`expected ${HOST_ADDRESS}`);
  }
  return { kind: 'remote', hosts: matches.map(match => hostWordOf(match, port)), log };
};

const hostWordOf = (match: RegExpExecArray, port: number | null): HostWord => {
  const [, excluded, user, team, sign, address, name] = match;
  return {
    user: user ?? null,
    team: team ?? null,
    group: sign === '@',
    name: address ?? name!,
    port,
    ...(sign === 'tag:' && { tag: true as const }),
    ...(excluded !== undefined && { excluded: true as const }),
  };
};

/** Splits a word at its commas, up to the colon after the hosts; brackets may contain commas and colons. */
const splitHosts = (word: string): { readonly items: readonly string[]; readonly rest: string | null } => {
  const items: string[] = [];
  let from = 0;
  for (let at = 0; at < word.length; at++) {
    const close = word[at] === '[' ? word.indexOf(']', at) : -1;
    if (close > 0) at = close;
    else if (word[at] === ',') {
      items.push(word.slice(from, at));
      from = at + 1;
    } else if (word[at] === ':' && !/^!?(?:[^/]*\/)?tag$/.test(word.slice(from, at))) {
      return { items: [...items, word.slice(from, at)], rest: word.slice(at + 1) };
    }
  }
  return { items: [...items, word.slice(from)], rest: null };
};

const notForSsh = (message: string): SourceWord => ({
  kind: 'wrong',
  message,
  advice: 'Put the shell quotes around the whole argument.',
});

/** Returns true for a name, or a glob or ranges of names: without its special characters, it must be a valid name. */
const isHostPattern = (name: string): boolean => isHostAddress(name.replace(/\[[^\]]*\]|[*?,!]/g, 'x'));

const wrong = (word: string): SourceWord => {
  const message = word === '' ? 'an empty argument is not a source' : 'not a valid source';
  const advice = /^[^@[]*:[^/]*:/.test(word)
    ? 'An IPv6 address needs brackets: [::1]:/var/log/syslog.'
    : 'Write HOST:LOG, [user@]host[:port]:/path, ./file, /file or -.';
  return { kind: 'wrong', message, advice };
};

/** A URL of a kind that is easily mistaken for a source. */
const URL = /^(ssh|scp|sftp|rsync|file|https?|ftp):\/\/(.*)$/is;

const wrongUrl = (word: string): SourceWord => {
  const [, scheme, rest] = URL.exec(word)!;
  const kind = scheme!.toLowerCase();
  const slash = rest!.indexOf('/');
  const advice =
    kind === 'file'
      ? `Write the path of the file: ${rest!.slice(Math.max(0, slash)) || '/file'}.`
      : slash > 0 && /^(?:ssh|scp|sftp|rsync)$/.test(kind)
        ? `Write ${rest!.slice(0, slash)}:${rest!.slice(slash)}.`
        : 'Write [user@]host[:port]:/path.';
  return { kind: 'wrong', message: 'a URL of this kind is not a source', advice };
};

/** Formats a host as users write it: `user@team/name:port`, an IPv6 address in brackets. */
export const showHostWord = ({ user, team, group, tag, excluded, name, port }: HostWord): string => {
  const shown = name.includes(':') ? `[${name}]` : name;
  const sign = group ? '@' : tag ? 'tag:' : '';
  const before = `${excluded ? '!' : ''}${user === null ? '' : `${user}@`}${team === null ? '' : `${team}/`}`;
  return `${before}${sign}${shown}${port === null ? '' : `:${port}`}`;
};

/** Formats a list of hosts as users write it. */
export const showHostWords = (hosts: readonly HostWord[]): string => {
  const port = hosts[0]?.port ?? null;
  const items = hosts.map(host => showHostWord({ ...host, port: null })).join(',');
  return port === null ? items : `${items}:${port}`;
};
