import { readdirSync, realpathSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { cosmiconfig, type Loader } from 'cosmiconfig';
import { metaSearchPlaces } from 'cosmiconfig/dist/defaults.js';
import { PACKAGE_KEY, type Surroundings, xdgFolder } from './paths.ts';
import { readSource, type SourceRead } from './source.ts';

const NAME = 'rtail';
const ENDINGS = ['.json', '.yaml', '.yml', '.js', '.ts', '.mjs', '.cjs'];
const named = (stem: string): string[] => ENDINGS.map(ending => stem + ending);

/** File names for a configuration in any directory; the first existing one is used. */
export const CONFIG_NAMES: readonly string[] = [
  `.${NAME}rc`,
  ...named(`.${NAME}rc`),
  ...named(`${NAME}.config`),
  'package.json',
];

/** Additional file names in `$XDG_CONFIG_HOME/rtail`. */
const USER_NAMES: readonly string[] = [
  ...named('config'),
  `${NAME}rc`,
  ...named(`${NAME}rc`),
  ...CONFIG_NAMES,
];

// Otherwise cosmiconfig first searches the working directory for settings of its own, and runs ./.config/config.js.
metaSearchPlaces.length = 0;

/** Makes cosmiconfig return files as we read them, without running anything. */
const load: Loader = file => readSource(file);

/** Accepts a package.json only if it has our key; its other problems are not ours. */
const loadPackage: Loader = async file => {
  const read = await readSource(file);
  try {
    const whole: unknown = read.ok ? JSON.parse(read.source.bytes.toString()) : null;
    const ours = typeof whole === 'object' && whole !== null && Object.hasOwn(whole, PACKAGE_KEY);
    return ours ? { [PACKAGE_KEY]: read } : {};
  } catch {
    return {};
  }
};

const loadJson: Loader = (file, content) =>
  basename(file) === 'package.json' ? loadPackage(file, content) : load(file, content);

/** Returns the configuration file of one directory, or null. An unusable one is returned as a problem. */
export const findInDirectory = async (
  directory: string,
  names: readonly string[] = CONFIG_NAMES,
): Promise<SourceRead | null> => (await findUnread(directory, names, [])) as SourceRead | null;

/**
 * The same, except that it does not read one of these files again. Directories are listed synchronously, which takes far
 * less time than waiting for another thread.
 */
const findUnread = async (
  directory: string,
  names: readonly string[],
  known: readonly string[],
): Promise<SourceRead | 'known' | null> => {
  const present = orElse([], () => readdirSync(directory));
  for (const name of names.filter(name => present.includes(name))) {
    if (known.includes(join(directory, name))) return 'known';
    const kind = orElse(null, () => statSync(join(directory, name)));
    if (!kind || kind.isDirectory()) continue;
    // cosmiconfig would open a pipe or a device, and wait.
    const found = kind.isFile() ? await search(directory, name) : await readSource(join(directory, name));
    if (found) return found;
  }
  return null;
};

const search = async (directory: string, name: string): Promise<SourceRead | null> => {
  const loaders = {
    ...Object.fromEntries(ENDINGS.map(ending => [ending, load])),
    '.json': loadJson,
    noExt: load,
  };
  try {
    const explorer = cosmiconfig(NAME, {
      searchPlaces: [name],
      searchStrategy: 'none',
      cache: false,
      packageProp: PACKAGE_KEY,
      loaders,
    });
    const found: SourceRead | undefined = (await explorer.search(directory))?.config;
    return found ?? readUnreadable(join(directory, name));
  } catch {
    // It fails if the working directory was deleted, wherever it searches.
    return name === 'package.json' ? null : readSource(join(directory, name));
  }
};

/** Reports an unreadable file, which cosmiconfig would skip silently. */
const readUnreadable = async (file: string): Promise<SourceRead | null> => {
  const failure = await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => error);
  return failure?.code === 'EACCES' && basename(file) !== 'package.json' ? readSource(file) : null;
};

/** A configuration file that may apply. */
export interface Candidate {
  readonly read: SourceRead;
  /** True if it is in the user's own configuration folder. */
  readonly own: boolean;
}

/**
 * Yields every configuration file in order of precedence: from the working directory, its parents, then the user's own.
 */
export async function* configCandidates(where: Surroundings): AsyncGenerator<Candidate> {
  for (let directory = resolve(where.cwd); ; directory = dirname(directory)) {
    for await (const read of allInDirectory(directory, CONFIG_NAMES))
      yield { read, own: isOwnFile(fileOf(read), where) };
    if (directory === dirname(directory)) break;
  }
  for (const [directory, names] of userDirectories(where)) {
    for await (const read of allInDirectory(directory, names)) yield { read, own: true };
  }
}

async function* allInDirectory(directory: string, names: readonly string[]): AsyncGenerator<SourceRead> {
  for (let left = names; ; ) {
    const found = await findInDirectory(directory, left);
    if (!found) return;
    yield found;
    left = left.slice(left.indexOf(basename(fileOf(found))) + 1);
  }
}

const fileOf = (read: SourceRead): string => (read.ok ? read.source.file : read.problem.file);

/** Returns `$XDG_CONFIG_HOME/rtail` and the home. */
const userDirectories = (where: Surroundings): readonly [string, readonly string[]][] => [
  [join(xdgFolder(where, 'XDG_CONFIG_HOME'), NAME), USER_NAMES],
  [where.home, CONFIG_NAMES],
];

/** Returns true if a file is in the user's own configuration folder. */
export const isOwnFile = (file: string, where: Surroundings): boolean => {
  const real = (path: string) => orElse(path, () => realpathSync(path));
  return userDirectories(where).some(([folder]) => real(folder) === real(dirname(file)));
};

/**
 * Returns the user's own configuration file: in `$XDG_CONFIG_HOME/rtail`, or else in the home; null if there is none, or
 * if it is one of the `known` files, which were read already.
 */
export const findUserConfig = async (
  where: Surroundings,
  known: readonly string[] = [],
): Promise<SourceRead | null> => {
  for (const [directory, names] of userDirectories(where)) {
    const found = await findUnread(directory, names, known);
    if (found) return found === 'known' ? null : found;
  }
  return null;
};

/** Returns the result of a call to the file system, or something else if it fails. */
const orElse = <T>(otherwise: T, call: () => T): T => {
  try {
    return call();
  } catch {
    return otherwise;
  }
};
