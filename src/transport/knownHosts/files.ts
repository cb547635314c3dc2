import { randomBytes } from 'node:crypto';
import { type BigIntStats, readFileSync, statSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostKey } from './check.ts';
import { hashHost, type KnownHostEntry, parseKnownHosts } from './entry.ts';

/** Reads all entries of these files, in order; missing files are skipped. */
export const readKnownHosts = async (files: readonly string[]): Promise<readonly KnownHostEntry[]> =>
  (await Promise.all(files.map(entriesOf))).flat();

/** A file as it was when it was read. */
interface ReadFile {
  /** Identifies its content. */
  readonly stamp: string;
  readonly entries: readonly KnownHostEntry[];
}

const READ = new Map<string, ReadFile>();

/** A file changed this recently may change again without another time stamp. */
const SETTLED_MS = 2_000;

/**
 * Reads a file, unless it is still as it was when it was last read: hundreds of logins need the same one. Waiting for
 * another thread takes longer than that, so only what could block is read by one.
 */
const entriesOf = (file: string): readonly KnownHostEntry[] | Promise<readonly KnownHostEntry[]> => {
  const stats = statsOf(file);
  if (stats === null) return [];
  if (!stats.isFile())
    return readFile(file, 'utf8').then(
      text => parseKnownHosts(text, file),
      () => [],
    );
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  const stamp = [dev, ino, size, mtimeNs, ctimeNs].join();
  const known = READ.get(file);
  if (known?.stamp === stamp) return known.entries;
  const entries = parseKnownHosts(textOf(file), file);
  const isSettled = Math.abs(Date.now() - Number(ctimeNs / 1_000_000n)) > SETTLED_MS;
  if (isSettled) READ.set(file, { stamp, entries });
  return entries;
};

const statsOf = (file: string): BigIntStats | null => {
  try {
    return statSync(file, { bigint: true });
  } catch {
    return null;
  }
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/**
 * Appends a key to a known_hosts file, on a separate line; creates the file (0600) and its folder (0700) if
 * necessary.
 */
export const addKnownHost = async (
  file: string,
  name: string,
  key: HostKey,
  hashed: boolean,
): Promise<void> => {
  // Only its folder, like ssh (and Node's `recursive` never returns in places like /proc).
  await mkdir(dirname(file), { mode: 0o700 }).catch(() => {});
  const before = await readFile(file, 'utf8').catch(() => '');
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  const hosts = hashed ? hashHost(name, randomBytes(20)) : name;
  await appendFile(file, `${start}${hosts} ${key.type} ${key.blob.toString('base64')}\n`, { mode: 0o600 });
};
