import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Expands `~/x` and ssh's `.ssh` in the account's home to `home`, `~user/x` to that user's home, and makes
 * other paths absolute.
 */
export const expandPath = (path: string, home: string): string => {
  if (path === '~') return home;
  if (path.startsWith('~/')) return join(home, path.slice(2));
  accountSsh ??= join(userInfo().homedir || homedir(), '.ssh/');
  if (path.startsWith(accountSsh)) return join(home, '.ssh', path.slice(accountSsh.length));
  const [, user, rest] = /^~([^/]+)(.*)$/s.exec(path) ?? [];
  const other = user === undefined ? null : homeOf(user);
  return other === null ? resolve(path) : resolve(other + (rest ?? ''));
};

/** Known since the first call: the system's list of users may be far away. */
let accountSsh: string | undefined;

/** Returns another user's home, if the system's list of users has it. */
const homeOf = (user: string): string | null => {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find(each => each.startsWith(`${user}:`));
    return line?.split(':')[5] || null;
  } catch {
    return null;
  }
};
