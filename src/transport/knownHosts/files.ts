import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostKey } from './check.ts';
import { hashHost, type KnownHostEntry, parseKnownHosts } from './entry.ts';

/** Reads all entries of these files, in order; missing files are skipped. */
export const readKnownHosts = async (files: readonly string[]): Promise<KnownHostEntry[]> => {
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? ''));
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
