import { existsSync, mkdirSync } from 'node:fs';
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
    // Another process of ours may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
};
