import type { Inventory, InventoryHost, Team } from '../../src/config/inventory/inventory.ts';
import { LOCAL_HOST } from '../../src/config/sources/select.ts';

const host = (name: string, team: string | null, logs: readonly string[]): InventoryHost => ({
  ...LOCAL_HOST,
  name,
  address: name,
  kind: 'ssh',
  team,
  tags: [],
  logs,
});

const team = (name: string): Team => ({
  name,
  jump: null,
  user: null,
  port: null,
  identities: [],
  identitiesOnly: null,
  knownHosts: [],
  timezone: null,
});

const hosts = [
  host('web-01', 'shop', ['app', 'sys']),
  host('web-02', 'shop', ['app', 'sys']),
  host('db-1', 'pay', ['pg']),
];

/** Two web hosts of one team and a database host of another, a group, and three logs. */
export const SAMPLE_INVENTORY: Inventory = {
  hosts: new Map(hosts.map(row => [row.name, row])),
  groups: new Map([['web', ['web-01', 'web-02']]]),
  logs: new Map(
    ['app', 'sys', 'pg'].map(name => [
      name,
      {
        name,
        place: { kind: 'file', path: `/var/log/${name}.log`, glob: false },
        format: { format: null, start: null, timezone: null },
      },
    ]),
  ),
  teams: new Map(['shop', 'pay'].map(name => [name, team(name)])),
};

export const emptyInventory: Inventory = {
  hosts: new Map(),
  logs: new Map(),
  groups: new Map(),
  teams: new Map(),
};
