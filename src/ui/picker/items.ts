import Fuse from 'fuse.js';
import { isNameGlob, nameGlob } from '../../core/nameGlob.ts';
import { hostlessName } from '../../core/place.ts';
import type { Offers, SessionSnapshot, SourceStatus } from '../../session/live/snapshot.ts';

/** The inventory's choices. */
export interface PickerLists {
  readonly hosts: readonly {
    readonly name: string;
    readonly team: string | null;
    readonly tags: readonly string[];
    readonly logs: readonly string[];
    /** Each log's path, or its command. */
    readonly paths?: Readonly<Record<string, string>>;
    /** The jump hosts in order, outermost first, by their display names. */
    readonly jump: readonly string[];
  }[];
  readonly groups: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** Hosts of the ssh configuration, whose logs are unknown. */
  readonly sshHosts?: readonly string[];
  /** Recently picked SOURCE arguments, latest first. */
  readonly recent: readonly string[];
}

/** `ssh`: a host of the ssh configuration; the path has yet to be typed. */
export type PickerKind = 'log' | 'host' | 'group' | 'tag' | 'team' | 'ssh';

/** A choice: a SOURCE argument and its description. */
export interface PickerItem {
  readonly kind: PickerKind;
  readonly name: string;
  readonly detail: string;
  readonly recent: boolean;
  /** How many logs it stands for; 0 if unknown. */
  readonly logs: number;
}

/** A choice as listed in the picker. */
export interface PickerChoice extends PickerItem {
  /** Indexes of the characters of `name` that match the typed text. */
  readonly matched: readonly number[];
  /** Those of its sources that are open. */
  readonly open: readonly number[];
}

/** Maximum number of choices listed. */
export const MAX_CHOICES = 500;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const viaText = (jump: readonly string[]): string => (jump.length > 0 ? ` via ${jump.join(', ')}` : '');

/**
 * Returns all choices: recent picks, the logs on offer, then what is in the inventory: groups, tags, teams, and the
 * hosts, each with its logs.
 */
export const pickerItems = (lists: PickerLists, offered: Offers['logs'] = []): PickerItem[] => {
  const items: Omit<PickerItem, 'recent'>[] = offered.map(({ name, detail }) => ({
    kind: 'log',
    name,
    detail,
    logs: 1,
  }));
  for (const { name, hosts } of lists.groups) {
    items.push({ kind: 'group', name: `@${name}`, detail: plural(hosts.length, 'host'), logs: 0 });
  }
  const count = (names: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  for (const [tag, hosts] of count(lists.hosts.flatMap(host => host.tags))) {
    items.push({ kind: 'tag', name: `tag:${tag}`, detail: plural(hosts, 'host'), logs: 0 });
  }
  for (const [team, hosts] of count(lists.hosts.flatMap(host => host.team ?? []))) {
    items.push({ kind: 'team', name: `${team}/*`, detail: plural(hosts, 'host'), logs: 0 });
  }
  for (const host of lists.hosts) {
    const about = [host.team, ...host.tags].filter(Boolean).join(', ');
    const detail = `${plural(host.logs.length, 'log')}${about === '' ? '' : `, ${about}`}${viaText(host.jump)}`;
    items.push({ kind: 'host', name: host.name, detail, logs: host.logs.length });
    for (const log of host.logs) {
      const detail = `${host.paths?.[log] || host.team || ''}${viaText(host.jump)}`.trim();
      items.push({ kind: 'log', name: `${host.name}:${log}`, detail, logs: 1 });
    }
  }
  for (const name of lists.sshHosts ?? [])
    items.push({ kind: 'ssh', name: `${name}:/var/log/`, detail: 'in ~/.ssh/config: add a path', logs: 0 });
  const known = new Map(items.map(item => [item.name, item]));
  const recent = lists.recent.map(
    name => known.get(name) ?? { kind: 'log' as const, name, detail: '', logs: 1 },
  );
  const names = new Set(lists.recent);
  return [
    ...recent.map(item => ({ ...item, recent: true })),
    ...items.filter(item => !names.has(item.name)).map(item => ({ ...item, recent: false })),
  ];
};

/** Returns the open sources by each name that an item can have. */
const openByName = (sources: readonly SourceStatus[]): ReadonlyMap<string, readonly number[]> => {
  const open = new Map<string, number[]>();
  for (const { source } of sources) {
    const { host, log, place } = source;
    for (const name of new Set([`${host.name}:${log}`, host.name, hostlessName(place)])) {
      if (name === null) continue;
      const ids = open.get(name);
      if (ids) ids.push(source.id);
      else open.set(name, [source.id]);
    }
  }
  return open;
};

const NONE_OPEN: readonly number[] = [];

/** Finds choices for the text typed so far. */
export interface Picker {
  choices(typed: string, session: Pick<SessionSnapshot, 'sources' | 'offers'>): PickerChoice[];
}

/** Creates a picker of what is in the lists and on offer; it keeps its index, which is slow to build. */
export const createPicker = (lists: PickerLists): Picker => {
  let index: { readonly logs: Offers['logs']; readonly find: Find } | null = null;
  return {
    choices(typed, { sources, offers: { logs } }) {
      if (index?.logs !== logs) index = { logs, find: searchOf(pickerItems(lists, logs)) };
      const open = openByName(sources);
      return index
        .find(typed)
        .map(({ item, matched }) => ({ ...item, matched, open: open.get(item.name) ?? NONE_OPEN }));
    },
  };
};

type Find = (typed: string) => readonly { readonly item: PickerItem; readonly matched: readonly number[] }[];

/** Returns a search that remembers its last result. */
const searchOf = (items: readonly PickerItem[]): Find => {
  const fuse = new Fuse(items, {
    keys: [
      { name: 'name', weight: 3 },
      { name: 'detail', weight: 1 },
    ],
    includeMatches: true,
    ignoreLocation: true,
    threshold: 0.35,
    useExtendedSearch: false,
  });
  let last: { readonly typed: string; readonly found: ReturnType<Find> } | null = null;
  const find: Find = typed => {
    if (typed === '') return items.slice(0, MAX_CHOICES).map(item => ({ item, matched: [] }));
    // The URLs of different servers differ only slightly.
    if (typed.includes('://'))
      return items
        .filter(({ name }) => name.startsWith(typed))
        .slice(0, MAX_CHOICES)
        .map(item => ({ item, matched: matchedIndexes(typed, item.name, []) }));
    const meant = isNameGlob(typed) ? items.filter(item => isMeant(typed, item)) : [];
    if (meant.length > 0) return meant.slice(0, MAX_CHOICES).map(item => ({ item, matched: [] }));
    return fuse.search(typed, { limit: MAX_CHOICES }).map(({ item, matches }) => ({
      item,
      matched: matchedIndexes(typed, item.name, matches?.find(match => match.key === 'name')?.indices ?? []),
    }));
  };
  return typed => {
    if (last?.typed !== typed) last = { typed, found: find(typed) };
    return last.found;
  };
};

/** Returns true for the names that a pattern with wildcards stands for: those of hosts, or of logs after a colon. */
const isMeant = (pattern: string, { kind, name }: PickerItem): boolean => {
  if (kind !== 'host' && kind !== 'log') return false;
  const [patterns, parts] = [pattern, name].map(text => {
    const colon = text.indexOf(':');
    return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  });
  return patterns!.length === parts!.length && patterns!.every((part, i) => nameGlob(part)(parts![i]!));
};

/**
 * Returns the characters to highlight: the typed text if the name contains it, otherwise the longest matching
 * stretches.
 */
const matchedIndexes = (
  typed: string,
  name: string,
  ranges: readonly (readonly [number, number])[],
): number[] => {
  const at = name.toLowerCase().indexOf(typed.toLowerCase());
  if (at >= 0) return Array.from(typed, (_, i) => at + i);
  return ranges
    .filter(([from, to]) => to > from || ranges.length === 1)
    .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
};
