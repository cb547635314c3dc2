import type { ConfigPath } from '../files/issue.ts';
import type { FileOrigin } from '../files/merge.ts';
import type { LoadedConfig } from '../load.ts';

/** One value of the configuration, a list counted as one, and where it was said. */
export interface ConfigEntry {
  readonly path: ConfigPath;
  readonly value: unknown;
  readonly origin: FileOrigin | null;
}

/** Every value of the configuration in force, in the order written. */
export const configEntries = ({ config, imports, origin }: LoadedConfig): readonly ConfigEntry[] =>
  leaves({ ...config, hosts: { ...imports, ...config.hosts } }, []).map(({ path, value }) => ({
    path,
    value,
    origin: origin(path),
  }));

type Leaf = Omit<ConfigEntry, 'origin'>;

const leaves = (value: unknown, path: ConfigPath): readonly Leaf[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  const entries = Object.entries(value);
  // An empty map says something about a host or view, nothing about a section.
  if (entries.length === 0) return path.length > 1 ? [{ path, value }] : [];
  return entries.flatMap(([key, inner]) => (inner === undefined ? [] : leaves(inner, [...path, key])));
};
