import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readOwnFile } from './ownFile.ts';

/** Identifies the process that records into a folder. */
export const LOCK_FILE = '.rtail-lock.json';

const MAX_BYTES = 4096;

interface Owner {
  readonly pid: number;
  /**
   * When the process started, in clock ticks since boot (proc(5), field 22), if the system reports it: process ids are
   * reused.
   */
  readonly started: string | null;
  readonly host: string;
}

/**
 * Locks a folder for this process: two recordings in one folder would mix their lines. Takes over the lock of a killed
 * process. Returns a function that releases it. Throws if another process records into the folder, or with the file
 * system's error.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(folder, LOCK_FILE);
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() });
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`;
  writeFileSync(beside, mine, { mode: 0o600, flag: 'wx' });
  try {
    while (!tryLink(beside, file, mine)) takeOver(file);
  } finally {
    unlinkSync(beside);
  }
  return () => {
    if (textOf(file) === mine) unlinkSync(file);
  };
};

/** Errors of file systems without hard links. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Creates the lock through a link, which is atomic and never replaces a file. Returns false if the name is taken. */
const tryLink = (from: string, to: string, text: string): boolean => {
  try {
    try {
      linkSync(from, to);
    } catch (error) {
      if (!NO_LINKS.has(codeOf(error))) throw error;
      writeFileSync(to, text, { mode: 0o600, flag: 'wx' });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Moves a dead process's lock away. Throws if the process is alive, or may be alive on another host. */
const takeOver = (file: string): void => {
  const text = textOf(file);
  if (text === null) return;
  const owner = ownerOf(text);
  if (owner !== null && owner.host !== hostname())
    throw new Error(
      `process ${owner.pid} on ${owner.host} is recording into it; if that process is gone, remove ${file}`,
    );
  if (owner !== null && isAlive(owner))
    throw new Error(`process ${owner.pid} is recording into it; stop it first, or use another folder`);
  const aside = `${file}.${randomBytes(6).toString('hex')}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // Another process may have taken it over in the meantime; then this is its lock.
  const moved = readFileSync(aside, 'utf8');
  if (moved !== text) tryLink(aside, file, moved);
  unlinkSync(aside);
};

const textOf = (file: string): string | null => readOwnFile(file, MAX_BYTES)?.toString('utf8') ?? null;

/** Returns the owner named in a lock; null if the content is not ours. */
const ownerOf = (text: string): Owner | null => {
  try {
    const { pid, started, host } = JSON.parse(text) as Partial<Owner>;
    return Number.isSafeInteger(pid) && pid! > 0 && typeof host === 'string'
      ? { pid: pid!, started: typeof started === 'string' ? started : null, host }
      : null;
  } catch {
    return null;
  }
};

const isAlive = ({ pid, started }: Owner): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is alive, but belongs to another user.
    if (codeOf(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === null || now === null || started === now;
};

const startOf = (pid: number): string | null => {
  try {
    // The name, in parentheses, may contain anything.
    return (
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
};
