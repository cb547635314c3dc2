import { parseDocument } from 'yaml';
import type { Notes } from '../imported.ts';
import { expandHostPattern } from './hostPattern.ts';
import type { InventoryTree, Vars } from './tree.ts';

/**
 * Parses a YAML text, treating values with Ansible's own tags (`!vault`, `!unsafe`) as plain text; a string: what is
 * wrong with it.
 */
export const parseYaml = (text: string): { readonly value: unknown } | string => {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, merge: true });
  const [error] = document.errors;
  if (error) return error.message.split('\n')[0]!.replace(/:$/, '');
  try {
    return { value: document.toJS() };
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
};

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads an inventory in Ansible's YAML format into a tree. */
export const readYaml = (file: string, text: string, tree: InventoryTree, notes: Notes): void => {
  const parsed = parseYaml(text);
  if (typeof parsed === 'string') notes.add(`${file}: invalid YAML: ${parsed}`);
  else if (isMap(parsed.value) && typeof parsed.value['plugin'] === 'string') notes.add(pluginNote(file));
  else if (isMap(parsed.value)) readGroups(file, parsed.value, tree, notes);
  else if (parsed.value !== null)
    notes.add(`${file}: not an inventory: expected a map of groups such as all:`);
};

const pluginNote = (file: string): string =>
  `${file} is the configuration of an inventory plugin, which only Ansible can run; use hosts: { command: 'ansible-inventory -i ${file} --list' }`;

/** Maximum nesting of groups. */
const MAX_DEPTH = 50;

const readGroups = (
  file: string,
  groups: Record<string, unknown>,
  tree: InventoryTree,
  notes: Notes,
  parent: string | null = null,
  depth = 0,
): void => {
  if (depth > MAX_DEPTH) {
    notes.add(`${file}: groups nest more than ${MAX_DEPTH} deep`);
    return;
  }
  for (const [name, group] of Object.entries(groups)) {
    tree.group(name);
    if (parent !== null) tree.group(parent).children.add(name);
    if (group === null) continue;
    if (!isMap(group)) {
      notes.add(`${file}: ${name}: expected a map with hosts, children or vars`);
      continue;
    }
    const { hosts, children, vars, ...others } = group;
    for (const key of Object.keys(others))
      notes.add(`${file}: ${name}.${key}: expected hosts, children or vars`);
    readHosts(`${file}: ${name}.hosts`, hosts, name, tree, notes);
    if (isMap(vars)) tree.addVars(name, vars);
    else if (vars !== null && vars !== undefined) notes.add(`${file}: ${name}.vars: expected a map`);
    if (isMap(children)) readGroups(file, children, tree, notes, name, depth + 1);
    else if (children !== null && children !== undefined)
      notes.add(`${file}: ${name}.children: expected a map`);
  }
};

/** Reads hosts: a map of their variables, or a single name. */
const readHosts = (place: string, hosts: unknown, group: string, tree: InventoryTree, notes: Notes): void => {
  if (hosts === null || hosts === undefined) return;
  const entries: [string, unknown][] =
    typeof hosts === 'string' ? [[hosts, null]] : isMap(hosts) ? Object.entries(hosts) : [];
  if (entries.length === 0 && !isMap(hosts)) notes.add(`${place}: expected a map of hosts`);
  for (const [pattern, vars] of entries) {
    const expanded = expandHostPattern(pattern);
    if (typeof expanded === 'string') {
      notes.add(`${place}: ${expanded}`);
      continue;
    }
    if (vars !== null && !isMap(vars)) notes.add(`${place}: ${pattern}: expected a map of variables`);
    const own: Vars = isMap(vars) ? vars : {};
    const port: Vars = expanded.port === null ? {} : { ansible_port: expanded.port };
    for (const name of expanded.names) tree.addHost(name, group, { ...port, ...own });
  }
};
