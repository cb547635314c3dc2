import { parseOwnPattern } from '../../core/fields/ownPattern.ts';
import { isLevel } from '../../core/level.ts';
import { isNameGlob, nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import { schemePlace } from '../../core/sourceSchemes.ts';
import type { LevelRule, LogFormat, LogPlace, NamedPattern } from '../../core/target.ts';
import { didYouMean } from '../files/issue.ts';
import type { LogConfig } from '../schema/schema.ts';
import { spellOutDigits } from '../schema/spellOutDigits.ts';
import { remotePath } from '../sources/remotePath.ts';
import type { BareHost } from './hosts.ts';
import type { InventoryHost, InventoryLog } from './inventory.ts';
import { type Names, resolveMembers } from './members.ts';
import type { Resolution } from './resolution.ts';

type LogMap = Exclude<LogConfig, string>;

const asMap = (config: LogConfig): LogMap => (typeof config === 'string' ? { path: config } : config);

/** Resolves the logs by name. */
export const resolveLogs = (resolution: Resolution): ReadonlyMap<string, InventoryLog> => {
  const logs = new Map<string, InventoryLog>();
  for (const [name, config] of Object.entries(resolution.config.logs ?? {})) {
    const place = placeOf(resolution, name, asMap(config));
    if (place) logs.set(name, { name, place, format: formatOf(resolution, name, asMap(config)) });
  }
  return logs;
};

const placeOf = (resolution: Resolution, name: string, map: LogMap): LogPlace | null => {
  const { report, withheldLogs } = resolution;
  const [first, second] = PLACE_KEYS.filter(key => map[key] !== undefined);
  if (first && second) {
    report(['logs', name], `has both ${first} and ${second}`, 'keep only one: a log is read from one place');
    return null;
  }
  if (map.path !== undefined) return remotePath(map.path);
  if (map.command !== undefined) return { kind: 'command', command: map.command };
  if (first) return otherPlace(resolution, name, first, map);
  if (!withheldLogs.includes(name))
    report(['logs', name], 'has neither path nor command', 'say where it is: path: /var/log/app.log');
  return null;
};

const PLACE_KEYS = ['path', 'command', 'journal', 'docker', 'podman', 'kubernetes'] as const;

/** Returns the place of a log of a special kind, like a SOURCE argument. */
const otherPlace = (
  { report }: Resolution,
  name: string,
  key: (typeof PLACE_KEYS)[number],
  map: LogMap,
): LogPlace | null => {
  const { journal, kubernetes } = map;
  const address =
    key === 'journal'
      ? [journal ?? []].flat().join(',').replace(/^all$/, '')
      : key === 'kubernetes'
        ? kubernetesAddress(kubernetes ?? {})
        : String(map[key]);
  const parsed = schemePlace(key, address);
  if (parsed.ok) return parsed.place;
  report(['logs', name, key], parsed.message, parsed.advice);
  return null;
};

/**
 * Returns `NAMESPACE/SELECTOR/CONTAINER?context=CONTEXT`, as in a SOURCE argument; empty if there is neither a pod nor
 * a selector.
 */
const kubernetesAddress = ({
  namespace,
  selector,
  pod,
  container,
  context,
}: NonNullable<LogMap['kubernetes']>): string => {
  const what = selector ?? pod;
  if (what === undefined || (selector !== undefined && pod !== undefined)) return '';
  const parts = [namespace ?? '', what, ...(container === undefined ? [] : [container])];
  const shown = parts[0] === '' && parts.length === 2 ? what : parts.join('/');
  return context === undefined ? shown : `${shown}?context=${encodeURIComponent(context)}`;
};

const formatOf = (
  resolution: Resolution,
  name: string,
  { format, start, timezone, level }: LogMap,
): LogFormat => ({
  format: typeof format !== 'string' || format === 'auto' ? null : format,
  ...(typeof format === 'object' && { pattern: namedPattern(resolution, name, format.pattern) }),
  start: start === undefined ? null : spellOutDigits(start),
  timezone: timezone ?? null,
  level: level === undefined ? null : levelRule(resolution, name, level),
});

/** Compiles a pattern that the schema has already checked. */
const namedPattern = ({ report }: Resolution, log: string, text: string | undefined): NamedPattern | null => {
  if (text === undefined) {
    report(
      ['logs', log, 'format'],
      'has neither a name nor a pattern',
      "describe its lines: pattern: '^(?<time>\\S+) (?<level>\\w+) (?<message>.*)'",
    );
    return null;
  }
  const parsed = parseOwnPattern(text);
  return parsed.ok ? { ere: parsed.ere, names: parsed.names } : null;
};

const levelRule = (
  { report }: Resolution,
  log: string,
  level: NonNullable<LogMap['level']>,
): LevelRule | null => {
  if (typeof level === 'string' && isLevel(level)) return { kind: 'fixed', level };
  const { pattern, names } = typeof level === 'string' ? { pattern: level, names: undefined } : level;
  if (pattern !== undefined) return { kind: 'pattern', pattern: spellOutDigits(pattern), names: names ?? {} };
  report(
    ['logs', log, 'level'],
    'has no pattern',
    "add a pattern that finds the level: pattern: '^\\S+ (\\w+)'",
  );
  return null;
};

/**
 * Assigns logs to each host: those in its own `logs`; without such a list, every log whose `hosts` is absent or
 * includes it.
 */
export const assignLogs = (
  resolution: Resolution,
  hosts: ReadonlyMap<string, BareHost>,
  logs: ReadonlyMap<string, InventoryLog>,
  names: Names,
  groups: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, InventoryHost> => {
  const restricted = restrictions(resolution, names, groups);
  const keys = new Set([...Object.keys(resolution.config.hosts ?? {}), ...resolution.imported.hosts.keys()]);
  const listed = new Map([...keys].map(key => [key, listedLogs(resolution, key, logs)]));
  const has = (host: BareHost, log: string): boolean =>
    listed.get(host.key)?.has(log) ?? restricted.get(log)?.has(host.name) ?? true;
  return new Map(
    [...hosts.values()].map(host => {
      const { key: _, ...rest } = host;
      return [host.name, { ...rest, logs: [...logs.keys()].filter(log => has(host, log)) }];
    }),
  );
};

/** Returns the hosts of each log that lists them. */
const restrictions = (
  resolution: Resolution,
  names: Names,
  groups: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const restricted = new Map<string, ReadonlySet<string>>();
  for (const [name, config] of Object.entries(resolution.config.logs ?? {})) {
    const { hosts: members } = asMap(config);
    if (members === undefined) continue;
    const path = ['logs', name, 'hosts'];
    const hosts = resolveMembers(resolution, members, path, names, group => groups.get(group) ?? []);
    restricted.set(name, new Set(hosts));
  }
  return restricted;
};

/** Returns the logs listed by a key under `hosts`, by name or glob; undefined if it has no list. */
const listedLogs = (
  { config, imported, report, withheldLogs }: Resolution,
  key: string,
  logs: ReadonlyMap<string, InventoryLog>,
): ReadonlySet<string> | undefined => {
  const words = config.hosts?.[key]?.logs ?? imported.hosts.get(key)?.logs;
  if (words === undefined) return undefined;
  const found = words.flatMap((word, index) => {
    const matches = nameGlob(word);
    const matching = [...logs.keys()].filter(matches);
    if (matching.length === 0 && !isNameGlob(word) && !withheldLogs.includes(word)) {
      const path = ['hosts', key, 'logs', index];
      report(path, `no log named ${word}`, didYouMean(nearest(word, logs.keys())) ?? 'define it under logs');
    }
    return matching;
  });
  return new Set(found);
};
