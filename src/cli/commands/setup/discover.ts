import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../../../config/files/paths.ts';
import { ownSshHosts } from '../../../config/imports/ssh/hosts.ts';
import { isPlainName } from '../../../config/schema/schema.ts';
import { isHostAddress } from '../../../core/loginText.ts';

/** The sources for a new inventory. */
export interface Discovery {
  /** Ansible inventories, relative to the working directory. */
  readonly ansible: readonly string[];
  /** Names in `~/.ssh/config`. */
  readonly sshHosts: readonly string[];
  /** Names in `~/.ssh/known_hosts` that are in none of the others. */
  readonly knownHosts: readonly string[];
  /** Entries of known_hosts whose names are hashed. */
  readonly hashed: number;
}

/** The usual places of Ansible inventories. */
const ANSIBLE = [
  ...['hosts', 'hosts.ini', 'hosts.yml', 'hosts.yaml', 'inventory', 'inventory.ini', 'inventory.yml'],
  ...['inventory.yaml', 'inventories/production', 'ansible/hosts', 'ansible/inventory'],
];

/** Looks for inventories of other programs: in the working directory and in the user's ssh folder. */
export const discover = ({ cwd, home }: Pick<Surroundings, 'cwd' | 'home'>): Discovery => {
  const sshHosts = ownSshHosts(home, null);
  const { names, hashed } = knownHosts(join(home, '.ssh/known_hosts'));
  const ansible = [...configured(cwd), ...ANSIBLE].filter(path => looksLikeInventory(join(cwd, path)));
  return {
    ansible: [...new Set(ansible)].slice(0, 1),
    sshHosts,
    knownHosts: names.filter(name => !sshHosts.includes(name)),
    hashed,
  };
};

/** Returns the inventory named in ansible.cfg. */
const configured = (cwd: string): string[] => {
  const path = /^\s*inventory\s*=\s*(\S+)/m.exec(read(join(cwd, 'ansible.cfg')))?.[1];
  return path ? path.split(',').filter(one => one !== '') : [];
};

const looksLikeInventory = (path: string): boolean => {
  if (!existsSync(path)) return false;
  if (statSync(path).isDirectory())
    return ['hosts', 'hosts.ini', 'hosts.yml', 'hosts.yaml'].some(name => existsSync(join(path, name)));
  const text = read(path);
  return /^\[[\w.:-]+\]\s*$/m.test(text) || /^\w[\w-]*:\s*$[\s\S]*^\s+(?:hosts|children):/m.test(text);
};

const knownHosts = (file: string): { readonly names: readonly string[]; readonly hashed: number } => {
  let hashed = 0;
  const names = read(file)
    .split('\n')
    .filter(line => line.trim() !== '' && !/^[#@]/.test(line))
    .flatMap(line => {
      const list = line.trim().split(/\s+/)[0] ?? '';
      if (list.startsWith('|')) hashed++;
      // Among several names of a machine, the first is used; addresses and ports need no entry.
      const [name] = list.split(',');
      return name && isPlainName(name) && isHostAddress(name) && !/^[\d.]+$/.test(name) ? [name] : [];
    });
  return { names: [...new Set(names)], hashed };
};

const read = (file: string): string => {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
};
