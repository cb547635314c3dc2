import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** `~/x` and ssh's `.ssh` in the account's home are taken in `home`, `~user/x` in that user's home; the rest is made absolute. */
export const expandPath = (path: string, home: string): string => {
  if (path === '~') return home;
  if (path.startsWith('~/')) return join(home, path.slice(2));
  const accountSsh = join(userInfo().homedir || homedir(), '.ssh/');
  if (path.startsWith(accountSsh)) return join(home, '.ssh', path.slice(accountSsh.length));
  const [, user, rest] = /^~([^/]+)(.*)$/s.exec(path) ?? [];
  const other = user === undefined ? null : homeOf(user);
  return other === null ? resolve(path) : resolve(other + (rest ?? ''));
};

/** Another user's home, as far as the system's list of users tells. */
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
