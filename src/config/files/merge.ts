import type { ConfigDocument } from './document.ts';
import { type ConfigPath, type Position, valueAt } from './issue.ts';

type Tree = Readonly<Record<string, unknown>>;

/** The file and place that a value came from. */
export interface FileOrigin {
  readonly file: string;
  readonly position: Position | null;
}

/** One file's share of a configuration. */
export interface Layer {
  readonly document: ConfigDocument;
  readonly value: Tree;
}

/**
 * One configuration out of several, the nearest first: maps are merged key by key, of anything else the nearest wins.
 * The keys of the farther file come first.
 */
export const mergeLayers = (layers: readonly Layer[]): Tree =>
  layers.reduceRight<Tree>((far, { value }) => mergeMaps(far, value, []), {});

const mergeMaps = (far: Tree, near: Tree, path: ConfigPath): Tree => {
  const isLog = path.length === 2 && path[0] === 'logs';
  const merged: Record<string, unknown> = { ...(isLog ? withoutRival(far, near) : far) };
  for (const [key, value] of Object.entries(near)) {
    // Assigned, it would become the map's prototype, whose keys nobody checked.
    if (key === '__proto__') continue;
    const under = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (isTree(under) && isTree(value)) merged[key] = mergeMaps(under, value, [...path, key]);
    else if (value !== null || under === undefined) merged[key] = value;
  }
  return merged;
};

/** A log is a path or a command: the nearer file's choice takes the other out. */
const withoutRival = ({ path, command, ...rest }: Tree, near: Tree): Tree =>
  'path' in near || 'command' in near ? rest : { ...rest, ...given({ path, command }) };

const given = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the merged value at `path` came from: the nearest file that has it; null if none does. */
export const originIn = (layers: readonly Layer[], path: ConfigPath): FileOrigin | null => {
  const having = layers.filter(({ value }) => valueAt(value, path) !== undefined);
  const layer = having.find(({ value }) => valueAt(value, path) !== null) ?? having[0];
  return layer ? { file: layer.document.file, position: layer.document.locate(path) } : null;
};
