import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../config/files/makeFolder.ts';
import { type Surroundings, xdgFolder } from '../../config/files/paths.ts';
import { parseScheme, schemeText } from '../../core/sourceSchemes.ts';

/** Number of SOURCE arguments to remember. */
const MOST = 20;

const fileIn = (where: Surroundings): string => join(xdgFolder(where, 'XDG_STATE_HOME'), 'rtail', 'recent');

/** Returns recently picked SOURCE arguments, the latest first; empty if they cannot be read. */
export const recentSources = (where: Surroundings): readonly string[] => {
  try {
    return readFileSync(fileIn(where), 'utf8').split('\n').filter(Boolean).slice(0, MOST);
  } catch {
    return [];
  }
};

const withoutPassword = (name: string): string => {
  const parsed = parseScheme(name);
  return parsed?.ok === true ? schemeText(parsed.place) : name;
};

/** Remembers these as the latest. Silently does nothing if they cannot be written. */
export const rememberSources = (names: readonly string[], where: Surroundings): void => {
  const kept = [...new Set([...names.map(withoutPassword), ...recentSources(where)])].slice(0, MOST);
  try {
    const file = fileIn(where);
    makeFolder(dirname(file));
    writeFileSync(file, `${kept.join('\n')}\n`, { mode: 0o600 });
  } catch {
    // A read-only home directory is no reason to fail.
  }
};
