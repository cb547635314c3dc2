import Fuse from 'fuse.js';
import type { SourceStatus } from '../../session/live/snapshot.ts';

/** What the inventory offers to pick from. */
export interface PickerLists {
  readonly hosts: readonly {
    readonly name: string;
    readonly team: string | null;
    readonly tags: readonly string[];
    readonly logs: readonly string[];
    /** Where each log is: its path, or its command. */
    readonly paths?: Readonly<Record<string, string>>;
    /** The jump hosts on the way, the outermost first, as a person calls them. */
    readonly jump: readonly string[];
  }[];
  readonly groups: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** Hosts of ssh's configuration, of which no logs are known. */
  readonly sshHosts?: readonly string[];
  /** SOURCE arguments picked before, the latest first. */
  readonly recent: readonly string[];
}

/** `ssh`: a host of ssh's configuration; the path is still to be typed. */
export type PickerKind = 'log' | 'host' | 'group' | 'tag' | 'team' | 'ssh';

/** One thing to pick: a SOURCE argument, and what to say about it. */
export interface PickerItem {
  readonly kind: PickerKind;
  readonly name: string;
  readonly detail: string;
  readonly recent: boolean;
  /** How many logs it stands for; 0 if that is not known. */
  readonly logs: number;
}

/** An item as the picker lists it. */
export interface PickerChoice extends PickerItem {
  /** Indexes of the characters of `name` that match what was typed. */
  readonly matched: readonly number[];
  /** Sources of it that are being read. */
  readonly open: readonly number[];
}

/** Choices listed at most: nobody looks further. */
export const MAX_CHOICES = 500;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const viaText = (jump: readonly string[]): string => (jump.length > 0 ? ` via ${jump.join(', ')}` : '');

/** Everything the inventory offers: what was picked lately, groups, tags, teams, then the hosts, each with its logs. */
export const pickerItems = (lists: PickerLists): PickerItem[] => {
  const items: Omit<PickerItem, 'recent'>[] = [];
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
    items.push({ kind: 'ssh', name: `${name}:/var/log/`, detail: 'of ~/.ssh/config: add the file', logs: 0 });
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

const openOf = (item: PickerItem, sources: readonly SourceStatus[]): number[] =>
  sources
    .filter(({ source: { host, log } }) => item.name === `${host.name}:${log}` || item.name === host.name)
    .map(({ source }) => source.id);

/** Searches the items; keeps its index, which takes time to build. */
export interface Picker {
  choices(typed: string, sources: readonly SourceStatus[]): PickerChoice[];
}

export const createPicker = (items: readonly PickerItem[]): Picker => {
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
  let last: { typed: string; found: readonly { item: PickerItem; matched: readonly number[] }[] } | null =
    null;
  const find = (typed: string) => {
    if (typed === '') return items.slice(0, MAX_CHOICES).map(item => ({ item, matched: [] }));
    return fuse.search(typed, { limit: MAX_CHOICES }).map(({ item, matches }) => ({
      item,
      matched: matchedIndexes(typed, item.name, matches?.find(match => match.key === 'name')?.indices ?? []),
    }));
  };
  return {
    choices(typed, sources) {
      if (last?.typed !== typed) last = { typed, found: find(typed) };
      return last.found.map(({ item, matched }) => ({ ...item, matched, open: openOf(item, sources) }));
    },
  };
};

/** The characters to show as matched: the typed text where it stands in the name, else the longest stretches found. */
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
