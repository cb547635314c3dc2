import { isNameGlob, nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import { parseScheme } from '../../core/sourceSchemes.ts';
import type { LogFormat, LogPlace } from '../../core/target.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { expandRanges } from './nameRange.ts';
import { isRemotePath, remotePath } from './remotePath.ts';
import type { SelectedHost } from './selectHosts.ts';
import { didYouMean } from './selectionProblem.ts';

/** One log on one host, before sources are numbered. */
export interface SelectedLog {
  readonly host: SelectedHost;
  readonly log: string;
  readonly place: LogPlace;
  readonly format: LogFormat;
}

export type LogsFound =
  | { readonly ok: true; readonly logs: readonly SelectedLog[] }
  | { readonly ok: false; readonly message: string; readonly advice: string | null };

/** The format of a log that the inventory does not mention. */
export const UNKNOWN_FORMAT: LogFormat = { format: null, start: null, timezone: null };

/** Returns the names of logs that a word selects by name, glob or range; empty if there are none. */
export const logsNamed = (word: string, { logs }: Inventory): readonly string[] => {
  if (logs.has(word)) return [word];
  const expansion = expandRanges(word);
  const tests = (expansion.ok ? expansion.names : []).map(({ name }) => nameGlob(name));
  return [...logs.keys()].filter(name => tests.some(test => test(name)));
};

/** Returns the logs on some hosts that LOG selects: a path, a name, a glob of names; null: every log of each. */
export const selectLogs = (
  hosts: readonly SelectedHost[],
  word: string | null,
  inventory: Inventory,
): LogsFound => {
  if (word !== null && isRemotePath(word)) {
    const logs = hosts.flatMap(host =>
      splitPaths(word).map(path => ({ host, log: path, place: remotePath(path), format: UNKNOWN_FORMAT })),
    );
    return { ok: true, logs };
  }
  const other = word === null ? null : parseScheme(word, { behindHost: true });
  if (word !== null && other) {
    if (!other.ok) return other;
    const { place } = other;
    return { ok: true, logs: hosts.map(host => ({ host, log: word, place, format: UNKNOWN_FORMAT })) };
  }
  const parts = word === null ? [] : splitNames(word);
  if (parts.some(part => part.startsWith('!'))) return withoutExcluded(hosts, parts, inventory);
  if (parts.length > 1) return joined(parts.map(part => selectLogs(hosts, part, inventory)));
  const wanted = word === null ? [...inventory.logs.keys()] : logsNamed(word, inventory);
  if (wanted.length === 0) return word === null ? noLogs(hosts) : unknownLog(word, inventory);
  const found = hosts.flatMap(host =>
    wanted.filter(name => host.logs?.includes(name)).map(name => logOf(host, name, inventory)),
  );
  if (found.length > 0) return { ok: true, logs: found };
  return word === null ? noLogs(hosts) : notThere(hosts, word, wanted, inventory);
};

/** Splits paths at commas that are followed by another path. */
const splitPaths = (word: string): readonly string[] => word.split(/,(?=~?\/)/);

/** Splits names at commas, except in brackets. */
export const splitNames = (word: string): readonly string[] =>
  (word.match(/(?:\[[^\]]*\]|[^,[])+/g) ?? [word]).filter(part => part !== '');

const joined = (parts: readonly LogsFound[]): LogsFound => {
  const wrong = parts.find(part => !part.ok);
  return wrong ?? { ok: true, logs: parts.flatMap(part => (part.ok ? part.logs : [])) };
};

/** Applies exclusions (`app*,!app-debug`); a list of only exclusions starts from all logs. */
const withoutExcluded = (
  hosts: readonly SelectedHost[],
  parts: readonly string[],
  inventory: Inventory,
): LogsFound => {
  const wanted = parts.filter(part => !part.startsWith('!'));
  const found = selectLogs(hosts, wanted.length > 0 ? wanted.join(',') : null, inventory);
  if (!found.ok) return found;
  const excluded = new Set<string>();
  for (const part of parts.filter(one => one.startsWith('!'))) {
    const names = logsNamed(part.slice(1), inventory);
    if (names.length === 0) return unknownLog(part.slice(1), inventory);
    for (const name of names) excluded.add(name);
  }
  const logs = found.logs.filter(({ log }) => !excluded.has(log));
  if (logs.length > 0) return { ok: true, logs };
  return {
    ok: false,
    message: 'every log in the list is excluded',
    advice: 'Remove one of the exclusions (!).',
  };
};

const logOf = (host: SelectedHost, name: string, { logs }: Inventory): SelectedLog => {
  const { place, format } = logs.get(name)!;
  return { host, log: name, place, format };
};

const noLogs = ([host]: readonly SelectedHost[]): LogsFound => ({
  ok: false,
  message: `${host?.name} has no logs in the inventory`,
  advice: `Give a path, ${host?.name}:/var/log/syslog, or define logs in .rtailrc.`,
});

const unknownLog = (word: string, { logs }: Inventory): LogsFound => {
  const message = isNameGlob(word) ? `no log matches ${word}` : `no log named ${word}`;
  const advice = word.includes('/')
    ? 'A path on a host must be absolute.'
    : 'For a file on the host, write its absolute path.';
  return { ok: false, message, advice: didYouMean(nearest(word, logs.keys())) ?? advice };
};

const notThere = (
  hosts: readonly SelectedHost[],
  word: string,
  wanted: readonly string[],
  inventory: Inventory,
): LogsFound => {
  const others = [...inventory.hosts.values()].filter(host => wanted.some(name => host.logs.includes(name)));
  const where = others.slice(0, 5).map(({ name }) => name);
  const here = [...new Set(hosts.flatMap(host => host.logs ?? []))].slice(0, 8);
  const names = hosts.slice(0, 3).map(({ name }) => name);
  return {
    ok: false,
    message: `${names.join(', ')}${hosts.length > 3 ? ', …' : ''} ${hosts.length > 1 ? 'have' : 'has'} no log ${word}`,
    advice:
      where.length > 0
        ? `${where.join(', ')}${others.length > where.length ? ', …' : ''} ${others.length > 1 ? 'have' : 'has'} it.`
        : here.length > 0
          ? `Its logs are ${here.join(', ')}.`
          : null,
  };
};
