/** Variables of a host or a group. */
export type Vars = Readonly<Record<string, unknown>>;

export interface GroupNode {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  vars: Vars;
}

/** An Ansible inventory in its original order. */
export class InventoryTree {
  /** Each host with the variables on its line. */
  readonly hosts = new Map<string, Vars>();
  readonly groups = new Map<string, GroupNode>();

  group(name: string): GroupNode {
    const known = this.groups.get(name);
    if (known) return known;
    const made: GroupNode = { hosts: new Set(), children: new Set(), vars: {} };
    this.groups.set(name, made);
    return made;
  }

  addHost(name: string, group: string, vars: Vars): void {
    this.hosts.set(name, { ...this.hosts.get(name), ...vars });
    this.group(group).hosts.add(name);
  }

  addVars(group: string, vars: Vars): void {
    const node = this.group(group);
    node.vars = { ...node.vars, ...vars };
  }
}

/** The resolved groups of an inventory. */
export interface GroupOrder {
  /** Returns the groups of a host, direct or not, `all` first, and those with higher precedence later. */
  groupsOf(host: string): readonly string[];
  /** The hosts of each group, including those of its children; without empty groups. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** Orders the groups as Ansible does: by depth, then `ansible_group_priority`, then name. */
export const orderGroups = ({ hosts, groups }: InventoryTree): GroupOrder => {
  const parents = parentsOf(groups);
  const depths = new Map<string, number>();
  const depthOf = (name: string, under: readonly string[] = []): number => {
    if (name === 'all' || under.includes(name)) return 0;
    const known = depths.get(name);
    if (known !== undefined) return known;
    const above = (parents.get(name) ?? []).map(parent => depthOf(parent, [...under, name]));
    const depth = Math.max(0, ...above) + 1;
    depths.set(name, depth);
    return depth;
  };
  const priority = (name: string): number => Number(groups.get(name)?.vars['ansible_group_priority'] ?? 1);
  const byWeight = (a: string, b: string): number =>
    depthOf(a) - depthOf(b) || priority(a) - priority(b) || (a < b ? -1 : 1);

  const ancestors = new Map<string, ReadonlySet<string>>();
  const upward = (name: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
    const known = ancestors.get(name);
    if (known) return known;
    seen.add(name);
    const own = new Set([name]);
    for (const parent of parents.get(name) ?? [])
      if (!seen.has(parent)) for (const one of upward(parent, seen)) own.add(one);
    ancestors.set(name, own);
    return own;
  };
  const direct = new Map<string, string[]>();
  for (const [name, group] of groups) for (const host of group.hosts) append(direct, host, name);
  const ofHost = new Map<string, readonly string[]>();
  const members = new Map<string, string[]>([['all', [...hosts.keys()]]]);
  for (const host of hosts.keys()) {
    const all = new Set(['all', ...(direct.get(host) ?? []).flatMap(group => [...upward(group)])]);
    const sorted = [...all].toSorted(byWeight);
    ofHost.set(host, sorted);
    for (const name of sorted) if (name !== 'all') append(members, name, host);
  }
  const alone = [...hosts.keys()].filter(host => (direct.get(host) ?? []).every(isNoGroup));
  if (alone.length > 0) members.set('ungrouped', alone);
  else members.delete('ungrouped');
  const inOrder = ['all', 'ungrouped', ...[...groups.keys()].filter(name => !isNoGroup(name))].filter(name =>
    members.has(name),
  );
  return {
    groupsOf: host => ofHost.get(host) ?? ['all'],
    members: new Map(inOrder.map(name => [name, members.get(name)!])),
  };
};

const append = (lists: Map<string, string[]>, key: string, item: string): void => {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
};

/** Returns true for the groups that contain hosts without a group. */
const isNoGroup = (name: string): boolean => name === 'all' || name === 'ungrouped';

const parentsOf = (groups: ReadonlyMap<string, GroupNode>): ReadonlyMap<string, readonly string[]> => {
  const parents = new Map<string, string[]>();
  for (const [name, { children }] of groups) for (const child of children) append(parents, child, name);
  return parents;
};
