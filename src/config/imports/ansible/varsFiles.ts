import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readSource } from '../../files/source.ts';
import type { Notes } from '../imported.ts';
import type { Vars } from './tree.ts';
import { isMap, parseYaml } from './yaml.ts';

/** The variables in `group_vars` or `host_vars`, by the name of the group or host. */
export type VarsOf = ReadonlyMap<string, Vars>;

const ENDING = /\.(?:ya?ml|json)$/;

/** Reads the `group_vars` or `host_vars` in a folder, only for these names. Records what cannot be read. */
export const readVarsFolder = async (
  folder: string,
  names: ReadonlySet<string>,
  notes: Notes,
): Promise<VarsOf> => {
  const found = new Map<string, Vars>();
  for (const entry of (await readdir(folder).catch((): string[] => [])).toSorted()) {
    const name = names.has(entry) ? entry : entry.replace(ENDING, '');
    if (!names.has(name) || isPassedOver(entry)) continue;
    for (const file of await filesAt(join(folder, entry)))
      found.set(name, { ...found.get(name), ...(await readVars(file, notes)) });
  }
  return found;
};

/** Files left behind by editors and packagers. */
const isPassedOver = (name: string): boolean =>
  name.startsWith('.') || /~$|\.(?:orig|bak|rpmsave)$/.test(name);

const MAX_DEPTH = 5;

/** Returns a file, or all files in a folder, sorted by name. */
const filesAt = async (path: string, depth = 0): Promise<readonly string[]> => {
  const kind = await stat(path).catch(() => null);
  if (kind?.isFile()) return [path];
  if (!kind?.isDirectory() || depth > MAX_DEPTH) return [];
  const names = (await readdir(path).catch((): string[] => [])).toSorted();
  const files = names.filter(name => !isPassedOver(name)).map(name => filesAt(join(path, name), depth + 1));
  return (await Promise.all(files)).flat();
};

const readVars = async (file: string, notes: Notes): Promise<Vars> => {
  const read = await readSource(file);
  if (!read.ok) {
    notes.add(`${file} ${read.problem.message}`);
    return {};
  }
  const text = read.source.bytes.toString('utf8');
  if (text.startsWith('$ANSIBLE_VAULT')) {
    notes.add(`${file} is encrypted by Ansible Vault: skipped`);
    return {};
  }
  const parsed = parseYaml(text);
  if (typeof parsed === 'string') notes.add(`${file}: invalid YAML: ${parsed}`);
  else if (isMap(parsed.value)) return parsed.value;
  return {};
};
