import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents; throws like `mkdirSync`. Node's own `recursive` loops forever if a file
 * system returns ENOENT in an existing folder, as /proc does.
 */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!existsSync(folder)) throw error;
  }
};

/**
 * Returns true if a folder, or its nearest existing parent, belongs to another account: root in a user's home (`sudo`
 * that keeps HOME) must not create files there, or trust those it finds.
 */
export const isForeign = (folder: string): boolean => {
  if (process.geteuid === undefined) return false;
  return existsSync(folder) ? statSync(folder).uid !== process.geteuid() : isForeign(dirname(folder));
};
