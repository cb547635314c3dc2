import { homedir, hostname, type UserInfo, userInfo } from 'node:os';

/** The values of ssh's tokens in one login: letter → value (ssh_config(5), TOKENS). */
export type Tokens = ReadonlyMap<string, string>;

const LETTERS = ['C', 'd', 'h', 'i', 'k', 'L', 'l', 'n', 'p', 'r', 'u'] as const;

/** Between the values in the answer: no value has this character. */
const SEPARATOR = '\x1f';

/**
 * A ControlPath with every token. `ssh -G` prints ControlPath expanded, but some other keywords that accept
 * the same tokens unexpanded, so this asks ssh itself for the tokens.
 */
export const TOKEN_QUERY = LETTERS.map(letter => `${SEPARATOR}%${letter}`).join('');

/** Keywords whose values `ssh -G` prints with tokens in them. */
const UNEXPANDED = ['identityfile', 'certificatefile', 'proxyjump', 'knownhostscommand'] as const;

/** Returns true if the values of ssh's tokens are needed to use these settings. */
export const hasTokens = (settings: ReadonlyMap<string, readonly string[]>): boolean =>
  UNEXPANDED.some(keyword => settings.get(keyword)?.some(value => value.includes('%')));

/** Parses the tokens from the answer to `TOKEN_QUERY`; without one, derives them from what is known. */
export const tokensFrom = (
  settings: ReadonlyMap<string, readonly string[]>,
  known: Readonly<Record<'h' | 'n' | 'p' | 'r', string>>,
): Tokens => {
  const [before, ...values] = (settings.get('controlpath')?.[0] ?? '').split(SEPARATOR);
  const asked = before === '' && values.length === LETTERS.length;
  const tokens = asked ? LETTERS.map((letter, index) => [letter, values[index] ?? ''] as const) : ours(known);
  return new Map([['%', '%'], ...tokens, ...Object.entries(known)]);
};

/** Known since the first login: the system's list of users may be far away. */
let account: UserInfo<string> | undefined;

const ours = (known: Readonly<Record<'n', string>>): (readonly [string, string])[] => {
  account ??= userInfo();
  const { username, uid } = account;
  return [
    ['d', homedir()],
    ['i', String(uid)],
    ['k', known.n],
    ['L', hostname().split('.')[0] ?? ''],
    ['l', hostname()],
    ['u', username],
  ];
};

/** Returns true if a value in ssh's answer was not UTF-8, so that the original is lost. */
export const isGarbled = (value: string): boolean => value.includes('\ufffd');

/** An error for an unusable value in ssh's configuration; the message names the keyword and the problem. */
export class ExpansionError extends Error {}

/**
 * Expands tokens and `${VAR}` in a value, as ssh does when it uses it. Throws an ExpansionError where ssh
 * would exit.
 */
export const expandTokens = (
  keyword: string,
  value: string,
  tokens: Tokens,
  env: NodeJS.ProcessEnv,
): string =>
  value.replace(/%(.?)|\$\{([^}]*)\}/g, (whole, letter: string | undefined, variable: string | undefined) => {
    if (variable === undefined) {
      const expanded = tokens.get(letter ?? '');
      if (expanded !== undefined) return expanded;
      throw new ExpansionError(`${keyword} has the token ${whole}, which ssh does not support there`);
    }
    const set = env[variable];
    if (set) return set;
    throw new ExpansionError(`${keyword} names the environment variable ${variable}, which is not set`);
  });
