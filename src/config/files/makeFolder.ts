import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing; throws as `mkdirSync` does. Node's own `recursive` never ends where a file system
 * answers ENOENT below a folder that is there, as /proc does.
 */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process of ours may have made it in the meantime.
    if (!existsSync(folder)) throw error;
  }
};

/**
 * Whether a folder, or if it is missing the nearest one above it that is there, belongs to another account: root in a user's home
 * (`sudo` that keeps HOME) is not to leave anything there, nor to rely on what it finds.
 */
export const isForeign = (folder: string): boolean => {
  if (process.geteuid === undefined) return false;
  return existsSync(folder) ? statSync(folder).uid !== process.geteuid() : isForeign(dirname(folder));
};
