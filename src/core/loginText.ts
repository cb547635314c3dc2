import { hasControls } from './text/controls.ts';

/**
 * What a user name, an address and a file name may hold that are handed to ssh: nothing that is a second line, an option, a token or a
 * word of its own there or in a shell. OpenSSH itself refuses some of it, from 9.6 on (`valid_hostname`, `valid_ruser` in ssh.c); this
 * does not depend on its version.
 */

/** Quotes, and what shells, ssh's tokens and its lists of hosts give a meaning. */
const SPECIAL = /["'`$%;&|<>(){}[\],/:*?!]/;

/** What a user name looks like; `DOMAIN\name` and `name@domain` are some. */
export const USER_NAME =
  'a user name: no spaces, quotes, control characters, $ ` ; & | < > ( ) { } [ ] , / : * ? !, and no leading dash';

/** What an address looks like. */
export const HOST_ADDRESS =
  'a host name or address: no spaces, quotes, control characters, @ % $ ` ; & | < > ( ) { } [ ] , / * ? ! \\, and no leading dash';

/** What a file name looks like. */
export const FILE_NAME = 'a file name: no control characters, double quotes, backslashes, % or ${';

/** Whether a text may be the user of a login. A `%` may be in it: ssh is given users as words of their own, where it starts no token. */
export const isUserName = (text: string): boolean =>
  isPlain(text) && !SPECIAL.test(text.replaceAll('%', '')) && !/(^|\s)@|@$|\\$/.test(text);

/** Whether a text may be the address of a login: a name of ssh's configuration or of DNS, IPv4, or IPv6 without brackets, with a zone. */
export const isHostAddress = (text: string): boolean =>
  text.includes(':')
    ? /^[0-9A-Fa-f:.]+(?:%[\w.-]+)?$/.test(text)
    : isPlain(text) && !SPECIAL.test(text) && !/[@\\]/.test(text);

/** Whether a file may be named in ssh's configuration, between double quotes; a leading dash is none of a path that is made absolute. */
export const isSshFile = (text: string): boolean =>
  text !== '' && !hasControls(text) && !/["\\%]|\$\{/.test(text);

const isPlain = (text: string): boolean =>
  text !== '' && !text.startsWith('-') && !/\s/.test(text) && !hasControls(text);
