import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteString } from '../core/bytes.ts';
import type { EndSizes, FileEnds, OpenFile } from './transport.ts';

/** The number of bytes read at a time: more would only take memory, and many files have to share it. */
const MAX_CHUNK = 64 * 1024;
const MIN_CHUNK = 16 * 1024;
const CHUNKS_TOGETHER = 16 * 1024 * 1024;

let openFiles = 0;

/** Paths of what a process has open, which differs between us and a command. */
const OF_PROCESS = /^\/(?:dev|proc)\//;

/** Opens a regular file of this machine; null: it is none, or cannot be opened. */
export const openLocalFile = async (path: ByteString): Promise<OpenFile | null> => {
  const opened = await openRegular(path);
  return opened && new LocalFile(opened.handle, opened.size);
};

/** Returns the ends of a regular file of this machine; null: it is none, or cannot be read. */
export const readLocalEnds = async (path: ByteString, sizes: EndSizes): Promise<FileEnds | null> => {
  const opened = await openRegular(path);
  if (opened === null) return null;
  const { handle, size } = opened;
  const part = async (length: number, at: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  try {
    const tail = Math.min(sizes.tail, size);
    return { size, head: await part(Math.min(sizes.head, size), 0), tail: await part(tail, size - tail) };
  } catch {
    return null;
  } finally {
    await handle.close();
  }
};

const openRegular = async (
  path: ByteString,
): Promise<{ readonly handle: FileHandle; readonly size: number } | null> => {
  if (!path.startsWith('/') || OF_PROCESS.test(path)) return null;
  const name = Buffer.from(path, 'latin1');
  try {
    // Opening a named pipe would wake its writers.
    const stats = await stat(name);
    return stats.isFile() ? { handle: await open(name), size: stats.size } : null;
  } catch {
    return null;
  }
};

class LocalFile implements OpenFile {
  readonly size: number;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, size: number) {
    this.size = size;
    this.#handle = handle;
    openFiles++;
  }

  get share(): number {
    return Math.floor(CHUNKS_TOGETHER / openFiles);
  }

  async read(): Promise<Buffer | null> {
    const buffer = Buffer.allocUnsafeSlow(Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, this.share)));
    const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, null);
    return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
  }

  async readInto(memory: Buffer): Promise<number> {
    return (await this.#handle.read(memory, 0, memory.length, null)).bytesRead;
  }

  async endsBefore(bytes: number): Promise<boolean> {
    const { size } = await this.#handle.stat();
    // The size of files that are not on disk may always be 0.
    if (size > 0 || bytes === 0) return size < bytes;
    return (await this.#handle.read(Buffer.alloc(1), 0, 1, 0)).bytesRead === 0;
  }

  close(): Promise<void> {
    openFiles--;
    return this.#handle.close();
  }
}
