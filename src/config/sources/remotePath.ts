import type { LogPlace } from '../../core/target.ts';

/** Whether a LOG is a path on the host, and not a name. */
export const isRemotePath = (text: string): boolean => text.startsWith('/') || text.startsWith('~/');

/**
 * A path on a host. It is a glob where it has `*`, `?` or `[` without a backslash before it; otherwise backslashes before
 * those characters are dropped, so that a file with such a name can be said.
 */
export const remotePath = (text: string): LogPlace => {
  const glob = /(?:^|[^\\])[*?[]/.test(text.replaceAll('\\\\', ''));
  return { kind: 'file', path: glob ? text : text.replace(/\\([*?[\]])/g, '$1'), glob };
};
