import type { Program } from '../options/commands.ts';

/** A one-line description of each program. */
export const PURPOSE: Readonly<Record<Program, string>> = {
  rtail: 'print the logs of many machines, filtered on the machines',
  rtop: 'watch the logs of many machines on one screen, filtered on the machines',
};

/** The date of the manual's last revision, in mdoc's format. */
export const REVISED = 'November 20, 2026';

/** The introduction to each program; one string per paragraph. */
export const DESCRIPTION: Readonly<Record<Program, readonly string[]>> = {
  rtail: [
    'Reads logs on many hosts behind a jump host and prints them to standard output, like tail with a host name in front of the file name. It logs in to the ' +
      'jump host once, runs only standard tools on the hosts, and filters on the hosts, so that only matching lines cross the network.',
  ],
  rtop: [
    'Shows the logs of many hosts behind a jump host on one terminal screen, side by side or merged by time. You can pause, search and filter while new ' +
      'lines keep arriving. It logs in to the jump host once, runs only standard tools on the hosts, and filters on the hosts.',
    'Without a SOURCE it opens a picker. If standard output is not a terminal, or with --head, --print or --no-follow, it behaves like rtail.',
  ],
};

/** The forms of a SOURCE argument. */
export const SOURCES: readonly { readonly form: string; readonly meaning: string }[] = [
  {
    form: 'HOST:LOG',
    meaning:
      'a log from the inventory. HOST is a name, @GROUP, TEAM/HOST, a glob (web-*) or a range (web-[01-12]); LOG is a name, a glob of names, or an absolute path on the host, which can also be a glob',
  },
  { form: 'HOST', meaning: 'every log of the host or group; the @ of a group is optional' },
  { form: 'HOST LOG...', meaning: 'short for HOST:LOG for each LOG' },
  {
    form: '[USER@]HOST[:PORT]:/PATH',
    meaning: 'a file on any host that ssh can reach; needs no inventory, and ~/.ssh/config applies',
  },
  {
    form: '[HOST:]journal:UNIT',
    meaning:
      "a unit's entries in the systemd journal; separate several units with commas. journal: alone is the whole journal, journal:FIELD=VALUE a match. Without HOST, this machine is used; the same goes for the next two",
  },
  {
    form: '[HOST:]docker:CONTAINER',
    meaning:
      'a container name, a glob of names, or compose=PROJECT/SERVICE; read from the log file if possible, otherwise with docker logs. podman: works the same way',
  },
  {
    form: '[HOST:]kubernetes:[NS/]PODS[/CONTAINER]',
    meaning:
      'pods, read with kubectl: one by name, or all that match a selector (app=api), as they come and go',
  },
  {
    form: 'syslog://[ADDRESS]:PORT',
    meaning:
      'listens for syslog messages over UDP; also syslog+tcp://, syslog+tls:// and syslog+unix:/PATH. Each combination of sending host and application is a source. Without an address, only messages from this machine are accepted',
  },
  { form: './FILE, /FILE', meaning: 'a file on this machine' },
  {
    form: 'redis://HOST[:PORT][/PROJECT[/HOST:LOG]]',
    meaning: 'logs published to Redis by rtail relay; HOST and LOG can be globs. rediss:// uses TLS',
  },
  { form: '-', meaning: 'standard input' },
];

/** Command lines for common tasks. A test parses each of them. */
export const EXAMPLES: readonly { readonly task: string; readonly command: string }[] = [
  { task: 'Print the last lines of every log of the group web', command: 'rtail @web' },
  {
    task: 'Follow a log on all web hosts, across rotations, without the health checks',
    command: "rtail -F 'web-*:app' -x healthcheck",
  },
  {
    task: 'Print the first hundred exceptions in total, with their stack traces',
    command: "rtail 'web-*:app' --grep Exception --record --head 100",
  },
  {
    task: "Print the latest twenty errors of all of a team's hosts",
    command: "rtail --team shop '*:app' --level error --last 20",
  },
  { task: 'Print ten minutes of this morning', command: 'rtail db-1:pg --since 09:20 --until 09:30' },
  {
    task: 'Read a file on a host that is not in the inventory, through a jump host',
    command: 'rtail -J alice@bastion.example deploy@10.0.3.7:/var/log/syslog -n 100',
  },
  {
    task: 'Print the failed requests to one part of an application, whatever the log format',
    command: "rtail '@web:access' --where 'status>=500 and path~^/api/'",
  },
  { task: 'Print JSON for other programs', command: "rtail -o json '@web:app' --since 1h --level warn" },
  {
    task: 'Show what would run on each host',
    command: "rtail --explain '@web:app' -g timeout -g 'GET /cart' -i",
  },
  {
    task: 'Publish the logs of a group to Redis, for readers without SSH',
    command: "rtail relay redis://redis.internal '@web:app'",
  },
  { task: 'Watch a group on one screen', command: 'rtop @web' },
  { task: 'Try it without any host', command: 'rtop --demo' },
];

/** Files that matter to the programs. */
export const FILES: readonly { readonly path: string; readonly meaning: string }[] = [
  {
    path: '.rtailrc',
    meaning:
      'the inventory, in YAML or JSON: searched for from the working directory upward, then in $XDG_CONFIG_HOME/rtail, then in your home directory; also as .rtailrc.{json,yaml,yml,js,ts,mjs} and rtail.config.*. In a file found in or above the working directory, programs and keys that run or write something take effect only after rtail trust',
  },
  { path: '~/.ssh/config', meaning: 'used in the same way as by ssh' },
  {
    path: '~/.ssh/known_hosts',
    meaning: 'host keys; rtail asks about an unknown key and refuses a changed one',
  },
  {
    path: '~/.cache/rtail',
    meaning:
      'compiled code, for a faster start; can be removed at any time. Under $XDG_CACHE_HOME if that is set',
  },
  {
    path: '~/.local/state/rtail/trust',
    meaning:
      'the configurations that you trusted or refused, by path and SHA-256. Under $XDG_STATE_HOME if that is set',
  },
  {
    path: '~/.local/state/rtail/recent',
    meaning: 'sources recently picked in rtop. Under $XDG_STATE_HOME if that is set',
  },
];

/** Explains the environment and the configuration. */
export const ENVIRONMENT =
  'Most options can be set with an environment variable: RTAIL_ and the long name in capitals, with _ for -, such as RTAIL_MAX_COUNT. ' +
  'The configuration sets long options under defaults:. The command line overrides the environment, and the environment overrides the configuration.';

/** Explains other spellings of options. */
export const SPELLINGS =
  'Long names may be abbreviated as long as they stay unambiguous. Options may follow operands; -- ends them. -N and +N are short for -n N and -n +N, ' +
  "-Nf for -n N -f. The original rtail's -grep PATTERN, -head N and -head -N also work.";
