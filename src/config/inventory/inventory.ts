import type { Host, LogFormat, Login, LogPlace } from '../../core/target.ts';
import type { LoginDefaults } from './loginDefaults.ts';

/** A host as the inventory describes it. */
export interface InventoryHost extends Host {
  readonly tags: readonly string[];
  /** Names of the logs it has, in the inventory's order. */
  readonly logs: readonly string[];
}

export interface InventoryLog {
  readonly name: string;
  readonly place: LogPlace;
  readonly format: LogFormat;
}

/** What a team's hosts have in common. */
export interface Team extends LoginDefaults {
  readonly name: string;
  /** Jump hosts, the outermost first; null: whatever `~/.ssh/config` says; empty: none. */
  readonly jump: readonly Login[] | null;
  readonly timezone: string | null;
}

/** Everything the configuration says about hosts and logs, references resolved, in the order written. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly logs: ReadonlyMap<string, InventoryLog>;
  /** Names of the hosts in each group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly teams: ReadonlyMap<string, Team>;
}

/** Each tag with the names of the hosts that bear it. */
export const tagsOf = ({
  hosts,
}: {
  readonly hosts: ReadonlyMap<string, { readonly name: string; readonly tags: readonly string[] }>;
}): ReadonlyMap<string, readonly string[]> => {
  const tags = new Map<string, string[]>();
  for (const host of hosts.values()) {
    for (const tag of host.tags) tags.set(tag, [...(tags.get(tag) ?? []), host.name]);
  }
  return tags;
};

/** All names there are, for completion and the picker, each list in the order written. */
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
