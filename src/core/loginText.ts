import { hasControls } from './text/controls.ts';

/**
 * What user names, addresses and file names passed to ssh may contain: nothing that could become another
 * line, an option, a token or a separate word in ssh or a shell. OpenSSH itself refuses some of this since
 * 9.6 (`valid_hostname`, `valid_ruser` in ssh.c); this check does not depend on its version.
 */

/** Quotes, and characters with a meaning in shells, ssh's tokens and its lists of hosts. */
const SPECIAL = /["'`$%;&|<>(){}[\],/:*?!]/;

/** Describes a valid user name; `DOMAIN\name` and `name@domain` are valid. */
export const USER_NAME =
  'a user name: no spaces, quotes, control characters, $ ` ; & | < > ( ) { } [ ] , / : * ? !, and no leading dash';

/** Describes a valid address. */
export const HOST_ADDRESS =
  'a host name or address: no spaces, quotes, control characters, @ % $ ` ; & | < > ( ) { } [ ] , / * ? ! \\, and no leading dash';

/** Describes a valid file name. */
export const FILE_NAME = 'a file name: no control characters, double quotes, backslashes, % or ${';

/**
 * Returns true for a valid user of a login. `%` is allowed: users are passed to ssh as separate arguments,
 * where it does not start a token.
 */
export const isUserName = (text: string): boolean =>
  isPlain(text) && !SPECIAL.test(text.replaceAll('%', '')) && !/(^|\s)@|@$|\\$/.test(text);

/**
 * Returns true for a valid address of a login: a name in ssh's configuration or DNS, IPv4, or IPv6 without
 * brackets, optionally with a zone.
 */
export const isHostAddress = (text: string): boolean =>
  text.includes(':')
    ? /^[0-9A-Fa-f:.]+(?:%[\w.-]+)?$/.test(text)
    : isPlain(text) && !SPECIAL.test(text) && !/[@\\]/.test(text);

/**
 * Returns true for a file that can be named in ssh's configuration, in double quotes; paths are made
 * absolute, so a leading dash does not matter.
 */
export const isSshFile = (text: string): boolean =>
  text !== '' && !hasControls(text) && !/["\\%]|\$\{/.test(text);

const isPlain = (text: string): boolean =>
  text !== '' && !text.startsWith('-') && !/\s/.test(text) && !hasControls(text);
