import { InventoryTree } from './tree.ts';
import { isMap } from './yaml.ts';

/** Returns the tree in the output of `ansible-inventory --list` (or of a dynamic inventory script). */
export const readList = (value: Readonly<Record<string, unknown>>): InventoryTree => {
  const tree = new InventoryTree();
  const meta = isMap(value['_meta']) ? value['_meta']['hostvars'] : null;
  const hostVars = isMap(meta) ? meta : {};
  for (const [name, group] of Object.entries(value)) {
    if (name === '_meta') continue;
    const { hosts, children, vars } = isMap(group) ? group : { hosts: group, children: null, vars: null };
    tree.group(name);
    for (const host of strings(hosts)) tree.addHost(host, name, varsOf(hostVars, host));
    for (const child of strings(children)) tree.group(name).children.add(child);
    if (isMap(vars)) tree.addVars(name, vars);
  }
  // A host without a group is listed only by its variables.
  for (const host of Object.keys(hostVars))
    if (!tree.hosts.has(host)) tree.addHost(host, 'ungrouped', varsOf(hostVars, host));
  return tree;
};

const varsOf = (all: Record<string, unknown>, host: string): Record<string, unknown> => {
  const own = Object.hasOwn(all, host) ? all[host] : null;
  return isMap(own) ? own : {};
};

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
