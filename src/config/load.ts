import { resolve } from 'node:path';
import { checkDocument } from './files/check.ts';
import type { ConfigDocument } from './files/document.ts';
import { followExtends } from './files/extend.ts';
import { ConfigError, type ConfigIssue, type ConfigPath } from './files/issue.ts';
import { type FileOrigin, type Layer, mergeLayers, originIn } from './files/merge.ts';
import { absolutePath, type Surroundings } from './files/paths.ts';
import { readConfigFile } from './files/readConfigFile.ts';
import { findConfig, findUserConfig } from './files/search.ts';
import type { Inventory } from './inventory/inventory.ts';
import { startResolution } from './inventory/resolution.ts';
import { resolveInventory } from './inventory/resolveInventory.ts';
import { type Config, configSchema, type Vocabulary } from './schema/schema.ts';

export interface LoadRequest {
  readonly where: Surroundings;
  readonly vocabulary: Vocabulary;
  /** `--config`: this file and no search; null or empty: `RTAIL_CONFIG`, else the nearest. */
  readonly file: string | null;
}

/** The configuration in force. */
export interface LoadedConfig {
  /** The files it comes from, the nearest first; none: there is no configuration. */
  readonly files: readonly string[];
  readonly config: Config;
  readonly inventory: Inventory;
  /** The file and place that the value at a path comes from. */
  origin(path: ConfigPath): FileOrigin | null;
}

/** What says how the screen looks to one person: read from the user's own file wherever they stand. */
const PERSONAL = ['views', 'keys', 'highlight'];

/** Finds, reads, checks, merges and resolves the configuration. Throws a ConfigError with everything that is wrong. */
export async function loadConfig({ where, vocabulary, file }: LoadRequest): Promise<LoadedConfig> {
  const { documents, issues: trouble } = await gather(where, file);
  const schema = configSchema(vocabulary);
  const checked = documents.map(document => ({ document, ...checkDocument(document, schema) }));
  const layers: Layer[] = [...checked, ...(await personalLayer(where, documents, schema))];
  const issues: ConfigIssue[] = [...trouble, ...checked.flatMap(layer => layer.issues)];
  const config = schema.parse(mergeLayers(layers));
  const origin = (path: ConfigPath) => originIn(layers, path);
  if (trouble.length === 0 && isWhole(issues)) {
    const resolution = startResolution(config, where.home, origin);
    const inventory = resolveInventory(resolution);
    issues.push(
      ...resolution.issues.filter(({ path }) => !issues.some(issue => startsWith(issue.path, path))),
    );
    if (issues.length === 0) return { files: documents.map(({ file }) => file), config, inventory, origin };
  }
  throw new ConfigError(issues);
}

async function gather(where: Surroundings, file: string | null) {
  const wanted = file || where.env['RTAIL_CONFIG'];
  const first = wanted
    ? await readConfigFile(absolutePath(wanted, resolve(where.cwd), where.home))
    : await findConfig(where);
  return first ? followExtends(first, where.home) : { documents: [], issues: [] };
}

/** The sections that hold names others refer to. */
const NAMED = ['hosts', 'teams', 'logs', 'groups'];

/** False where so much is missing that every reference to it would be reported too. */
const isWhole = (issues: readonly ConfigIssue[]): boolean =>
  issues.every(({ path }) => path.length > 1 || (path.length === 1 && !NAMED.includes(String(path[0]))));

/** A thing is not said to be missing where a misspelt key for it was reported. */
const startsWith = (path: ConfigPath, start: ConfigPath): boolean =>
  start.every((key, index) => path[index] === key);

/** The personal part of the user's own file, unless that is among the documents. Its mistakes are for when it is used. */
async function personalLayer(
  where: Surroundings,
  documents: readonly ConfigDocument[],
  schema: ReturnType<typeof configSchema>,
): Promise<Layer[]> {
  if (documents.length === 0) return [];
  const document = await findUserConfig(where);
  if (!document || documents.some(({ file }) => file === document.file)) return [];
  const { value } = checkDocument(document, schema);
  const personal = Object.entries(value).filter(([key]) => PERSONAL.includes(key));
  return [{ document, value: Object.fromEntries(personal) }];
}
