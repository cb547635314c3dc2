import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteString } from '../core/bytes.ts';
import type { OpenFile } from './transport.ts';

/** The number of bytes read at a time: more would only take memory. */
const CHUNK = 64 * 1024;

/** Paths of what a process has open, which differs between us and a command. */
const OF_PROCESS = /^\/(?:dev|proc)\//;

/** Opens a regular file of this machine; null: it is none, or cannot be opened. */
export const openLocalFile = async (path: ByteString): Promise<OpenFile | null> => {
  if (!path.startsWith('/') || OF_PROCESS.test(path)) return null;
  const name = Buffer.from(path, 'latin1');
  try {
    // Opening a named pipe would wake its writers.
    const stats = await stat(name);
    if (!stats.isFile()) return null;
    const handle = await open(name);
    return new LocalFile(handle, stats.size);
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
  }

  async read(): Promise<Buffer | null> {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, null);
    return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
