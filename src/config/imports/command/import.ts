import type { HostConfig } from '../../schema/schema.ts';
import { fromList } from '../ansible/inventory.ts';
import { isMap } from '../ansible/yaml.ts';
import { type Imported, Notes } from '../imported.ts';

/** Validates a map of hosts in the configuration's format: returns the valid part, and the issues. */
export type CheckHosts = (hosts: Readonly<Record<string, unknown>>) => {
  readonly hosts: Readonly<Record<string, HostConfig>>;
  readonly problems: readonly string[];
};

/**
 * Parses the output of an inventory command: in the format of `ansible-inventory --list`, our own format, or a list of
 * names. A string: what is wrong with it.
 */
export const readAnswer = (stdout: string, check: CheckHosts): Imported | string => {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    const start = stdout.trim().slice(0, 60);
    return start === '' ? 'printed nothing' : `did not print JSON, but ${JSON.stringify(start)}`;
  }
  if (Array.isArray(value)) return own({ hosts: value }, check);
  if (!isMap(value)) return 'did not print an inventory: expected a map or a list of names';
  if (isOwnForm(value)) return own(value, check);
  return fromList(value);
};

const OWN_KEYS = ['hosts', 'groups'];

const isOwnForm = (value: Record<string, unknown>): boolean =>
  'hosts' in value && Object.keys(value).every(key => OWN_KEYS.includes(key)) && !isGroup(value['hosts']);

/** An Ansible group may be named `hosts`. */
const isGroup = (value: unknown): boolean =>
  isMap(value) &&
  Array.isArray(value['hosts']) &&
  Object.keys(value).every(key => ['hosts', 'vars', 'children'].includes(key));

const own = (value: Record<string, unknown>, check: CheckHosts): Imported => {
  const notes = new Notes();
  const { hosts, problems } = check(asMap(value['hosts'], notes));
  for (const problem of problems) notes.add(problem);
  const groups = Object.entries(isMap(value['groups']) ? value['groups'] : {}).flatMap(([name, members]) => {
    const names = Array.isArray(members) ? members.map(String) : [];
    for (const unknown of names.filter(one => !Object.hasOwn(hosts, one)))
      notes.add(`its group ${name} has ${unknown}, which is not one of its hosts`);
    const known = names.filter(one => Object.hasOwn(hosts, one));
    return known.length > 0 ? [[name, known] as const] : [];
  });
  return { hosts: new Map(Object.entries(hosts)), groups: new Map(groups), notes: notes.all };
};

/** Converts hosts to a map; they may be a map, a list of names, or a list of maps with a name each. */
const asMap = (hosts: unknown, notes: Notes): Record<string, unknown> => {
  if (isMap(hosts)) return hosts;
  const entries = (Array.isArray(hosts) ? hosts : []).flatMap(one => {
    if (typeof one === 'string') return [[one, {}] as const];
    if (isMap(one) && typeof one['name'] === 'string') {
      const { name, ...rest } = one;
      return [[String(name), rest] as const];
    }
    notes.add('an entry in its list of hosts is neither a name nor a map with a name');
    return [];
  });
  return Object.fromEntries(entries);
};
