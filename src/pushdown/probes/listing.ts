import type { ByteString } from '../../core/bytes.ts';
import { EXIT } from '../script/exitStatus.ts';
import { homeText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { pathBytes, pathFromBytes } from '../script/pathBytes.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';

/** A file that a glob matches. */
export interface ListedFile {
  /** Absolute, in the form of `LogPlace.path`. */
  readonly path: string;
  readonly state: 'readable' | 'unreadable' | 'directory' | 'special';
}

const STATES: Readonly<Record<string, ListedFile['state']>> = {
  r: 'readable',
  u: 'unreadable',
  d: 'directory',
  s: 'special',
};

/**
 * Returns the command line that lists the files a glob matches on a host (`*`, `?`, `[…]`, a leading `~`), in
 * byte order. It expects the nonce on stdin like every remote script, and reports `missing` if nothing
 * matches, or `unreadable` if permission to list the folder is denied. Parse its stdout with `readListing`.
 */
export const listCommand = (glob: string, options: { readonly sudo: boolean }): string =>
  shellCommand(`${prologue()}${listScript(glob, options.sudo)}`);

const listScript = (glob: string, sudo: boolean): ByteString => {
  const list = `LC_ALL=C; export LC_ALL
for f in ${globText(glob)}; do
if [ -d "$f" ]; then s=d
elif [ -e "$f" ] && ! [ -f "$f" ]; then s=s
elif [ -r "$f" ]; then s=r
elif [ -e "$f" ] || [ -h "$f" ]; then s=u
else continue; fi
n=1; printf '%s%s\\0' $s "$f"
done
[ "$n" ]`;
  const asRoot = sudo ? `sudo -n -- sh -c ${shellQuote(list)} || ` : '';
  const folder = globText(glob.replace(/\/(?:[^/\\]|\\.)*[*?[].*$/, '') || '/');
  return `n=
if ${asRoot}(${list}); then q 0; fi
for d in ${folder}; do if [ -d "$d" ] && ! [ -r "$d" -a -x "$d" ]; then r unreadable; q ${EXIT.unreadable}; fi; done
r missing
q ${EXIT.missing}
`;
};

/** Parses the files in a listing's stdout (after the nonce line). */
export const readListing = (stdout: ByteString): ListedFile[] =>
  stdout.split('\0').flatMap(entry => {
    const state = STATES[entry[0] ?? ''];
    return state === undefined ? [] : [{ state, path: pathFromBytes(entry.slice(1)) }];
  });

/**
 * Returns a glob as shell text: `*`, `?` and `[…]` work, and nothing else is special to a shell. A backslash
 * escapes these characters and itself.
 */
export const globText = (glob: string): ByteString => {
  const { text: home, rest } = homeText(glob);
  const bytes = pathBytes(rest);
  const parts = bytes.match(/\\[\\*?[\]]|[*?]|\[[!^]?\]?[^\]/]*\]|[^\\*?[]+|[\\[]/g) ?? [];
  return home + parts.map(partText).join('');
};

const partText = (part: ByteString): ByteString => {
  if (part.length === 2 && part.startsWith('\\')) return shellQuote(part.slice(1));
  if (part === '*' || part === '?') return part;
  if (part.length < 3 || !part.startsWith('[') || !part.endsWith(']')) return shellQuote(part);
  const inner = part.slice(1, -1).replace(/^\^/, '!');
  // Quoted characters in brackets are literal; unquoted, `-` and a leading `!` keep their meaning.
  return `[${inner.replace(/[^A-Za-z0-9!-]/g, char => shellQuote(char))}]`;
};
