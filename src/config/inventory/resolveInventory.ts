import { resolveGroups } from './groups.ts';
import { resolveHosts } from './hosts.ts';
import { type Inventory, tagsOf } from './inventory.ts';
import { assignLogs, resolveLogs } from './logs.ts';
import type { Names } from './members.ts';
import type { Resolution } from './resolution.ts';
import { resolveTeams } from './teams.ts';

/** Resolves every reference of a configuration; reports unresolved ones. */
export const resolveInventory = (resolution: Resolution): Inventory => {
  const teams = resolveTeams(resolution);
  const bare = resolveHosts(resolution, teams);
  const names: Names = {
    hosts: [...bare.keys()],
    tags: tagsOf({ hosts: bare }),
    groups: [
      ...new Set([...Object.keys(resolution.config.groups ?? {}), ...resolution.imported.groups.keys()]),
    ],
  };
  const groups = resolveGroups(resolution, names);
  const logs = resolveLogs(resolution);
  return { teams, groups, logs, hosts: assignLogs(resolution, bare, logs, names, groups) };
};
