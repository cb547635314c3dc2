import type { HostConfig } from '../../schema/schema.ts';
import { LEFT_OUT, type Notes } from '../imported.ts';
import { shellWords } from '../shellWords.ts';
import { readSshArguments } from '../ssh/arguments.ts';
import { expandTemplate } from './jinja.ts';
import type { Vars } from './tree.ts';

/** The variables for logging in, in order of precedence. */
const VARIABLES = {
  address: ['ansible_ssh_host', 'ansible_host'],
  user: ['ansible_ssh_user', 'ansible_user'],
  port: ['ansible_ssh_port', 'ansible_port'],
  identity: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
} as const;
const ARGUMENTS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];
const SECRETS = ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'];

/** Returns the login for an Ansible host; null if it does not use ssh. Records what is not supported. */
export const loginFrom = (name: string, vars: Vars, notes: Notes): HostConfig | null => {
  const all = { ...vars, inventory_hostname: name, inventory_hostname_short: name.split('.')[0]! };
  const text = (variable: string): string | null => {
    const value = all[variable as keyof typeof all];
    if (!['string', 'number'].includes(typeof value) || value === '') return null;
    const expanded = expandTemplate(String(value), all);
    if (expanded === null)
      notes.add(`${variable} is a template that only Ansible can evaluate: it is ignored`, name);
    return expanded;
  };
  const first = (variables: readonly string[]): string | null =>
    variables.reduce<string | null>((found, variable) => found ?? text(variable), null);

  const connection = text('ansible_connection');
  if (
    connection !== null &&
    !['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'].includes(connection)
  ) {
    notes.add(
      connection === 'local'
        ? `${LEFT_OUT}its connection is local; to read files on this machine, use their path`
        : `${LEFT_OUT}its connection is ${connection}, not ssh`,
      name,
    );
    return null;
  }
  if (SECRETS.some(variable => all[variable as keyof typeof all] !== undefined))
    notes.add('its password is ignored: rtail asks for it when needed', name);
  const ssh = argumentsOf(
    name,
    ARGUMENTS.map(text)
      .filter(one => one !== null)
      .join(' '),
    notes,
  );
  const [address, user, port, identity] = [
    VARIABLES.address,
    VARIABLES.user,
    VARIABLES.port,
    VARIABLES.identity,
  ].map(first);
  const keys = [...(identity ? [identity] : []), ...(ssh.identity ?? [])];
  const wantedPort = port === null || port === undefined ? ssh.port : Number(port);
  return {
    ...(address && { address }),
    ...((user ?? ssh.user) && { user: (user ?? ssh.user)! }),
    ...(wantedPort !== undefined && { port: wantedPort }),
    ...(keys.length > 0 && { identity: keys }),
    ...(ssh.jump !== undefined && { jump: ssh.jump }),
  };
};

const argumentsOf = (
  name: string,
  text: string,
  notes: Notes,
): ReturnType<typeof readSshArguments>['found'] => {
  const words = shellWords(text);
  if (words === null) notes.add(`its ssh arguments have an unclosed quote and are ignored: ${text}`, name);
  const { found } = readSshArguments(words ?? []);
  for (const problem of found.problems) notes.add(problem, name);
  return found;
};
