import { access, constants, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { cosmiconfig, type Loader } from 'cosmiconfig';
import type { ConfigDocument } from './document.ts';
import { ConfigError } from './issue.ts';
import type { Surroundings } from './paths.ts';
import { PACKAGE_KEY, readConfigFile } from './readConfigFile.ts';

const NAME = 'rtail';
const ENDINGS = ['.json', '.yaml', '.yml', '.js', '.ts', '.mjs', '.cjs'];
const named = (stem: string): string[] => ENDINGS.map(ending => stem + ending);

/** The names a configuration may have in any directory, the first found taken. */
export const CONFIG_NAMES: readonly string[] = [
  `.${NAME}rc`,
  ...named(`.${NAME}rc`),
  ...named(`${NAME}.config`),
  'package.json',
];

/** The further names it may have in `$XDG_CONFIG_HOME/rtail`. */
const USER_NAMES: readonly string[] = [
  ...named('config'),
  `${NAME}rc`,
  ...named(`${NAME}rc`),
  ...CONFIG_NAMES,
];

/** What cosmiconfig is to hand back: our own reading, which knows lines. */
const load: Loader = file => readConfigFile(file);

/** Only a package.json that has our key counts; what else is wrong with it is not our business. */
const loadPackage: Loader = async (file, content) => {
  try {
    const whole: unknown = JSON.parse(content);
    const ours = typeof whole === 'object' && whole !== null && Object.hasOwn(whole, PACKAGE_KEY);
    return ours ? { [PACKAGE_KEY]: await readConfigFile(file) } : {};
  } catch {
    return {};
  }
};

const loadJson: Loader = (file, content) =>
  file.endsWith('/package.json') ? loadPackage(file, content) : load(file, content);

/** The configuration of one directory, or null. One that is there but may not be read is a document that says so. */
export async function findInDirectory(
  directory: string,
  names: readonly string[] = CONFIG_NAMES,
): Promise<ConfigDocument | null> {
  const present = await readdir(directory).catch((): string[] => []);
  const candidates = names.filter(name => present.includes(name));
  if (candidates.length === 0) return null;
  const found = await search(directory, candidates);
  return found ?? readUnreadable(candidates.map(name => join(directory, name)));
}

async function search(directory: string, names: readonly string[]): Promise<ConfigDocument | null> {
  const loaders = {
    ...Object.fromEntries(ENDINGS.map(ending => [ending, load])),
    '.json': loadJson,
    noExt: load,
  };
  try {
    const explorer = cosmiconfig(NAME, {
      searchPlaces: [...names],
      searchStrategy: 'none',
      cache: false,
      packageProp: PACKAGE_KEY,
      loaders,
    });
    return (await explorer.search(directory))?.config ?? null;
  } catch (error) {
    // cosmiconfig reads its own settings from the working directory's package.json, and fails when that is broken.
    const message = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
    throw new ConfigError([{ file: directory, position: null, path: [], message, advice: null }]);
  }
}

/** cosmiconfig passes over what it may not read; a person who wrote that file wants to know. */
async function readUnreadable(files: readonly string[]): Promise<ConfigDocument | null> {
  for (const file of files) {
    const failure = await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => error);
    if (failure?.code === 'EACCES' && basename(file) !== 'package.json') return readConfigFile(file);
  }
  return null;
}

/** The nearest configuration: the working directory, its parents, then the user's own. */
export async function findConfig(where: Surroundings): Promise<ConfigDocument | null> {
  for (let directory = resolve(where.cwd); ; directory = dirname(directory)) {
    const found = await findInDirectory(directory);
    if (found) return found;
    if (directory === dirname(directory)) return findUserConfig(where);
  }
}

/** The user's own configuration: in `$XDG_CONFIG_HOME/rtail`, else in the home. */
export async function findUserConfig({ env, home }: Surroundings): Promise<ConfigDocument | null> {
  const xdg = env['XDG_CONFIG_HOME'] || join(home, '.config');
  return (await findInDirectory(join(xdg, NAME), USER_NAMES)) ?? (await findInDirectory(home));
}
