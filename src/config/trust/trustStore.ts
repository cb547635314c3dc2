import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isForeign, makeFolder } from '../files/makeFolder.ts';
import { type Surroundings, xdgFolder } from '../files/paths.ts';
import type { ConfigSource } from '../files/source.ts';

/** A file's state when the user judged it. */
export interface JudgedFile {
  /** Its real path. */
  readonly path: string;
  readonly sha256: string;
}

/** A user's decision about a configuration: the found file and everything it extends. */
export interface TrustRecord {
  readonly verdict: 'trusted' | 'refused';
  /** The first is the found file. */
  readonly files: readonly [JudgedFile, ...JudgedFile[]];
}

/** Returns true if a record contains a file with exactly this content. */
export const speaksOf = (record: TrustRecord | null, { real, sha256 }: ConfigSource): boolean =>
  record?.files.some(file => file.path === real && file.sha256 === sha256) ?? false;

/** Creates the record of a verdict on these files. */
export const recordOf = (verdict: TrustRecord['verdict'], sources: readonly ConfigSource[]): TrustRecord => ({
  verdict,
  files: sources.map(({ real, sha256 }) => ({ path: real, sha256 })) as [JudgedFile, ...JudgedFile[]],
});

const MAX_BYTES = 256 * 1024;
const VERSION = 1;

/**
 * Stores verdicts: one small file per configuration in a folder of the user's, written atomically, so that concurrent
 * processes never leave incomplete records or lose each other's.
 */
export class TrustStore {
  readonly folder: string;

  constructor(where: Surroundings) {
    this.folder = join(xdgFolder(where, 'XDG_STATE_HOME'), 'rtail', 'trust');
  }

  /** Returns the verdict on a configuration, by its real path; null if there is no reliable one. */
  async read(real: string): Promise<TrustRecord | null> {
    const record = (await this.#isPrivate()) ? await readRecord(this.#fileFor(real)) : null;
    return record?.files[0].path === real ? record : null;
  }

  /** Stores a verdict. Rejects if it cannot be written, or if others could change it. */
  async write(record: TrustRecord): Promise<void> {
    if (isForeign(this.folder)) throw new Error(`${this.folder} would be in a folder of another user`);
    makeFolder(this.folder);
    const made = await stat(this.folder);
    if (made.uid === process.geteuid?.() && (made.mode & 0o077) !== 0) await chmod(this.folder, 0o700);
    if (!(await this.#isPrivate())) throw new Error(`${this.folder} belongs to another user`);
    const file = this.#fileFor(record.files[0].path);
    const beside = `${file}.${randomUUID()}.new`;
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  }

  /** Removes the verdict on a configuration; returns whether there was one. */
  async forget(real: string): Promise<boolean> {
    const known = (await this.read(real)) !== null;
    await rm(this.#fileFor(real), { force: true });
    return known;
  }

  /** Returns every verdict, by path. */
  async list(): Promise<readonly TrustRecord[]> {
    if (!(await this.#isPrivate())) return [];
    const names = (await readdir(this.folder).catch((): string[] => [])).filter(name =>
      name.endsWith('.json'),
    );
    const records = await Promise.all(names.map(name => readRecord(join(this.folder, name))));
    return records
      .filter(record => record !== null)
      .toSorted((a, b) => (a.files[0].path < b.files[0].path ? -1 : 1));
  }

  #fileFor(real: string): string {
    return join(this.folder, `${createHash('sha256').update(real).digest('hex')}.json`);
  }

  /** Returns false for a folder that someone else owns or can write to, which could contain forged verdicts. */
  async #isPrivate(): Promise<boolean> {
    return isPrivate(await stat(this.folder).catch(() => null));
  }
}

const isPrivate = (stats: { readonly uid: number; readonly mode: number } | null): boolean =>
  stats !== null &&
  (process.geteuid === undefined || (stats.uid === process.geteuid() && (stats.mode & 0o022) === 0));

const readRecord = async (file: string): Promise<TrustRecord | null> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => null);
  if (handle === null) return null;
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || !isPrivate(stats) || stats.size > MAX_BYTES) return null;
    return parseRecord(await handle.readFile('utf8'));
  } catch {
    return null;
  } finally {
    await handle.close();
  }
};

const parseRecord = (text: string): TrustRecord | null => {
  const { version, verdict, files } = JSON.parse(text) as Partial<Record<string, unknown>>;
  if (version !== VERSION || (verdict !== 'trusted' && verdict !== 'refused')) return null;
  if (!Array.isArray(files) || files.length === 0 || !files.every(isJudgedFile)) return null;
  return { verdict, files: files as [JudgedFile, ...JudgedFile[]] };
};

const isJudgedFile = (file: unknown): file is JudgedFile =>
  typeof file === 'object' &&
  file !== null &&
  typeof (file as JudgedFile).path === 'string' &&
  /^[0-9a-f]{64}$/.test(String((file as JudgedFile).sha256));
