import type { ByteString } from '../../core/bytes.ts';
import { EXIT } from '../script/exitStatus.ts';
import { homeText } from '../script/fileCheck.ts';
import { prologue } from '../script/lifetime.ts';
import { pathBytes, pathFromBytes } from '../script/pathBytes.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';

/** A file that a glob matches. */
export interface ListedFile {
  /** Absolute; as `LogPlace.path` wants it. */
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
 * The command line that lists the files a glob matches on a host (`*`, `?`, `[…]`, a leading `~`), in byte order. It wants
 * the nonce on stdin as every remote script does, and reports `missing` where nothing matches, or `unreadable` where the
 * folder may not be looked into. Read its stdout with `readListing`.
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

/** The files in a listing's stdout (what comes after the nonce line). */
export const readListing = (stdout: ByteString): ListedFile[] =>
  stdout.split('\0').flatMap(entry => {
    const state = STATES[entry[0] ?? ''];
    return state === undefined ? [] : [{ state, path: pathFromBytes(entry.slice(1)) }];
  });

/**
 * A glob as shell text: its `*`, `?` and `[…]` work, and nothing else of it means anything to a shell. Behind a backslash, those characters
 * and the backslash stand for themselves.
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
  // Quoted, a character in brackets stands for itself; unquoted, `-` and a leading `!` keep their meaning.
  return `[${inner.replace(/[^A-Za-z0-9!-]/g, char => shellQuote(char))}]`;
};
