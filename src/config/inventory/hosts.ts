import { nearest } from '../../core/nearest.ts';
import type { Host } from '../../core/target.ts';
import { didYouMean } from '../files/issue.ts';
import type { HostConfig } from '../schema/schema.ts';
import { expandRanges, fillAddress, type RangedName } from '../sources/nameRange.ts';
import type { Team } from './inventory.ts';
import { resolveJump } from './jumps.ts';
import { loginOf, NO_DEFAULTS, resolveLogin } from './loginDefaults.ts';
import type { Resolution } from './resolution.ts';

/** A host before its logs are known. */
export interface BareHost extends Host {
  readonly tags: readonly string[];
  /** Its key under `hosts`. */
  readonly key: string;
}

/** Returns the hosts, with ranges expanded and their teams' defaults applied. */
export const resolveHosts = (
  resolution: Resolution,
  teams: ReadonlyMap<string, Team>,
): ReadonlyMap<string, BareHost> => {
  const hosts = new Map<string, BareHost>();
  const { imported } = resolution;
  for (const [key, config] of Object.entries(resolution.config.hosts ?? {})) {
    const expansion = expandRanges(key);
    if (!expansion.ok) {
      resolution.report(['hosts', key], expansion.problem);
      continue;
    }
    const make = hostMaker(resolution, key, config ?? {}, teams);
    for (const name of expansion.names) {
      const other = hosts.get(name.name);
      if (other) {
        resolution.report(
          ['hosts', key],
          `${name.name} is also defined by ${other.key}`,
          'remove it from one of them',
        );
        break;
      }
      const below = imported.hosts.get(name.name);
      const own = below ? hostMaker(resolution, key, { ...below, ...config }, teams) : make;
      hosts.set(name.name, own(name));
    }
  }
  for (const [name, config] of imported.hosts) {
    if (!hosts.has(name)) hosts.set(name, hostMaker(resolution, name, config, teams)({ name, parts: [] }));
  }
  return hosts;
};

const hostMaker = (
  resolution: Resolution,
  key: string,
  config: HostConfig,
  teams: ReadonlyMap<string, Team>,
): ((name: RangedName) => BareHost) => {
  const path = ['hosts', key];
  const team = config.team === undefined ? null : (teams.get(config.team) ?? null);
  if (config.team !== undefined && team === null) {
    const advice = didYouMean(nearest(config.team, teams.keys())) ?? 'define it under teams';
    resolution.report([...path, 'team'], `no team named ${config.team}`, advice);
  }
  const login = {
    ...resolveLogin(resolution, config, path, team === null ? NO_DEFAULTS : loginOf(team)),
    jump: resolveJump(resolution, config.jump, [...path, 'jump']) ?? team?.jump ?? null,
    timezone: config.timezone ?? team?.timezone ?? null,
  };
  checkPlaceholders(resolution, key, config.address);
  return ({ name, parts }) => ({
    key,
    name,
    kind: 'ssh',
    team: team?.name ?? null,
    address: fillAddress(config.address ?? name, name, parts),
    tags: config.tags ?? [],
    ...login,
  });
};

const checkPlaceholders = (resolution: Resolution, key: string, address: string | undefined): void => {
  for (const [whole, word] of address?.matchAll(/\{([^}]*)\}/g) ?? []) {
    const path = ['hosts', key, 'address'];
    if (word === 'n' && !key.includes('[')) {
      resolution.report(
        path,
        '{n} stands for the number of a range, but the name has no range',
        'name it like web-[01-12]',
      );
    } else if (word !== 'n' && word !== 'name') {
      resolution.report(path, `unknown placeholder ${whole}`, 'only {n} and {name} are supported');
    }
  }
};
