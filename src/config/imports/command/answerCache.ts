import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isForeign, makeFolder } from '../../files/makeFolder.ts';
import { type Surroundings, xdgFolder } from '../../files/paths.ts';

/** The output of an inventory command, and its time: milliseconds since the epoch. */
export interface Answer {
  readonly stdout: string;
  readonly at: number;
}

const MAX_BYTES = 64 << 20;

/** Caches the output of inventory commands, in a file per command and folder that only the user can read. */
export class AnswerCache {
  readonly #folder: string;

  constructor(where: Surroundings) {
    this.#folder = join(xdgFolder(where, 'XDG_CACHE_HOME'), 'rtail', 'inventory');
  }

  async read(command: string, cwd: string): Promise<Answer | null> {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(this.#fileFor(command, cwd), flags).catch(() => null);
    if (handle === null) return null;
    try {
      const stats = await handle.stat();
      const isOwn = process.geteuid === undefined || stats.uid === process.geteuid();
      if (!stats.isFile() || !isOwn || (stats.mode & 0o022) !== 0 || stats.size > MAX_BYTES) return null;
      const { version, stdout, at } = JSON.parse(await handle.readFile('utf8'));
      return version === 1 && typeof stdout === 'string' && typeof at === 'number' ? { stdout, at } : null;
    } catch {
      return null;
    } finally {
      await handle.close();
    }
  }

  /** Stores an answer. Never rejects: without a cached answer, the command runs again. */
  async write(command: string, cwd: string, answer: Answer): Promise<void> {
    try {
      if (isForeign(this.#folder)) return;
      makeFolder(this.#folder);
      if (((await stat(this.#folder)).mode & 0o022) !== 0) return;
      const file = this.#fileFor(command, cwd);
      const beside = `${file}.${randomUUID()}.new`;
      const handle = await open(beside, 'wx', 0o600);
      try {
        await handle.writeFile(JSON.stringify({ version: 1, command, ...answer }));
        await rename(beside, file);
      } catch {
        await rm(beside, { force: true });
      } finally {
        await handle.close();
      }
    } catch {
      // The folder cannot be created, or is full.
    }
  }

  #fileFor(command: string, cwd: string): string {
    const key = createHash('sha256').update(`${cwd}\0${command}`).digest('hex');
    return join(this.#folder, `${key}.json`);
  }
}
