import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Only the owner may read a log's content, whatever the umask. */
const OWN = 0o600;

// Not available on Windows.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
/** Opens a FIFO without waiting for its other end. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file for reading and appending: a new one, or a regular file of this user without other names, because anyone
 * who can write to the folder may have planted something else. Throws the file system's error, or explains what is
 * wrong with the file.
 */
export const openOwnFile = (file: string): number => {
  const append = constants.O_RDWR | constants.O_APPEND | NO_FOLLOW;
  try {
    return openSync(file, append | constants.O_CREAT | constants.O_EXCL, OWN);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const fd = openChecked(file, append);
  try {
    fchmodSync(fd, OWN);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

/** Reads a file of at most this many bytes; null if it does not exist. Throws like `openOwnFile`. */
export const readOwnFile = (file: string, maxBytes: number): Buffer | null => {
  let fd: number;
  try {
    fd = openChecked(file, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    if (fstatSync(fd).size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Replaces a file atomically, so that a reader sees the old or the new one. The temporary name is unpredictable. */
export const replaceOwnFile = (file: string, text: string): void => {
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`;
  const fd = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, OWN);
  try {
    try {
      writeFileSync(fd, text);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
  } catch (error) {
    unlinkSync(beside);
    throw error;
  }
};

/** Returns true for a temporary name of `replaceOwnFile`, which a killed process leaves behind. */
export const isLeftBeside = (file: string, name: string): boolean =>
  name.startsWith(`${basename(file)}.`) && /^[0-9a-f]{12}\.new$/.test(name.slice(basename(file).length + 1));

/** Removes temporary files left by killed processes, given the names in the folder. */
export const sweepBeside = (file: string, names: readonly string[]): void => {
  for (const name of names) {
    if (!isLeftBeside(file, name)) continue;
    try {
      unlinkSync(join(dirname(file), name));
    } catch {
      // Another process removed it first, or we lack permission: both are harmless.
    }
  }
};

const openChecked = (file: string, flags: number): number => {
  let fd: number;
  try {
    fd = openSync(file, flags | NO_WAIT);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw new Error('it is a symbolic link', { cause: error });
    if (codeOf(error) === 'ENXIO') throw new Error('it is not a regular file', { cause: error });
    throw error;
  }
  try {
    const { nlink, uid, isFile } = statusOf(fd);
    if (!isFile) throw new Error('it is not a regular file');
    if (nlink > 1) throw new Error('it is a hard link: the file has another name');
    if (process.geteuid !== undefined && uid !== process.geteuid())
      throw new Error('it belongs to another user');
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

const statusOf = (fd: number) => {
  const status = fstatSync(fd);
  return { nlink: status.nlink, uid: status.uid, isFile: status.isFile() };
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
