import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** Either the identity of a socket, or why it is not used; both null if there is none. */
export interface SocketFile {
  readonly identity: string | null;
  readonly problem: string | null;
}

const NONE: SocketFile = { identity: null, problem: null };

/**
 * Examines the control socket of an ssh master. It must belong to this user, in a folder where nobody else could have
 * replaced it: whoever listens there receives our commands, and sends what we print.
 */
export const examineSocket = (path: string, uid: number | undefined = process.getuid?.()): SocketFile => {
  if (uid === undefined) return NONE;
  const stats = quietly(() => lstatSync(path));
  if (stats === null) return NONE;
  if (!stats.isSocket()) return refused('is not a socket');
  if (stats.uid !== uid) return refused('belongs to another user');
  const folder = quietly(() => realpathSync(dirname(path)));
  if (folder === null || !isSafe(folder, uid))
    return refused('is in a folder in which others may replace it');
  const moved = quietly(() => lstatSync(join(folder, basename(path))));
  return moved?.ino === stats.ino ? { identity: `${stats.ino}/${stats.ctimeMs}`, problem: null } : NONE;
};

const refused = (problem: string): SocketFile => ({ identity: null, problem });

const quietly = <T>(look: () => T): T | null => {
  try {
    return look();
  } catch {
    return null;
  }
};

/** Returns true if nobody else can rename what is on the way to this folder and in it. */
const isSafe = (folder: string, uid: number): boolean => {
  const names = folder.split(sep).filter(Boolean);
  for (let depth = 0; depth <= names.length; depth++) {
    const stats = quietly(() => statSync(sep + names.slice(0, depth).join(sep)));
    if (stats === null || othersMayRename(stats, uid)) return false;
    if (isPrivate(stats, uid)) return true;
  }
  return true;
};

/** Nobody else gets into it. */
const isPrivate = ({ uid, mode }: Stats, us: number): boolean => uid === us && (mode & 0o077) === 0;

/** In a folder with the sticky bit, such as /tmp, everyone may only rename what is theirs. */
const othersMayRename = ({ uid, mode }: Stats, us: number): boolean =>
  (uid !== us && uid !== 0) || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0);
