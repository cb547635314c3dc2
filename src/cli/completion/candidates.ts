import type { Inventory } from '../../config/inventory/inventory.ts';
import { type SelectedHost, selectHosts } from '../../config/sources/selectHosts.ts';
import { parseSourceWord } from '../../config/sources/sourceWord.ts';
import { placeText } from '../../core/place.ts';
import { hasControls, withoutControls } from '../../core/text/controls.ts';
import { SHELLS, SUBCOMMANDS } from '../options/commands.ts';
import type { CompletionQuestion } from '../request/request.ts';

/** A possible completion of a word. */
export interface Candidate {
  readonly value: string;
  /** A short description; may be empty. */
  readonly about: string;
}

/** Returns the completions of a word, given the inventory; in inventory order, without duplicates. */
export const completionCandidates = (
  question: CompletionQuestion,
  inventory: Inventory,
  sshHosts: () => readonly string[] = () => [],
): Candidate[] => {
  const { word } = question;
  const all = question.what === 'teams' ? teams(inventory) : operands(question, inventory, sshHosts);
  const unique = new Map(all.map(candidate => [candidate.value, candidate]));
  return [...unique.values()].filter(({ value }) => value.startsWith(word) && value !== word);
};

/** Formats the candidates for completion scripts: one per line, value, tab and description. */
export const renderCandidates = (candidates: readonly Candidate[]): string =>
  candidates
    .filter(({ value }) => !hasControls(value))
    .map(({ value, about }) => `${value}\t${withoutControls(about)}\n`)
    .join('');

const teams = ({ teams }: Inventory): Candidate[] =>
  [...teams.keys()].map(value => ({ value, about: 'team' }));

const operands = (
  { command, word, before }: CompletionQuestion,
  inventory: Inventory,
  sshHosts: () => readonly string[],
): Candidate[] => {
  if (command === 'config') return [];
  if (command === 'completion')
    return before.length > 0 ? [] : SHELLS.map(value => ({ value, about: 'shell' }));
  const colon = word.indexOf(':');
  if (colon >= 0) return logsWithHost(word.slice(0, colon), inventory);
  const subcommands = command === 'run' && before.length === 0 ? SUBCOMMANDS : [];
  return [
    ...places(word, inventory),
    ...twoWordLogs(before, inventory),
    ...sshCandidates(word, inventory, sshHosts),
    ...subcommands.map(({ name, summary }) => ({ value: name, about: summary })),
  ];
};

/** Returns hosts in ssh's configuration, which are followed by a path. Keeps a user prefix. */
const sshCandidates = (
  word: string,
  { hosts }: Inventory,
  sshHosts: () => readonly string[],
): Candidate[] => {
  const user = /^[^@]+@/.exec(word)?.[0] ?? '';
  const names = sshHosts().filter(name => !hosts.has(name));
  return names.map(name => ({ value: `${user}${name}:/`, about: 'host in ~/.ssh/config' }));
};

/** Returns hosts and groups; if only one is left, also its logs. */
const places = (word: string, inventory: Inventory): Candidate[] => {
  const found = [...hostCandidates(word, inventory), ...groupCandidates(inventory)].filter(({ value }) =>
    value.startsWith(word),
  );
  const only = found.length === 1 ? found[0]! : found.find(({ value }) => value === word);
  return only ? [...found, ...logsWithHost(only.value, inventory)] : found;
};

/** Returns hosts, with a team prefix if the word has one. */
const hostCandidates = (word: string, { hosts }: Inventory): Candidate[] =>
  [...hosts.values()].map(({ name, team }) => ({
    value: word.includes('/') && team !== null ? `${team}/${name}` : name,
    about: team === null ? 'host' : `host of ${team}`,
  }));

const groupCandidates = ({ groups }: Inventory): Candidate[] =>
  [...groups].map(([name, members]) => ({ value: `@${name}`, about: `group of ${members.length}` }));

const logsWithHost = (place: string, inventory: Inventory): Candidate[] =>
  logsOf(hostsOf(place, inventory), inventory).map(log => ({ ...log, value: `${place}:${log.value}` }));

/** Returns logs of the first operand in `rtail HOST LOG...`, if it is a plain host or group. */
const twoWordLogs = ([first]: readonly string[], inventory: Inventory): Candidate[] =>
  first === undefined || first.includes(':') ? [] : logsOf(hostsOf(first, inventory), inventory);

/** Returns the hosts of a SOURCE without a log; empty for any other word. */
const hostsOf = (place: string, inventory: Inventory): readonly SelectedHost[] => {
  const word = parseSourceWord(place);
  if (word.kind !== 'remote') return [];
  const found = selectHosts(word.hosts, { inventory, team: null, adHoc: false });
  return found.ok ? found.hosts : [];
};

const logsOf = (hosts: readonly SelectedHost[], { logs }: Inventory): Candidate[] => {
  const wanted = new Set(hosts.flatMap(host => host.logs ?? []));
  return [...logs.values()]
    .filter(({ name }) => wanted.has(name))
    .map(({ name, place }) => ({ value: name, about: placeText(place) }));
};
