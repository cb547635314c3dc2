import type { ImportReport } from '../../config/imports/imported.ts';
import type { Inventory, InventoryHost, InventoryLog, Team } from '../../config/inventory/inventory.ts';
import { filePath, placeText, shellCommand } from '../../core/place.ts';
import type { LevelRule, Login } from '../../core/target.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import { importLines } from './importTexts.ts';
import { type ListFilter, type Listing, listingOf } from './listing.ts';
import { alignColumns } from './table.ts';

export interface ListRequest extends ListFilter {
  readonly form: 'text' | 'json';
  /** The results of imports. */
  readonly imported?: readonly ImportReport[];
  /** The host names in the user's ssh configuration. */
  readonly sshHosts?: readonly string[];
}

/**
 * `rtail list`: returns hosts, logs, groups and teams as text or JSON. Ends with a newline. Throws a
 * SelectionError.
 */
export const renderList = (inventory: Inventory, request: ListRequest): string => {
  const listing = listingOf(inventory, request);
  return request.form === 'json'
    ? `${JSON.stringify({ ...jsonOf(listing), imports: request.imported ?? [], sshHosts: request.sshHosts ?? [] }, null, 2)}\n`
    : textOf(listing, inventory.logs.size, request);
};

/** Returns `user@address:port`, without parts that are left to ssh. */
export const showLogin = ({ user, address, port }: Login): string => {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}`;
};

/**
 * Returns the route to a host: its hops, outermost first; `direct` for none, empty if ssh's configuration
 * decides.
 */
const showJump = (jump: readonly Login[] | null): string =>
  jump === null ? '' : jump.length === 0 ? 'direct' : jump.map(showLogin).join(' > ');

const jsonOf = ({ hosts, logs, groups, teams }: Listing) => ({
  hosts: hosts.map(({ name, team, address, port, user, jump, tags, logs: names, timezone }) => ({
    ...{ name, address, port, user, team, timezone },
    jump: jump?.map(showLogin) ?? null,
    tags,
    logs: names,
  })),
  logs: logs.map(({ name, place, format }) => ({
    name,
    path: filePath(place),
    command: shellCommand(place),
    place: placeText(place),
    ...{ ...format, level: levelAsWritten(format.level) },
    hosts: hostsWith(name, hosts),
  })),
  groups,
  teams: teams.map(({ name, jump, user, port, timezone }) => ({
    ...{ name, user, port, timezone },
    jump: jump?.map(showLogin) ?? null,
    hosts: hosts.filter(host => host.team === name).map(host => host.name),
  })),
});

/** Returns a level rule as in the configuration. */
const levelAsWritten = (rule: LevelRule | null | undefined) => {
  if (!rule) return null;
  return rule.kind === 'fixed' ? rule.level : { pattern: rule.pattern, names: rule.names };
};

const hostsWith = (log: string, hosts: readonly InventoryHost[]): string[] =>
  hosts.filter(host => host.logs.includes(log)).map(host => host.name);

const textOf = (
  listing: Listing,
  logCount: number,
  { names, imported = [], sshHosts = [] }: ListRequest,
): string => {
  const sections = [
    section(
      ['HOST', 'LOGIN', 'TEAM', 'VIA', 'TAGS', 'LOGS'],
      listing.hosts.map(host => hostRow(host, { logCount, inSsh: sshHosts.includes(host.address) })),
    ),
    section(
      ['LOG', 'PLACE', 'FORMAT', 'HOSTS'],
      listing.logs.map(log => logRow(log, listing.hosts)),
    ),
    section(
      ['GROUP', 'HOSTS'],
      listing.groups.map(({ name, hosts }) => [`@${name}`, shorten(hosts)]),
    ),
    section(
      ['TEAM', 'USER', 'VIA', 'HOSTS'],
      listing.teams.map(team => teamRow(team, listing.hosts)),
    ),
    importSection(names.length === 0 ? imported : []),
    names.length === 0 ? sshSection(sshHosts, listing) : '',
  ].filter(text => text !== '');
  return sections.length > 0
    ? sections.join('\n')
    : 'The inventory is empty: no configuration defines a host or a log.\n';
};

const importSection = (imported: readonly ImportReport[]): string =>
  imported.length === 0 ? '' : ['IMPORTED FROM', ...importLines(imported)].map(line => `${line}\n`).join('');

/** Lists hosts that need no inventory: they are used with a path. */
const sshSection = (names: readonly string[], { hosts, logs }: Listing): string => {
  const listed = new Set(hosts.map(({ name }) => name));
  const others = names
    .filter(name => !listed.has(name))
    .map(name => sanitiseLine(name, { color: false, tabStop: 8 }));
  const heading = hosts.length + logs.length === 0 ? 'HOSTS IN' : 'ALSO IN';
  return others.length === 0 ? '' : `${heading} ~/.ssh/config (as HOST:/path)\n${wrapNames(others)}`;
};

const LINE = 100;

const wrapNames = (names: readonly string[]): string => {
  const lines = [''];
  for (const name of names) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + name.length + 2 > LINE) lines.push(name);
    else lines[lines.length - 1] = line === '' ? name : `${line}  ${name}`;
  }
  return lines.map(line => `${line}\n`).join('');
};

/** Returns a heading and its rows; empty if there are none. An empty cell is shown as a dash. */
const section = (heading: readonly string[], rows: readonly (readonly string[])[]): string => {
  if (rows.length === 0) return '';
  const safe = rows.map(row =>
    row.map(cell => sanitiseLine(cell.replaceAll('\n', ' '), { color: false, tabStop: 8 }) || '-'),
  );
  return alignColumns([heading, ...safe])
    .map(line => `${line}\n`)
    .join('');
};

/** `inSsh`: ssh's configuration has settings for exactly this host. */
const hostRow = (
  host: InventoryHost,
  { logCount, inSsh }: { readonly logCount: number; readonly inSsh: boolean },
): string[] => [
  host.name,
  showLogin(host),
  host.team ?? '',
  host.jump === null && inSsh ? 'as in ~/.ssh/config' : showJump(host.jump),
  host.tags.join(', '),
  logCount > 1 && host.logs.length === logCount ? `all ${logCount}` : host.logs.join(', '),
];

const logRow = ({ name, place, format }: InventoryLog, hosts: readonly InventoryHost[]): string[] => {
  const having = hostsWith(name, hosts);
  const all = hosts.length > 1 && having.length === hosts.length;
  return [name, placeText(place), format.format ?? 'auto', all ? `all ${hosts.length}` : shorten(having)];
};

const teamRow = ({ name, user, jump }: Team, hosts: readonly InventoryHost[]): string[] => [
  name,
  user ?? '',
  showJump(jump),
  shorten(hosts.filter(host => host.team === name).map(host => host.name)),
];

/** Maximum number of names in a column; the JSON output has all. */
const FEW = 4;

const shorten = (names: readonly string[]): string =>
  names.length <= FEW
    ? names.join(', ')
    : `${names.slice(0, FEW - 1).join(', ')} … ${names.at(-1)} (${names.length})`;
