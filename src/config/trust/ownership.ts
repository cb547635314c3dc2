import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConfigSource } from '../files/source.ts';

/** The user of this program, and the accounts whose files they may rely on. */
export interface Person {
  readonly uid: number;
  readonly gid: number;
  /** The user who called `sudo`, as in git: their files are trusted like the user's own. */
  readonly sudoUid: number | null;
  /** The content of /etc/passwd and /etc/group; empty if missing. */
  readonly passwd: string;
  readonly group: string;
}

/** Returns the user of this process; null if files have no owners (Windows). */
export const thisPerson = (env: Readonly<Record<string, string | undefined>>): Person | null => {
  const uid = process.geteuid?.();
  const gid = process.getegid?.();
  if (uid === undefined || gid === undefined) return null;
  const sudo = env['SUDO_UID'] ?? '';
  const sudoUid = uid === 0 && /^\d{1,10}$/.test(sudo) ? Number(sudo) : null;
  return { uid, gid, sudoUid, passwd: textOf('/etc/passwd'), group: textOf('/etc/group') };
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

interface Owned {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Returns why someone else may have written or may replace a file: a clause about the file or one of its parent
 * folders; null if only the user and root can. Checks the folders of the file itself, and those of the link by which it
 * was found.
 */
export const unsafeReason = async (source: ConfigSource, person: Person | null): Promise<string | null> => {
  if (person === null) return null;
  const { file, real, stats } = source;
  const own = fault(real, stats, person);
  if (own !== null) return own;
  const link = lstatSync(file);
  if (!isTheirs(link.uid, person)) return `${file} ${belongsTo(link.uid, person)}`;
  const folders = new Set([...foldersAbove(realpathSync(dirname(file))), ...foldersAbove(dirname(real))]);
  for (const folder of folders) {
    const found = fault(folder, statSync(folder), person, true);
    if (found !== null) return found;
  }
  return null;
};

/** Returns the folder and its parents, up to the root. */
const foldersAbove = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...foldersAbove(dirname(folder))];

/**
 * A sticky, world-writable folder (/tmp) is acceptable by itself: nobody can rename or remove another's files there,
 * and everything that leads to the file must belong to the user or root. git also trusts the user's own repositories
 * below /tmp; sshd does not.
 */
const fault = (path: string, { uid, gid, mode }: Owned, person: Person, isFolder = false): string | null => {
  if (!isTheirs(uid, person)) return `${path} ${belongsTo(uid, person)}`;
  if (isFolder && (mode & STICKY) !== 0) return null;
  const octal = (mode & 0o7777).toString(8).padStart(4, '0');
  if ((mode & OTHERS_WRITE) !== 0) return `${path} is writable by anyone (mode ${octal})`;
  if ((mode & GROUP_WRITE) !== 0 && !isPrivateGroup(gid, person))
    return `${path} is writable by the group ${groupName(gid, person)} (mode ${octal})`;
  return null;
};

const isTheirs = (uid: number, { uid: own, sudoUid }: Person): boolean =>
  uid === own || uid === 0 || uid === sudoUid;

const belongsTo = (uid: number, person: Person): string => {
  const name = rowsOf(person.passwd).find(row => row[2] === String(uid))?.[0];
  return `belongs to ${name === undefined ? `the user ${uid}` : `${name} (user ${uid})`}`;
};

/**
 * Returns true for a group with no other members. If each user has such a group, umask 002 makes all their files
 * group-writable. Debian's ssh has the same rule.
 */
export const isPrivateGroup = (gid: number, { uid, passwd, group }: Person): boolean => {
  const users = rowsOf(passwd);
  const user = users.find(row => row[2] === String(uid));
  const groups = rowsOf(group).filter(row => row[2] === String(gid));
  const [row] = groups;
  if (!user || !row || groups.length > 1 || user[3] !== String(gid) || row[0] !== user[0]) return false;
  const members = (row[3] ?? '').split(',').filter(name => name !== '' && name !== user[0]);
  const others = users.filter(other => other[3] === String(gid) && other[2] !== String(uid));
  return members.length === 0 && others.length === 0;
};

const groupName = (gid: number, { group }: Person): string =>
  rowsOf(group).find(row => row[2] === String(gid))?.[0] ?? String(gid);

const rowsOf = (text: string): string[][] => text.split('\n').map(line => line.split(':'));
