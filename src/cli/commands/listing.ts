import {
  type Inventory,
  type InventoryHost,
  type InventoryLog,
  namesOf,
  type Team,
} from '../../config/inventory/inventory.ts';
import { selectHosts } from '../../config/sources/selectHosts.ts';
import { didYouMean, SelectionError, type SelectionProblem } from '../../config/sources/selectionProblem.ts';
import { parseSourceWord } from '../../config/sources/sourceWord.ts';
import { nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';

/** The content of `rtail list`: the whole inventory, or the requested part. */
export interface Listing {
  readonly hosts: readonly InventoryHost[];
  readonly logs: readonly InventoryLog[];
  readonly groups: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  readonly teams: readonly Team[];
}

/** Which part of the inventory to list. */
export interface ListFilter {
  /** Names, globs, ranges or `@groups` of hosts; names or globs of logs, groups and teams. None: everything. */
  readonly names: readonly string[];
  /** `--team` */
  readonly team: string | null;
}

/** Returns the part of the inventory that matches some names. Throws a SelectionError for an unknown name. */
export const listingOf = (inventory: Inventory, { names, team }: ListFilter): Listing => {
  const whole = inTeam(inventory, team);
  if (names.length === 0) return whole;
  const parts = names.map(name => partNamed(name, whole, inventory));
  const problems = names.flatMap((name, index) =>
    isEmpty(parts[index]!) ? [unknownName(name, inventory)] : [],
  );
  if (problems.length > 0) throw new SelectionError(problems);
  const named = <T>(listOf: (listing: Listing) => readonly T[]): readonly T[] => {
    const wanted = new Set(parts.flatMap(listOf));
    return listOf(whole).filter(one => wanted.has(one));
  };
  return {
    hosts: named(({ hosts }) => hosts),
    logs: named(({ logs }) => logs),
    groups: named(({ groups }) => groups),
    teams: named(({ teams: all }) => all),
  };
};

const isEmpty = (listing: Listing): boolean => Object.values(listing).every(list => list.length === 0);

const inTeam = ({ hosts, logs, groups, teams }: Inventory, team: string | null): Listing => {
  if (team !== null && !teams.has(team)) {
    throw new SelectionError([
      { word: team, message: 'no team with this name', advice: didYouMean(nearest(team, teams.keys())) },
    ]);
  }
  const shown = [...hosts.values()].filter(host => team === null || host.team === team);
  const names = new Set(shown.map(({ name }) => name));
  return {
    hosts: shown,
    logs: [...logs.values()].filter(log => team === null || shown.some(host => host.logs.includes(log.name))),
    groups: [...groups]
      .map(([name, members]) => ({ name, hosts: members.filter(name => names.has(name)) }))
      .filter(group => team === null || group.hosts.length > 0),
    teams: [...teams.values()].filter(entry => team === null || entry.name === team),
  };
};

const partNamed = (name: string, whole: Listing, inventory: Inventory): Listing => {
  const word = parseSourceWord(name);
  const found =
    word.kind === 'remote' && word.log === null
      ? selectHosts(word.hosts, { inventory, team: null, adHoc: false })
      : null;
  const hosts = new Set(found?.ok ? found.hosts.map(host => host.name) : []);
  const isNamed = nameGlob(name);
  return {
    hosts: whole.hosts.filter(host => hosts.has(host.name)),
    logs: whole.logs.filter(log => isNamed(log.name)),
    groups: whole.groups.filter(group => isNamed(group.name) || name === `@${group.name}`),
    teams: whole.teams.filter(team => isNamed(team.name)),
  };
};

const unknownName = (word: string, inventory: Inventory): SelectionProblem => {
  const missing = inventory.leftOut?.get(word);
  if (missing !== undefined) return { word, message: `left out of the inventory: ${missing}`, advice: null };
  const { hosts, logs, groups, teams } = namesOf(inventory);
  const near = nearest(word.replace(/^@/, ''), [...hosts, ...logs, ...groups, ...teams]);
  return {
    word,
    message: 'no host, log, group or team with this name',
    advice: didYouMean(near) ?? 'Run rtail list without a name to see all of them.',
  };
};
