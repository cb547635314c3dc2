import type { LogPlace } from '../../core/target.ts';
import { absolutePath } from '../files/paths.ts';

/** Returns true if a LOG is a path on the host, not a name. */
export const isRemotePath = (text: string): boolean => text.startsWith('/') || text.startsWith('~/');

/**
 * Parses a path on a host. It is a glob if it contains `*`, `?` or `[` without a preceding backslash; otherwise,
 * backslashes before these characters are removed, so that files with such names can be specified.
 */
export const remotePath = (text: string): LogPlace => {
  const glob = isGlob(text);
  return { kind: 'file', path: glob ? text : unescaped(text), glob };
};

/** Parses a local path, which may be relative to `base`; `base` and `home` are literal. */
export const localPath = (text: string, base: string, home: string): LogPlace =>
  isGlob(text)
    ? { kind: 'file', path: absolutePath(text, escaped(base), escaped(home)), glob: true }
    : { kind: 'file', path: absolutePath(unescaped(text), base, home), glob: false };

const isGlob = (text: string): boolean => /(?:^|[^\\])[*?[]/.test(text.replaceAll('\\\\', ''));

const unescaped = (text: string): string => text.replace(/\\([*?[\]])/g, '$1');

const escaped = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');
