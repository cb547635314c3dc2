import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readSource } from '../../files/source.ts';
import type { HostConfig } from '../../schema/schema.ts';
import { type Imported, LEFT_OUT, Notes } from '../imported.ts';
import { readIni } from './ini.ts';
import { readList } from './list.ts';
import { loginFrom } from './login.ts';
import { InventoryTree, orderGroups, type Vars } from './tree.ts';
import { readVarsFolder, type VarsOf } from './varsFiles.ts';
import { isMap, parseYaml, readYaml } from './yaml.ts';

/**
 * Reads an Ansible inventory: a file or a folder of files, in INI, YAML or JSON, with the variables next to it. A
 * string: why it cannot be read.
 */
export const importAnsible = async (path: string): Promise<Imported | string> => {
  const kind = await stat(path).catch(() => null);
  const tree = new InventoryTree();
  const notes = new Notes();
  if (kind?.isDirectory()) {
    for (const name of (await readdir(path)).toSorted().filter(isInventoryName))
      await readOne(join(path, name), tree, notes);
  } else {
    const problem = await readOne(path, tree, notes);
    if (problem !== null) return problem;
  }
  const folder = kind?.isDirectory() ? path : dirname(path);
  const groupVars = await readVarsFolder(
    join(folder, 'group_vars'),
    new Set(['all', ...tree.groups.keys()]),
    notes,
  );
  const hostVars = await readVarsFolder(join(folder, 'host_vars'), new Set(tree.hosts.keys()), notes);
  return fromTree(tree, { groupVars, hostVars }, notes);
};

/** Returns the hosts and groups of an Ansible tree. */
export const fromTree = (
  tree: InventoryTree,
  { groupVars, hostVars }: { readonly groupVars: VarsOf; readonly hostVars: VarsOf },
  notes: Notes,
): Imported => {
  const { groupsOf, members } = orderGroups(tree);
  const hosts = new Map<string, HostConfig>();
  for (const [name, beside] of tree.hosts) {
    const groups = groupsOf(name);
    const own = groups.filter(group => group !== 'all');
    const vars: Vars = Object.assign(
      {},
      tree.groups.get('all')?.vars,
      ...own.map(group => tree.groups.get(group)?.vars),
      groupVars.get('all'),
      ...own.map(group => groupVars.get(group)),
      beside,
      hostVars.get(name),
    );
    const login = loginFrom(name, vars, notes);
    if (login !== null) hosts.set(name, login);
  }
  const groups = new Map<string, readonly string[]>();
  for (const [group, names] of members) {
    const kept = names.filter(name => hosts.has(name));
    if (kept.length > 0) groups.set(group, kept);
    else notes.add(`${LEFT_OUT}it has no host that can be used`, `@${group}`);
  }
  return { hosts, groups, notes: notes.all };
};

/** Reads the tree of `ansible-inventory --list`, without other files. */
export const fromList = (value: Readonly<Record<string, unknown>>): Imported =>
  fromTree(readList(value), { groupVars: new Map(), hostVars: new Map() }, new Notes());

/** Excludes files that Ansible skips in an inventory folder. */
const isInventoryName = (name: string): boolean =>
  !/^\.|~$|\.(?:py[co]?|orig|ini~|cfg|retry|bak|swp|md)$/.test(name) &&
  name !== 'group_vars' &&
  name !== 'host_vars';

const readOne = async (file: string, tree: InventoryTree, notes: Notes): Promise<string | null> => {
  const read = await readSource(file);
  if (!read.ok) {
    notes.add(`${file} ${read.problem.message}`);
    return read.problem.message;
  }
  const text = read.source.bytes.toString('utf8');
  const name = basename(file);
  if (text.startsWith('#!')) {
    const problem = `is a program, which rtail does not run; use hosts: { command: 'ansible-inventory -i ${file} --list' }`;
    notes.add(`${file} ${problem}`);
    return problem;
  }
  if (text.startsWith('$ANSIBLE_VAULT')) {
    notes.add(`${file} is encrypted by Ansible Vault: skipped`);
    return 'is encrypted by Ansible Vault';
  }
  if (/\.ya?ml$/.test(name) || (!name.endsWith('.ini') && looksLikeYaml(text)))
    readYaml(name, text, tree, notes);
  else if (/\.json$/.test(name)) readJson(name, text, tree, notes);
  else readIni(name, text, tree, notes);
  return null;
};

/** Ansible tries one format after the other: a map of groups is not INI. */
const looksLikeYaml = (text: string): boolean => {
  if (!/^(?:---|\{|[\w.-]+:)\s*(?:#.*)?$/m.test(text.split('\n').find(line => /^[^#;\s]/.test(line)) ?? ''))
    return false;
  const parsed = parseYaml(text);
  return typeof parsed !== 'string' && isMap(parsed.value);
};

const readJson = (file: string, text: string, tree: InventoryTree, notes: Notes): void => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    notes.add(`${file}: invalid JSON`);
    return;
  }
  if (!isMap(value)) {
    notes.add(`${file}: not an inventory: expected a map of groups`);
    return;
  }
  // `--list` prints lists of names; a YAML file contains maps.
  const isList =
    '_meta' in value || Object.values(value).some(group => isMap(group) && Array.isArray(group['hosts']));
  if (!isList) {
    readYaml(file, text, tree, notes);
    return;
  }
  const listed = readList(value);
  for (const [name, vars] of listed.hosts) tree.hosts.set(name, vars);
  for (const [name, group] of listed.groups) {
    const own = tree.group(name);
    for (const host of group.hosts) own.hosts.add(host);
    for (const child of group.children) own.children.add(child);
    tree.addVars(name, group.vars);
  }
};
