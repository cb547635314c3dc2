import { randomBytes } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { configSchema, type View } from '../schema/schema.ts';
import { checkDocument } from './check.ts';
import { programDocument, readDocument } from './document.ts';
import { ConfigError, type ConfigPath } from './issue.ts';
import { makeFolder } from './makeFolder.ts';
import { PACKAGE_KEY, type Surroundings } from './paths.ts';
import { isProgram } from './program.ts';
import { findUserConfig } from './search.ts';
import { addViewToJson, addViewToYaml } from './viewText.ts';

/**
 * Saves a view in the user's own configuration file (`~/.rtailrc` if there is none yet), preserving comments. Returns
 * the file. Throws a ConfigError if the view or the file is unusable, or the file system's error.
 */
export const saveView = async (name: string, view: View, where: Surroundings): Promise<string> => {
  const found = await findUserConfig(where);
  if (found && !found.ok) throw unwritable(found.problem.file, found.problem.message, found.problem.advice);
  const file = found?.source.file ?? join(where.home, '.rtailrc');
  const { issues } = checkDocument(
    programDocument(file, { views: { [name]: view } }),
    configSchema({ options: [] }),
  );
  if (issues.length > 0) throw new ConfigError(issues);
  if (isProgram(file))
    throw unwritable(file, 'is a program, which rtail cannot edit', 'Add the view by hand');
  const text = found?.source.bytes.toString('utf8') ?? '';
  const root = basename(file) === 'package.json' ? [PACKAGE_KEY] : [];
  await replaceFile(file, withView(file, text, root, name, view));
  return file;
};

const unwritable = (file: string, message: string, advice: string | null): ConfigError =>
  new ConfigError([{ file, position: null, path: ['views'], message, advice }]);

/** Returns the file's text including the view. */
const withView = (file: string, text: string, root: ConfigPath, name: string, view: View): string => {
  const { issues } = readDocument(file, text);
  if (issues.length > 0) throw new ConfigError(issues);
  const isJson = extname(file) === '.json' || text.trimStart().startsWith('{');
  return isJson ? addViewToJson(text, [...root, 'views'], name, view) : addViewToYaml(text, name, view);
};

/** Writes to a temporary file and renames it, so that the file is always complete; preserves a symbolic link. */
const replaceFile = async (file: string, text: string): Promise<void> => {
  const target = await realpath(file).catch(() => file);
  const mode = (await stat(target).catch(() => null))?.mode ?? 0o600;
  makeFolder(dirname(target));
  // The name is unpredictable, so that nobody can plant another file there.
  const beside = `${target}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(beside, text, { mode, flag: 'wx' });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};
