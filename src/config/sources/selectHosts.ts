import { HOST_ADDRESS, isHostAddress } from '../../core/loginText.ts';
import { isNameGlob, nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import type { Host } from '../../core/target.ts';
import { type Inventory, type InventoryHost, type Team, tagsOf } from '../inventory/inventory.ts';
import { loginOf, NO_DEFAULTS } from '../inventory/loginDefaults.ts';
import { expandRanges } from './nameRange.ts';
import { didYouMean } from './selectionProblem.ts';
import { type HostWord, showHostWord } from './sourceWord.ts';

/** A requested host; `logs` is null if it is not in the inventory. */
export type SelectedHost = Host & { readonly logs: readonly string[] | null };

export type HostsFound =
  | { readonly ok: true; readonly hosts: readonly SelectedHost[] }
  | { readonly ok: false; readonly message: string; readonly advice: string | null };

/** The scope in which a selection's hosts are looked up. */
export interface HostScope {
  readonly inventory: Inventory;
  /** `--team`: only its hosts; a host outside the inventory joins it. */
  readonly team: string | null;
  /** True if the host may be outside the inventory, because a path was given. */
  readonly adHoc: boolean;
  /**
   * Returns the host names in the user's ssh configuration, which globs match if no host of the inventory matches and a
   * path was given.
   */
  readonly sshHosts?: () => readonly string[];
}

/** Returns the hosts that a list of words selects, in the order written, without duplicates and exclusions (`!`). */
export const selectHosts = (words: readonly HostWord[], scope: HostScope): HostsFound => {
  const wanted = words.filter(({ excluded }) => !excluded);
  const found = new Map<string, SelectedHost>();
  // A list of only exclusions starts from all hosts.
  for (const word of wanted.length > 0 ? wanted : [everyHost(words[0]!)]) {
    const hosts = hostsOf(word, scope);
    if (!hosts.ok) return hosts;
    for (const host of hosts.hosts) if (!found.has(host.name)) found.set(host.name, host);
  }
  for (const { excluded, ...word } of words) {
    if (!excluded) continue;
    // A host known only to ssh can also be excluded.
    const hosts = hostsOf(word, scope);
    if (!hosts.ok) return { ...hosts, message: `!${showHostWord(word)}: ${hosts.message}` };
    const names = new Set(hosts.hosts.map(({ name }) => name));
    for (const [name, host] of found)
      if (names.has(name) || names.has(inventoryName(host))) found.delete(name);
  }
  if (found.size > 0) return { ok: true, hosts: [...found.values()] };
  return {
    ok: false,
    message: 'every host in the list is excluded',
    advice: 'Remove one of the exclusions (!).',
  };
};

const everyHost = ({ team, port }: HostWord): HostWord => ({
  ...{ name: '*', group: false, user: null },
  ...{ team, port },
});

/** Returns the name without the requested user and port. */
const inventoryName = ({ name }: SelectedHost): string => name.replace(/^.*@/, '').replace(/:\d+$/, '');

/**
 * Returns the hosts that a word selects: by host name, or else group name, or else a glob or range of host names, or
 * else (with a path) any host.
 */
const hostsOf = (word: HostWord, scope: HostScope): HostsFound => {
  const teamName = word.team ?? scope.team;
  const team = teamName === null ? null : (scope.inventory.teams.get(teamName) ?? null);
  if (teamName !== null && team === null) return unknownTeam(teamName, word, scope.inventory);
  const names = lookUp(word, scope);
  if (!names.ok) return names;
  const hosts: SelectedHost[] = [];
  for (const name of names.names) {
    const host = scope.inventory.hosts.get(name);
    if (!host) hosts.push(adHocHost({ ...word, name }, team));
    else if (team === null || host.team === team.name) hosts.push(asAskedFor(host, word));
    else if (!names.broad) return outsideTeam(host, team.name, word);
  }
  if (hosts.length > 0) return { ok: true, hosts };
  const inTeam = team === null ? '' : ` in team ${team.name}`;
  return {
    ok: false,
    message: `no host of ${showHostWord({ ...word, team: null })}${inTeam}`,
    advice: listHosts(scope, team),
  };
};

type Lookup =
  /** `broad`: a group or glob, which a team may restrict without an error. */
  | { readonly ok: true; readonly names: readonly string[]; readonly broad: boolean }
  | (HostsFound & { readonly ok: false });

const lookUp = (word: HostWord, scope: HostScope): Lookup => {
  const { hosts, groups } = scope.inventory;
  if (word.tag) return tagged(word.name, scope.inventory);
  const group = groups.get(word.name);
  if (word.group) return group ? foundGroup(word.name, group) : unknownGroup(word.name, scope.inventory);
  if (hosts.has(word.name)) return { ok: true, names: [word.name], broad: false };
  if (group) return foundGroup(word.name, group);
  // An IPv6 address was in brackets, so it contains no ranges.
  const expansion = word.name.includes(':') ? null : expandRanges(word.name);
  if (expansion && !expansion.ok)
    return { ok: false, message: expansion.problem, advice: 'Write a range like web-[01-12].' };
  const patterns = expansion ? expansion.names.map(({ name }) => name) : [word.name];
  if (patterns.some(isNameGlob)) return globbed(word, patterns, scope);
  const missing = patterns.filter(name => !hosts.has(name));
  const [lone] = missing;
  if (!scope.adHoc && lone !== undefined && scope.sshHosts?.().includes(lone))
    return pathNeeded({ ...word, name: lone }, [lone]);
  const wrong = scope.adHoc ? missing.find(name => !isHostAddress(name)) : undefined;
  if (wrong !== undefined)
    return { ok: false, message: `expected ${HOST_ADDRESS}`, advice: 'This is not a valid host name.' };
  if (missing.length === 0 || scope.adHoc) return { ok: true, names: patterns, broad: false };
  return unknownHost(word, missing, scope);
};

const tagged = (tag: string, inventory: Inventory): Lookup => {
  const tags = tagsOf(inventory);
  const matches = nameGlob(tag);
  const names = [...tags].filter(([name]) => matches(name)).flatMap(([, hosts]) => hosts);
  if (names.length > 0) return { ok: true, names: [...new Set(names)], broad: true };
  const near = didYouMean(nearest(tag, tags.keys()).map(name => `tag:${name}`));
  const all = [...tags.keys()].map(name => `tag:${name}`);
  return { ok: false, message: `no host has the tag ${tag}`, advice: near ?? listed('The tags are', all) };
};

const foundGroup = (name: string, hosts: readonly string[]): Lookup =>
  hosts.length > 0
    ? { ok: true, names: hosts, broad: true }
    : {
        ok: false,
        message: `the group ${name} has no hosts`,
        advice: 'Its globs match no host in the inventory.',
      };

const globbed = (word: HostWord, patterns: readonly string[], scope: HostScope): Lookup => {
  const tests = patterns.map(nameGlob);
  const names = [...scope.inventory.hosts.keys()].filter(name => tests.some(test => test(name)));
  if (names.length > 0) return { ok: true, names, broad: true };
  const ssh = scope.sshHosts?.().filter(name => tests.some(test => test(name))) ?? [];
  if (ssh.length > 0 && scope.adHoc) return { ok: true, names: ssh, broad: true };
  if (ssh.length > 0) return pathNeeded(word, ssh);
  const files = word.name.includes('.') ? `For a file on this machine, write './${word.name}'.` : null;
  const advice = [listHosts(scope, null), files].filter(part => part !== null).join(' ');
  return { ok: false, message: `no host matches ${word.name}`, advice: advice === '' ? null : advice };
};

/** Reports that a path is needed: hosts known only to ssh have no named logs. */
const pathNeeded = (word: HostWord, ssh: readonly string[]): Lookup & { ok: false } => ({
  ok: false,
  message:
    ssh.length === 1
      ? `${ssh[0]} is from ~/.ssh/config, so its logs have no names`
      : `no host in the inventory matches; ${ssh.length} hosts in ~/.ssh/config do, but their logs have no names`,
  advice: `Use a path: '${showHostWord(word)}:/var/log/syslog'.`,
});

/** Returns an inventory's host with the requested user and port. */
const asAskedFor = (host: InventoryHost, { user, port }: HostWord): SelectedHost => {
  if (user === null && port === null) return host;
  const name = showHostWord({ user, team: null, group: false, name: host.name, port });
  return { ...host, name, user: user ?? host.user, port: port ?? host.port };
};

const adHocHost = (word: HostWord, team: Team | null): SelectedHost => {
  const login = team === null ? NO_DEFAULTS : loginOf(team);
  return {
    name: showHostWord({ ...word, team: null }),
    kind: 'ssh',
    address: word.name,
    ...login,
    port: word.port ?? login.port,
    user: word.user ?? login.user,
    team: team?.name ?? null,
    jump: team?.jump ?? null,
    timezone: team?.timezone ?? null,
    logs: null,
  };
};

const outsideTeam = (host: InventoryHost, team: string, word: HostWord): HostsFound => ({
  ok: false,
  message: `${host.name} is not in team ${team}`,
  advice:
    host.team === null
      ? 'It is in no team.'
      : `It is in team ${host.team}: ${word.team === null ? 'drop --team' : `write ${host.team}/${host.name}`}.`,
});

const unknownTeam = (name: string, word: HostWord, { teams }: Inventory): HostsFound => {
  const near = didYouMean(nearest(name, teams.keys()));
  const local = word.team === null ? null : `For a local file, write ./${showHostWord(word)}.`;
  return {
    ok: false,
    message: `no team named ${name}`,
    advice: near ?? local ?? listed('The teams are', [...teams.keys()]),
  };
};

const unknownGroup = (name: string, inventory: Inventory): Lookup & { ok: false } => ({
  ok: false,
  message: `no group named ${name}`,
  advice:
    (name === 'all' ? "For every host, write '*'." : null) ??
    missingText(`@${name}`, inventory) ??
    nearGroups(name, inventory) ??
    importFailed(inventory),
});

const nearGroups = (name: string, { groups }: Inventory): string | null =>
  didYouMean(nearest(name, groups.keys()).map(near => `@${near}`)) ??
  listed(
    'The groups are',
    [...groups.keys()].map(group => `@${group}`),
  );

/** Reports why an imported host or group is not in the inventory; null: it was not imported. */
const missingText = (name: string, { leftOut }: Inventory): string | null => {
  const reason = leftOut?.get(name);
  return reason === undefined ? null : `It was left out of the inventory: ${reason}.`;
};

const importFailed = ({ incomplete }: Inventory): string | null =>
  incomplete === true ? 'Part of the inventory could not be read: see the message above.' : null;

const unknownHost = (
  word: HostWord,
  missing: readonly string[],
  scope: HostScope,
): Lookup & { ok: false } => {
  const { inventory } = scope;
  const { hosts, groups, teams, logs } = inventory;
  const [name] = missing as readonly [string];
  const more =
    missing.length > 1 ? ` (nor ${missing.slice(1, 4).join(', ')}${missing.length > 4 ? ', …' : ''})` : '';
  return {
    ok: false,
    message: `no host or group named ${name}${more}`,
    advice:
      (teams.has(name) ? `It is a team: write ${name}/* for its hosts.` : null) ??
      (logs.has(name) ? `It is a log: write HOST:${name}, or '*:${name}' for every host.` : null) ??
      missingText(name, inventory) ??
      didYouMean(nearest(name, [...hosts.keys(), ...groups.keys()])) ??
      importFailed(inventory) ??
      `${hosts.size === 0 ? 'No configuration names any hosts (see rtail config). ' : ''}For a host outside the inventory, add a path: ${showHostWord(word)}:/var/log/syslog; for a local file, ./${name}.`,
  };
};

const listHosts = ({ inventory }: HostScope, team: Team | null): string | null => {
  const hosts = [...inventory.hosts.values()].filter(host => team === null || host.team === team.name);
  return listed(
    'The hosts are',
    hosts.map(({ name }) => name),
  );
};

/** Maximum number of names in a message; for more, there is `rtail list`. */
const FEW = 8;

const listed = (start: string, names: readonly string[]): string | null => {
  if (names.length === 0) return null;
  const more = names.length > FEW ? `, … (${names.length} in all: rtail list)` : '';
  return `${start} ${names.slice(0, FEW).join(', ')}${more}.`;
};
