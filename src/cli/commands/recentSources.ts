import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../config/files/makeFolder.ts';
import { type Surroundings, xdgFolder } from '../../config/files/paths.ts';

/** How many SOURCEs are remembered. */
const MOST = 20;

const fileIn = (where: Surroundings): string => join(xdgFolder(where, 'XDG_STATE_HOME'), 'rtail', 'recent');

/** SOURCE arguments picked before, the latest first; none where nothing can be read. */
export const recentSources = (where: Surroundings): readonly string[] => {
  try {
    return readFileSync(fileIn(where), 'utf8').split('\n').filter(Boolean).slice(0, MOST);
  } catch {
    return [];
  }
};

/** Remembers these as the latest. Nobody is troubled where it cannot be written. */
export const rememberSources = (names: readonly string[], where: Surroundings): void => {
  const kept = [...new Set([...names, ...recentSources(where)])].slice(0, MOST);
  try {
    const file = fileIn(where);
    makeFolder(dirname(file));
    writeFileSync(file, `${kept.join('\n')}\n`, { mode: 0o600 });
  } catch {
    // A home that cannot be written to is no reason to fail.
  }
};
