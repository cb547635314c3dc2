import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The bytes of one configuration file, read once: the bytes that are hashed and checked are also used. */
export interface ConfigSource {
  /** The path as found or named. */
  readonly file: string;
  /** The path without symbolic links. */
  readonly real: string;
  /** True if the file itself is a symbolic link. */
  readonly linked: boolean;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** The owner and permissions when it was read. */
  readonly stats: Pick<Stats, 'uid' | 'gid' | 'mode'>;
}

/** An unusable file, described like an issue. */
export interface UnreadableFile {
  readonly file: string;
  readonly message: string;
  readonly advice: string | null;
  /** False for a file that was probably meant as a configuration but is unreadable. */
  readonly passOver: boolean;
}

export type SourceRead =
  | { readonly ok: true; readonly source: ConfigSource }
  | { readonly ok: false; readonly problem: UnreadableFile };

/** Maximum size. An inventory of ten thousand hosts has less than 1 MB; YAML of this size takes seconds to parse. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads one configuration file. Never rejects. A `named` file may be a pipe (`--config <(…)`); one that was found must
 * be a regular file: opening anything else could block or have side effects.
 */
export const readSource = async (file: string, { named = false } = {}): Promise<SourceRead> => {
  try {
    const real = await realpath(file).catch((error: NodeJS.ErrnoException) => {
      if (named && error.code === 'ENOENT') return file;
      throw error;
    });
    const kind = await stat(named ? file : real);
    if (kind.isDirectory())
      throw Object.assign(new Error('illegal operation on a directory'), { code: 'EISDIR' });
    if (!named && !kind.isFile()) return unreadable(file, 'is not a regular file', null, true);
    const flags = named ? 0 : constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const handle = await open(named ? file : real, constants.O_RDONLY | flags);
    try {
      return await readHandle(handle, file, real, named);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(file, `cannot be read: ${reasonOf(error)}`, adviceFor(error), false);
  }
};

const readHandle = async (
  handle: FileHandle,
  file: string,
  real: string,
  named: boolean,
): Promise<SourceRead> => {
  const stats = await handle.stat();
  if (!named && !stats.isFile()) return unreadable(file, 'is not a regular file', null, true);
  const bytes = await readUpTo(handle, MAX_BYTES + 1);
  if (bytes.length > MAX_BYTES)
    return unreadable(file, `is larger than ${MAX_BYTES >> 20} MB`, 'split it with extends', true);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = await realpath(dirname(file)).catch(() => dirname(file));
  const linked = real !== join(folder, basename(file));
  return { ok: true, source: { file, real, linked, bytes, sha256, stats } };
};

const readUpTo = async (handle: FileHandle, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for (let total = 0; total < limit; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(65_536, limit - total)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
};

const unreadable = (file: string, message: string, advice: string | null, passOver: boolean): SourceRead => ({
  ok: false,
  problem: { file, message, advice, passOver },
});

/** Returns the reason in one of Node's messages, `CODE: reason, call 'path'`; the path was already reported. */
export const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return /^E[A-Z]+: (.*?), \w+(?: '|$)/.exec(text)?.[1] ?? text;
};

const adviceFor = (error: unknown): string | null => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'check the name';
    case 'EISDIR':
      return 'name a file in the directory';
    case 'EACCES':
      return 'give yourself read permission';
    default:
      return null;
  }
};
