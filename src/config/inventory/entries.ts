import type { ConfigPath } from '../files/issue.ts';
import type { FileOrigin } from '../files/merge.ts';
import type { LoadedConfig } from '../load.ts';

/** One value of the configuration (a list counts as one), and its origin. */
export interface ConfigEntry {
  readonly path: ConfigPath;
  readonly value: unknown;
  readonly origin: FileOrigin | null;
}

/** Returns every value of the current configuration, in its original order. */
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
  // An empty map is meaningful for a host or view, but not for a section.
  if (entries.length === 0) return path.length > 1 ? [{ path, value }] : [];
  return entries.flatMap(([key, inner]) => (inner === undefined ? [] : leaves(inner, [...path, key])));
};
