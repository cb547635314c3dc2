import { checkDocument } from './files/check.ts';
import { concealmentFor } from './files/conceal.ts';
import { type ConfigDocument, programDocument } from './files/document.ts';
import { type Chain, openDocument } from './files/extend.ts';
import { ConfigError, type ConfigIssue, type ConfigPath, showPath } from './files/issue.ts';
import { type Layer, mergeLayers, originIn } from './files/merge.ts';
import type { Surroundings } from './files/paths.ts';
import { findUserConfig } from './files/search.ts';
import type { Gathered, LoadRequest } from './gather.ts';
import { type ImportedInventory, leftOut, NOTHING_IMPORTED } from './imports/imported.ts';
import { divideImports, importRequests, importsSchema, isImport } from './imports/importKeys.ts';
import { startResolution } from './inventory/resolution.ts';
import { resolveInventory } from './inventory/resolveInventory.ts';
import type { LoadedConfig } from './loadedConfig.ts';
import { type Config, configSchema, type HostConfig } from './schema/schema.ts';
import { keysAt } from './schema/schemaKeys.ts';
import { withoutGuardedKeys } from './trust/guardedKeys.ts';
import { thisPerson, unsafeReason } from './trust/ownership.ts';

/** Personal settings of the screen, always read from the user's own file. */
const PERSONAL = ['views', 'keys', 'highlight'];

/** Checks, merges and resolves the configuration that was found. Throws a ConfigError with everything that is wrong. */
export const loadGathered = async (
  { chain, guarded }: Gathered,
  request: LoadRequest,
): Promise<LoadedConfig> => {
  const { where, vocabulary } = request;
  const { documents, issues: trouble } = chain;
  const schema = configSchema(vocabulary);
  const counting = (value: Layer['value']) =>
    guarded ? withoutGuardedKeys(value, vocabulary.options) : value;
  const checked = documents.map(document => {
    const { value, issues } = checkDocument(document, schema);
    return { document, value: counting(value), whole: value, issues };
  });
  const layers: Layer[] = [...checked, ...(await personalLayer(where, documents, schema))];
  const concealed = concealmentFor(chain, keysAt(schema, []));
  const issues: ConfigIssue[] = [...trouble, ...checked.flatMap(layer => layer.issues)];
  const { imports: written, rest } = divideImports(mergeLayers(layers));
  // A single file is the configuration, and was checked.
  const isChecked = layers.length === 1 && !guarded && issues.length === 0;
  const config = isChecked ? (rest as Config) : schema.parse(rest);
  const origin = (path: ConfigPath) => originIn(layers, path);
  const imported = await importsOf(written, request, { config, origin, schema, confined: !chain.trusted });
  for (const { kind, failure, from } of imported.reports) {
    if (failure === null || kind === 'command') continue;
    const place = origin(['hosts', kind]);
    const message = `${from} ${failure}`;
    issues.push({
      file: null,
      position: null,
      ...place,
      path: ['hosts', kind],
      message,
      advice: 'correct the path',
    });
  }
  if (trouble.length === 0 && isWhole(issues)) {
    const resolution = startResolution(
      config,
      where.home,
      origin,
      guarded ? commandLogs(chain) : [],
      imported,
      isPartial(written, request, imported) || withholdsImports(checked, written),
    );
    const inventory = {
      ...resolveInventory(resolution),
      leftOut: leftOut(imported.reports),
      incomplete: imported.reports.some(({ failure }) => failure !== null),
    };
    // An untrusted program may define what seems to be missing.
    if (chain.withheld === null) {
      const missing = resolution.issues.filter(
        ({ path }) => !issues.some(issue => startsWith(issue.path, path)),
      );
      issues.push(...missing.map(concealed.reference));
    }
    if (issues.length === 0) {
      const files = documents.map(({ file }) => file);
      return { files, config, imports: written, imported: imported.reports, inventory, origin };
    }
  }
  throw new ConfigError(issues.map(concealed.form));
};

/** Returns true if some hosts may not have been read. */
const isPartial = (
  written: Readonly<Record<string, unknown>>,
  { imports }: LoadRequest,
  { reports }: ImportedInventory,
): boolean =>
  Object.keys(written).length > 0 && (imports === 'none' || reports.some(({ failure }) => failure !== null));

/** Returns true if an import is ignored. */
const withholdsImports = (
  checked: readonly (Layer & { readonly whole: Layer['value'] })[],
  written: Readonly<Record<string, unknown>>,
): boolean => {
  const whole = mergeLayers(checked.map(layer => ({ ...layer, value: layer.whole })));
  return Object.keys(divideImports(whole).imports).some(kind => !Object.hasOwn(written, kind));
};

/** The context for running imports. */
interface ImportSetting extends Pick<LoadedConfig, 'config' | 'origin'> {
  readonly schema: ReturnType<typeof configSchema>;
  readonly confined: boolean;
}

/** Runs the imports; loads their code only if there are any. */
const importsOf = async (
  written: Readonly<Record<string, unknown>>,
  { where, imports = 'due', onRun }: LoadRequest,
  { config, origin, schema, confined }: ImportSetting,
): Promise<ImportedInventory> => {
  if (imports === 'none' || Object.keys(written).length === 0) return NOTHING_IMPORTED;
  const requests = importRequests(importsSchema.parse(written));
  const { importHosts } = await import('./imports/importHosts.ts');
  return importHosts(requests, {
    where,
    mode: imports,
    confined,
    fileOf: kind => origin(['hosts', kind])?.file ?? null,
    teams: Object.keys(config.teams ?? {}),
    now: Date.now(),
    ...(onRun && { onRun }),
    check: hosts => {
      const own = Object.fromEntries(Object.entries(hosts).filter(([, host]) => !isImport(host)));
      const { value, issues } = checkDocument(programDocument('answer', { hosts: own }), schema);
      return {
        hosts: (value['hosts'] ?? {}) as Record<string, HostConfig>,
        problems: issues.map(importProblem),
      };
    },
  });
};

const importProblem = ({ path, message }: ConfigIssue): string => `${showPath(path)}: ${message}`;

/** Returns the names of logs whose command was ignored. */
const commandLogs = ({ documents }: Chain): readonly string[] =>
  documents.flatMap(({ value }) =>
    Object.entries((value as { logs?: object | null } | null)?.logs ?? {}).flatMap(([name, log]) =>
      typeof log === 'object' && log !== null && Object.hasOwn(log, 'command') ? [name] : [],
    ),
  );

/** Sections with names that others refer to. */
const NAMED = ['hosts', 'teams', 'logs', 'groups'];

/** Returns false if so much is missing that every reference to it would be reported too. */
const isWhole = (issues: readonly ConfigIssue[]): boolean =>
  issues.every(({ path }) => path.length > 1 || (path.length === 1 && !NAMED.includes(String(path[0]))));

/** Suppresses reports of missing entries whose misspelt key was already reported. */
const startsWith = (path: ConfigPath, start: ConfigPath): boolean =>
  start.every((key, index) => path[index] === key);

/**
 * Returns the personal part of the user's own file, unless it is among the documents. Its errors are reported when it
 * is used.
 */
const personalLayer = async (
  where: Surroundings,
  documents: readonly ConfigDocument[],
  schema: ReturnType<typeof configSchema>,
): Promise<Layer[]> => {
  if (documents.length === 0) return [];
  const read = await findUserConfig(
    where,
    documents.map(({ file }) => file),
  );
  if (!read?.ok) return [];
  if ((await unsafeReason(read.source, thisPerson(where.env)).catch(String)) !== null) return [];
  const document = await openDocument(read.source, { discreet: false, pinned: false });
  const { value } = checkDocument(document, schema);
  const personal = Object.entries(value).filter(([key]) => PERSONAL.includes(key));
  return [{ document, value: Object.fromEntries(personal) }];
};
