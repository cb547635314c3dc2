import type { LogPlace } from '../../core/target.ts';
import { absolutePath } from '../files/paths.ts';

/** Whether a LOG is a path on the host, and not a name. */
export const isRemotePath = (text: string): boolean => text.startsWith('/') || text.startsWith('~/');

/**
 * A path on a host. It is a glob where it has `*`, `?` or `[` without a backslash before it; otherwise backslashes before
 * those characters are dropped, so that a file with such a name can be said.
 */
export const remotePath = (text: string): LogPlace => {
  const glob = isGlob(text);
  return { kind: 'file', path: glob ? text : unescaped(text), glob };
};

/** The same for a local path, which may be relative to `base`; `base` and `home` are taken literally. */
export const localPath = (text: string, base: string, home: string): LogPlace =>
  isGlob(text)
    ? { kind: 'file', path: absolutePath(text, escaped(base), escaped(home)), glob: true }
    : { kind: 'file', path: absolutePath(unescaped(text), base, home), glob: false };

const isGlob = (text: string): boolean => /(?:^|[^\\])[*?[]/.test(text.replaceAll('\\\\', ''));

const unescaped = (text: string): string => text.replace(/\\([*?[\]])/g, '$1');

const escaped = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');
