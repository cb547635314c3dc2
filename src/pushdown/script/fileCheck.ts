import type { ByteString } from '../../core/bytes.ts';
import { EXIT } from './exitStatus.ts';
import { pathBytes } from './pathBytes.ts';
import { shellQuote } from './quote.ts';

/** Returns the log's path as shell text: the host expands `~` and `~user`, the rest is literal. */
export const pathText = (path: string): ByteString => {
  const { text, rest } = homeText(path);
  return text + (rest === '' ? '' : shellQuote(pathBytes(rest)));
};

/** Returns a path's leading `~` as shell text, and the rest; a relative path is marked as such. */
export const homeText = (path: string): { readonly text: ByteString; readonly rest: string } => {
  const home = /^~([A-Za-z_][A-Za-z0-9_.-]*)?(?=\/|$)/.exec(path);
  if (!home) return { text: '', rest: path.startsWith('/') ? path : `./${path}` };
  return { text: home[1] === undefined ? '"$HOME"' : home[0], rest: path.slice(home[0].length) };
};

/** What reading requires of a file. */
export interface FileDemands {
  /** Waits for a missing file, which is only reported. */
  readonly waits: boolean;
  /** It is read from positions, which requires a regular file. */
  readonly follows: boolean;
}

/**
 * Checks the file first: the exit status of a pipeline would hide that it cannot be read. A path in a folder
 * without permission is unreadable, not missing. Files without an end and positions (a pipe, a device, a file
 * in /proc whose size is always 0) can be read, but not followed; a socket cannot even be read.
 */
export const fileCheck = ({ waits, follows }: FileDemands): ByteString => `
if [ -d "$f" ]; then r directory; q ${EXIT.directory}; fi
if [ -S "$f" ]; then r special socket read; q ${EXIT.special}; fi
${follows ? REGULAR_ONLY : ''}if [ -r "$f" ]; then :
elif [ -e "$f" ]; then r unreadable; q ${EXIT.unreadable}
else case $(LC_ALL=C ls -d -- "$f" 2>&1) in
*ermission*) r unreadable; q ${EXIT.unreadable};;
*) ${waits ? 'r waiting' : `r missing; q ${EXIT.missing}`};;
esac; fi
`;

/**
 * Refuses files without positions. `head` runs only on a file that claims to be empty, so ordinary logs are
 * not read here.
 */
const REGULAR_ONLY = `if [ -e "$f" ]; then
if [ -p "$f" ]; then r special pipe follow; q ${EXIT.special}; fi
if ! [ -f "$f" ]; then r special device follow; q ${EXIT.special}; fi
if ! [ -s "$f" ] && [ -r "$f" ] && [ "$(head -c 1 <"$f" | wc -c)" -gt 0 ] && ! [ -s "$f" ]; then
r special pseudo follow; q ${EXIT.special}; fi
fi
`;

/**
 * The same if only root has access: with sudo and exactly the command used for reading, as sudoers may allow
 * no other.
 */
export const sudoFileCheck = ({ waits }: FileDemands): ByteString => `
if ! e=$(LC_ALL=C sudo -n -- tail -c 1 "$f" 2>&1 >/dev/null); then
case $e in
*'a password is required'*|*'not allowed'*|sudo:*|*'not found'*) set -f; r sudo $e; q ${EXIT.sudo};;
*'s a directory'*) r directory; q ${EXIT.directory};;
*'o such file'*) ${waits ? 'r waiting' : `r missing; q ${EXIT.missing}`};;
*) r unreadable; q ${EXIT.unreadable};;
esac; fi
`;
