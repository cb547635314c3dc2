import type { Program } from '../options/commands.ts';

/** What help, the manual page and the README say besides the options. */
export const PURPOSE: Readonly<Record<Program, string>> = {
  rtail: 'print the logs of many machines, filtered there',
  rtop: 'watch the logs of many machines in one screen, filtered there',
};

/** When the manual was last revised, as mdoc writes dates. */
export const REVISED = 'November 20, 2026';

/** A paragraph about each program. */
export const DESCRIPTION: Readonly<Record<Program, readonly string[]>> = {
  rtail: [
    'Reads logs on many hosts behind a jump host and prints them to standard output, like tail with the host in front. It logs in to the jump host once, ' +
      'runs nothing but standard tools on the hosts, and filters there, so that only the lines that match cross the wire.',
  ],
  rtop: [
    'Opens logs on many hosts behind a jump host in one terminal screen: side by side or merged by time, paused, searched and filtered while reading goes on. ' +
      'It logs in to the jump host once, runs nothing but standard tools on the hosts, and filters there.',
    'Without a SOURCE it opens a picker. Where standard output is no terminal or a dumb one, or with --head, --print or --no-follow, it is rtail.',
  ],
};

/** What a SOURCE may be: a form, and what it means. */
export const SOURCES: readonly { readonly form: string; readonly meaning: string }[] = [
  {
    form: 'HOST:LOG',
    meaning:
      'a log of the inventory. HOST is a name, @GROUP, TEAM/HOST, a glob (web-*) or a range (web-[01-12]); LOG is a name, a glob over names, or an absolute path on the host, which may be a glob too',
  },
  { form: 'HOST', meaning: 'every log of the host; the @ of a group may be left out' },
  { form: 'HOST LOG...', meaning: 'the same as HOST:LOG for each LOG' },
  {
    form: '[USER@]HOST[:PORT]:/PATH',
    meaning: 'a file on any host that ssh reaches; no inventory is needed, ~/.ssh/config applies',
  },
  { form: './FILE, /FILE', meaning: 'a file on this machine' },
  { form: '-', meaning: 'standard input' },
];

/** What one types for what. Every line is a command line that the grammar takes; a test sees to it. */
export const EXAMPLES: readonly { readonly task: string; readonly command: string }[] = [
  { task: 'The latest lines of every log of the group web', command: 'rtail @web' },
  {
    task: 'Follow one log everywhere, through rotation, without the health checks',
    command: "rtail -F 'web-*:app' -x healthcheck",
  },
  {
    task: 'The first hundred exceptions in all, with their stack traces',
    command: "rtail 'web-*:app' --grep Exception --record --head 100",
  },
  {
    task: 'The latest twenty errors, over every host of a team',
    command: "rtail --team shop '*:app' --level error --last 20",
  },
  { task: 'Ten minutes of this morning', command: 'rtail db-1:pg --since 09:20 --until 09:30' },
  {
    task: 'A file on a host that no inventory names, through a jump host',
    command: 'rtail -J alice@bastion.example deploy@10.0.3.7:/var/log/syslog -n 100',
  },
  { task: 'For other programs', command: "rtail -o json '@web:app' --since 1h --level warn" },
  { task: 'What would run where', command: "rtail --explain '@web:app' -g timeout -g 'GET /cart' -i" },
  { task: 'Watch it all in one screen', command: 'rtop @web' },
  { task: 'Try it without any host', command: 'rtop --demo' },
];

/** Files that matter to the programs. */
export const FILES: readonly { readonly path: string; readonly meaning: string }[] = [
  {
    path: '.rtailrc',
    meaning:
      'the inventory, in YAML or JSON: searched from the working directory upward, then in $XDG_CONFIG_HOME/rtail, then at home; .rtailrc.{json,yaml,yml,js,ts,mjs} and rtail.config.* too. One that was found in or above the working directory is data: programs, and keys that run or write something, take effect after rtail trust',
  },
  { path: '~/.ssh/config', meaning: 'applies as for ssh' },
  {
    path: '~/.ssh/known_hosts',
    meaning: 'the keys of hosts; an unknown key is asked about, a changed one refused',
  },
  {
    path: '~/.cache/rtail',
    meaning:
      'in $XDG_CACHE_HOME where that is set: what Node compiled of the program, for a quicker start; it may be removed at any time',
  },
  {
    path: '~/.local/state/rtail/trust',
    meaning:
      'in $XDG_STATE_HOME where that is set: which configurations you trusted or refused, by path and SHA-256',
  },
  {
    path: '~/.local/state/rtail/recent',
    meaning: 'in $XDG_STATE_HOME where that is set: what was picked in rtop lately',
  },
];

/** How options are set elsewhere than on the command line. */
export const ENVIRONMENT =
  'Every option but a few that start something has a variable: RTAIL_ and its long name in capitals with _ for -, such as RTAIL_MAX_COUNT. ' +
  'The configuration sets any long option under defaults:. The command line counts before the environment, and that before the configuration.';

/** Ways of writing options that are not in the table. */
export const SPELLINGS =
  'Long names may be cut short while they stay clear. Options may follow operands; -- ends them. -N and +N stand for -n N and -n +N, -Nf for -n N -f. ' +
  "The original's -grep PATTERN, -head N and -head -N are understood.";
