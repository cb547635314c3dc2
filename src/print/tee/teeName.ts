import { createHash } from 'node:crypto';
import type { Source } from '../../core/target.ts';
import { sourcePath } from '../../core/text/prefix.ts';

/** Maximum length of a file name, in bytes; file systems limit it to 255. */
const LONGEST = 120;

/**
 * Returns the file name for a source, e.g. `web-01--app.log`: letters, digits, `.`, `_` and `-` of host and log, and
 * nothing that is special to a file system or a shell. If characters are replaced or dropped, or the name is in
 * `taken`, a hash of host, log and path makes it unique, and a number if the same source is read again. Sources that
 * open in the same order have the same names in every run. `taken` is in lower case, because some file systems ignore
 * case.
 */
export const teeName = (source: Source, taken: ReadonlySet<string>): string => {
  const exact = [source.host.name, source.log];
  const safe = exact.map(part =>
    part
      .replace(/^\/+/, '')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, ''),
  );
  const plain = safe.join('--');
  const changed = safe.some((part, index) => part !== exact[index] || part === '' || part.includes('--'));
  const name = plain.endsWith('.log') ? plain : `${plain}.log`;
  if (!changed && name.length <= LONGEST && !taken.has(name.toLowerCase())) return name;
  const identity = [...exact, sourcePath(source) ?? ''].join('\0');
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 10);
  const numbered = (number: number): string =>
    `${plain.slice(0, LONGEST)}${number === 1 ? '' : `.${number}`}--${hash}.log`;
  let number = 1;
  while (taken.has(numbered(number).toLowerCase())) number++;
  return numbered(number);
};

/** Returns the host and log in a file name, as far as it preserves them; null if it is not from `teeName`. */
export const teeParts = (name: string): { readonly host: string; readonly log: string } | null => {
  const parts = /^(.+?)--(.+?)(?:--[0-9a-f]{10})?\.log$/.exec(name);
  return parts && { host: parts[1]!, log: parts[2]! };
};
