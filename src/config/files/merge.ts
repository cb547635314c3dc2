import type { ConfigDocument } from './document.ts';
import { type ConfigPath, type Position, valueAt } from './issue.ts';

type Tree = Readonly<Record<string, unknown>>;

/** The file and position of a value. */
export interface FileOrigin {
  readonly file: string;
  readonly position: Position | null;
}

/** One file's contribution to a configuration. */
export interface Layer {
  readonly document: ConfigDocument;
  readonly value: Tree;
}

/**
 * Merges several configurations, the nearest first: maps are merged by key; for anything else, the nearest wins. The
 * keys of the farther file come first.
 */
export const mergeLayers = (layers: readonly Layer[]): Tree =>
  layers.reduceRight<Tree>((far, { value }) => mergeMaps(far, value, []), {});

const mergeMaps = (far: Tree, near: Tree, path: ConfigPath): Tree => {
  const isLog = path.length === 2 && path[0] === 'logs';
  const merged: Record<string, unknown> = { ...(isLog ? withoutRival(far, near) : far) };
  for (const [key, value] of Object.entries(near)) {
    // Assigning it would replace the map's prototype with unchecked keys.
    if (key === '__proto__') continue;
    const under = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (isTree(under) && isTree(value)) merged[key] = mergeMaps(under, value, [...path, key]);
    else if (value !== null || under === undefined) merged[key] = value;
  }
  return merged;
};

/** Returns a log without its alternative: it has either a path or a command, and the nearer file decides. */
const withoutRival = ({ path, command, ...rest }: Tree, near: Tree): Tree =>
  'path' in near || 'command' in near ? rest : { ...rest, ...given({ path, command }) };

const given = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the origin of the merged value at `path`: the nearest file that has it; null if none does. */
export const originIn = (layers: readonly Layer[], path: ConfigPath): FileOrigin | null => {
  const having = layers.filter(({ value }) => valueAt(value, path) !== undefined);
  const layer = having.find(({ value }) => valueAt(value, path) !== null) ?? having[0];
  if (!layer) return null;
  const { file, locate } = layer.document;
  // Finding a position may take longer than parsing the file did; often only the file matters.
  return {
    file,
    get position() {
      return locate(path);
    },
  };
};
