import { isNameGlob, nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import { type ConfigPath, didYouMean } from '../files/issue.ts';
import { expandRanges, hasRange } from '../sources/nameRange.ts';
import type { Resolution } from './resolution.ts';

/** The possible meanings of words in a member list. */
export interface Names {
  readonly hosts: readonly string[];
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly groups: readonly string[];
}

/**
 * Returns the host names in a list of members: names, ranges, globs, `tag:NAME`, groups (`@name`, or the plain name if
 * no host has it). `group` returns a group's hosts. In the order listed, without duplicates.
 */
export const resolveMembers = (
  resolution: Resolution,
  members: readonly string[],
  path: ConfigPath,
  names: Names,
  group: (name: string, path: ConfigPath) => readonly string[],
): readonly string[] => {
  const { isPartial } = resolution;
  const report: Resolution['report'] = isPartial ? () => {} : resolution.report;
  const found = members.flatMap((member, index) => {
    const at = [...path, index];
    if (names.hosts.includes(member)) return [member];
    if (member.startsWith('tag:')) return taggedHosts(report, member.slice(4), at, names);
    const groupName = member.startsWith('@') ? member.slice(1) : member;
    if (names.groups.includes(groupName)) return group(groupName, at);
    if (!member.startsWith('@')) {
      if (isNameGlob(member)) return globbedHosts(member, names);
      if (hasRange(member)) return rangedHosts(report, member, at, names);
    }
    const known = [...names.hosts, ...names.groups, ...[...names.tags.keys()].map(tag => `tag:${tag}`)];
    report(at, `no host or group named ${groupName}`, didYouMean(nearest(groupName, known)));
    return [];
  });
  return [...new Set(found)];
};

const taggedHosts = (
  report: Resolution['report'],
  tag: string,
  path: ConfigPath,
  { tags }: Names,
): readonly string[] => {
  const matches = nameGlob(tag);
  const found = [...tags].filter(([name]) => matches(name)).flatMap(([, hosts]) => hosts);
  if (found.length === 0) report(path, `no host has the tag ${tag}`, didYouMean(nearest(tag, tags.keys())));
  return found;
};

/** Expands a glob, which may match nothing: a shared file can mention hosts that not everyone has. */
const globbedHosts = (pattern: string, { hosts }: Names): readonly string[] => {
  const expansion = expandRanges(pattern);
  const tests = (expansion.ok ? expansion.names : []).map(({ name }) => nameGlob(name));
  return hosts.filter(host => tests.some(test => test(host)));
};

const rangedHosts = (
  report: Resolution['report'],
  pattern: string,
  path: ConfigPath,
  { hosts }: Names,
): readonly string[] => {
  const expansion = expandRanges(pattern);
  if (!expansion.ok) {
    report(path, expansion.problem);
    return [];
  }
  const wanted = expansion.names.map(({ name }) => name);
  const missing = wanted.filter(name => !hosts.includes(name));
  if (missing.length > 0) {
    report(path, `no host named ${missing.slice(0, 3).join(', ')}`, didYouMean(nearest(missing[0]!, hosts)));
  }
  return wanted.filter(name => hosts.includes(name));
};
