import type { Host, LogFormat, Login, LogPlace } from '../../core/target.ts';
import type { LoginDefaults } from './loginDefaults.ts';

/** A host described by the inventory. */
export interface InventoryHost extends Host {
  readonly tags: readonly string[];
  /** Names of its logs, in the inventory's order. */
  readonly logs: readonly string[];
}

export interface InventoryLog {
  readonly name: string;
  readonly place: LogPlace;
  readonly format: LogFormat;
}

/** The common settings of a team's hosts. */
export interface Team extends LoginDefaults {
  readonly name: string;
  /** Jump hosts, the outermost first; null: as in `~/.ssh/config`; empty: none. */
  readonly jump: readonly Login[] | null;
  readonly timezone: string | null;
}

/** All hosts and logs in the configuration, with references resolved, in their original order. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly logs: ReadonlyMap<string, InventoryLog>;
  /** Names of the hosts in each group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly teams: ReadonlyMap<string, Team>;
  /** Why imported hosts and groups (`@name`) are not in it. Default: none are missing. */
  readonly leftOut?: ReadonlyMap<string, string>;
  /** True if an import failed, so hosts may be missing. */
  readonly incomplete?: boolean;
}

/** Returns each tag with the names of its hosts. */
export const tagsOf = ({
  hosts,
}: {
  readonly hosts: ReadonlyMap<string, { readonly name: string; readonly tags: readonly string[] }>;
}): ReadonlyMap<string, readonly string[]> => {
  const tags = new Map<string, string[]>();
  for (const host of hosts.values()) {
    for (const tag of host.tags) {
      const hosts = tags.get(tag);
      if (hosts) hosts.push(host.name);
      else tags.set(tag, [host.name]);
    }
  }
  return tags;
};

/** All known names, for completion and the picker, each list in its original order. */
export interface InventoryNames {
  readonly hosts: readonly string[];
  readonly logs: readonly string[];
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  readonly teams: readonly string[];
}

export const namesOf = (inventory: Inventory): InventoryNames => ({
  hosts: [...inventory.hosts.keys()],
  logs: [...inventory.logs.keys()],
  groups: [...inventory.groups.keys()],
  tags: [...tagsOf(inventory).keys()],
  teams: [...inventory.teams.keys()],
});
