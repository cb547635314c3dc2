import type { ConfigPath } from '../files/issue.ts';
import { type Names, resolveMembers } from './members.ts';
import type { Resolution } from './resolution.ts';

/** Resolves the groups to lists of host names. */
export const resolveGroups = (
  resolution: Resolution,
  names: Names,
): ReadonlyMap<string, readonly string[]> => {
  const resolved = new Map<string, readonly string[]>();
  const resolve = (name: string, under: readonly string[]): readonly string[] => {
    const known = resolved.get(name);
    if (known) return known;
    const imported = resolution.imported.groups.get(name);
    if (imported && !Object.hasOwn(resolution.config.groups ?? {}, name)) return imported;
    const round = [...under, name];
    const hosts = resolveMembers(
      resolution,
      resolution.config.groups?.[name] ?? [],
      ['groups', name],
      names,
      (inner: string, path: ConfigPath) => {
        if (!round.includes(inner)) return resolve(inner, round);
        resolution.report(
          path,
          `the group contains itself: ${[...round, inner].join(' -> ')}`,
          'remove one of them',
        );
        return [];
      },
    );
    resolved.set(name, hosts);
    return hosts;
  };
  // In the original order, not in the order of their references.
  return new Map(names.groups.map(name => [name, resolve(name, [])]));
};
