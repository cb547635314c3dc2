/** The two programs of the package; they share one grammar. */
export type Program = 'rtail' | 'rtop';

/** The actions of a command line: `run` reads logs, the rest are the subcommands with their own options. */
export const COMMANDS = [
  'run',
  'serve',
  'list',
  'check',
  'relay',
  'init',
  'config',
  'trust',
  'completion',
] as const;

export type Command = (typeof COMMANDS)[number];

export interface CommandRow {
  readonly name: Command;
  /** The text after the program's name on a usage line. */
  readonly usage: string;
  readonly summary: string;
}

export const COMMAND_ROWS: readonly CommandRow[] = [
  { name: 'run', usage: '[options] SOURCE...', summary: 'read, follow and search logs' },
  {
    name: 'serve',
    usage: 'serve [options] [SOURCE...]',
    summary: 'show logs in the browser, to any number of people',
  },
  { name: 'list', usage: 'list [options] [NAME...]', summary: 'list hosts, logs, teams and groups' },
  {
    name: 'check',
    usage: 'check [options] SOURCE...',
    summary: 'check hosts and logs: login, host key, permissions, tools, clock',
  },
  {
    name: 'relay',
    usage: 'relay [options] redis://HOST SOURCE...',
    summary: 'publish logs to Redis, for many readers without SSH access',
  },
  {
    name: 'init',
    usage: 'init [FILE]',
    summary: 'create a .rtailrc from your ssh configuration, known hosts and Ansible inventories',
  },
  {
    name: 'config',
    usage: 'config [options]',
    summary: 'print the resolved configuration and where each value comes from',
  },
  {
    name: 'trust',
    usage: 'trust [options] [FILE]',
    summary: 'trust a configuration file as it is now',
  },
  {
    name: 'completion',
    usage: 'completion bash|zsh|fish',
    summary: 'print the completion script for a shell',
  },
];

/** The subcommands, as opposed to reading logs. */
export const SUBCOMMANDS: readonly CommandRow[] = COMMAND_ROWS.filter(({ name }) => name !== 'run');

/** The shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];
