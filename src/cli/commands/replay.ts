import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCAL_HOST } from '../../config/sources/select.ts';
import type { Source } from '../../core/target.ts';
import { teeParts } from '../../print/tee/teeName.ts';

/** An error for a folder that cannot be replayed. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/**
 * Returns the files that `--tee` wrote into a folder, each as its original source, read locally. Throws a ReplayError.
 */
export const replaySources = (folder: string, cwd: string): readonly Source[] => {
  const path = resolve(cwd, folder);
  const saved = namesIn(path).flatMap(name => {
    const parts = teeParts(name);
    return parts === null ? [] : [{ ...parts, file: regularFile(join(path, name)) }];
  });
  if (saved.length === 0) throw new ReplayError(`${folder}: contains no logs saved by --tee (HOST--LOG.log)`);
  return saved.map(({ host, log, file }, id) => ({
    id,
    host: { ...LOCAL_HOST, name: host },
    log,
    place: { kind: 'file', path: file, glob: false },
    format: { format: null, start: null, timezone: null },
  }));
};

/**
 * Returns the path of a regular file. Anything else was not saved by `--tee`, and reading a FIFO or a device may never
 * end.
 */
const regularFile = (file: string): string => {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new ReplayError(`${file} is not a regular file: move it out of the folder`);
  return file;
};

const namesIn = (path: string): readonly string[] => {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'no such folder' : code === 'ENOTDIR' ? 'not a folder' : `cannot be read (${code})`;
    throw new ReplayError(`${path}: ${why}`);
  }
};
