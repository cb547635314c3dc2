import { LEVELS } from '../../core/level.ts';
import { LEVEL_SYNONYMS } from '../../core/understand/tables/levelWords.ts';
import type { Command } from './commands.ts';
import type { ValueKind, ValueOf } from './valueKinds.ts';

/** The headings of `--help`, in order. */
export const GROUPS = {
  reading: 'Reading',
  filtering: 'Filtering (on the hosts)',
  asking: 'Counting and waiting',
  connecting: 'Connecting',
  output: 'Output',
  screen: 'Screen (rtop)',
  serve: 'For the subcommand serve',
  instead: 'Other sources',
  relay: 'Redis (the subcommand relay, and redis:// as a SOURCE)',
  config: 'For the subcommand config',
  trust: 'For the subcommand trust',
  general: 'General',
} as const;

export type Group = keyof typeof GROUPS;

/** A default value; `screen` applies to rtop on a terminal, `print` to everything else. */
export type BuiltIn = string | { readonly print: string; readonly screen: string };

/** Describes one option; this is the only place that does. */
export interface Option {
  /** The long form without its dashes; a single letter (`F`) has no long form and expands to other options. */
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
  readonly value: ValueKind;
  /** The placeholder for the value in help. */
  readonly placeholder?: string;
  readonly group: Group;
  /** One line, for `-h` and completion. */
  readonly summary: string;
  /** Whole sentences that follow the summary in `--help` and the manual. */
  readonly details?: string;
  readonly repeatable?: true;
  /** The value of `--no-NAME`; null if there is no such form. A switch has one unless this is null. */
  readonly negation?: string | null;
  /**
   * Where it can be set besides the command line: the environment and `defaults:` (both if absent), the
   * environment, or nowhere.
   */
  readonly settable?: 'environment' | 'nowhere';
  /** Default: reading logs, and `config`. */
  readonly commands?: readonly Command[];
  readonly builtIn?: BuiltIn;
  /** A clause about what the option does that an untrusted configuration must not do. */
  readonly guarded?: string;
  /** The option that this one replaces: the nearer of the two counts, or else the later. */
  readonly replaces?: string;
}

const CONNECTS = ['run', 'serve', 'check', 'relay', 'config'] as const;
const INVENTORY = ['run', 'serve', 'list', 'check', 'config'] as const;
const HOSTS = ['run', 'serve', 'list', 'check', 'relay', 'config'] as const;
const READS = ['run', 'serve', 'relay', 'config'] as const;
const LIVE = ['run', 'serve', 'config'] as const;
const RELAY = ['relay', 'config'] as const;
const SERVE = ['serve'] as const;
const TRUST = ['trust'] as const;
const CONFIG = ['config'] as const;
const EVERYWHERE = [
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

const TABLE = [
  {
    name: 'lines',
    short: 'n',
    value: { kind: 'extent' },
    placeholder: '[+]N',
    group: 'reading',
    summary: 'start with the last N lines; +N: start at line N',
    details:
      'Default: 10 for rtail, 200 for rtop. With a filter or a limit such as --head, and without -f, -n, -c and --since, the whole file is read. ' +
      '-N is short for -n N. N may have a multiplier: b (512), kB (1000), K (1024), MB, M, GB, G and so on.',
    replaces: 'bytes',
    commands: READS,
  },
  {
    name: 'bytes',
    short: 'c',
    value: { kind: 'extent' },
    placeholder: '[+]N',
    group: 'reading',
    summary: 'start with the last N bytes; +N: start at byte N',
    details: 'N may have a multiplier: b (512), kB (1000), K (1024), MB, M, GB, G and so on.',
    replaces: 'lines',
    commands: READS,
  },
  {
    name: 'follow',
    short: 'f',
    value: { kind: 'choice', choices: ['name', 'descriptor', 'none'], bare: 'yes' },
    placeholder: 'HOW',
    group: 'reading',
    summary: 'keep reading as the file grows',
    details:
      'name switches to the new file after a rotation; descriptor stays with the open file, even if it is renamed. As in tail, -f and ' +
      '--follow alone mean descriptor. The screen of rtop follows by name by default; --no-follow stops at the end of the file and makes rtop print.',
    negation: 'none',
    commands: LIVE,
  },
  {
    name: 'F',
    short: 'F',
    value: { kind: 'shorthand', argv: ['--follow=name', '--retry'] },
    group: 'reading',
    summary: 'short for --follow=name --retry',
    settable: 'nowhere',
    commands: LIVE,
  },
  {
    name: 'retry',
    value: { kind: 'switch' },
    builtIn: { print: 'no', screen: 'yes' },
    group: 'reading',
    summary: 'keep trying to open a file that does not exist yet',
    commands: LIVE,
  },
  {
    name: 'pid',
    value: { kind: 'integer', min: 1 },
    placeholder: 'PID',
    group: 'reading',
    summary: 'stop following when this process on the host exits',
    settable: 'nowhere',
  },
  {
    name: 'sleep-interval',
    short: 's',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'reading',
    summary: 'polling interval, on hosts that have to poll',
    commands: LIVE,
  },
  {
    name: 'zero-terminated',
    short: 'z',
    value: { kind: 'switch' },
    group: 'reading',
    summary: 'lines end with NUL instead of newline',
    commands: LIVE,
  },
  {
    name: 'since',
    value: { kind: 'time' },
    placeholder: 'TIME',
    group: 'reading',
    summary: 'only records at or after this time',
    details:
      'A record without a time takes that of the record before it. The starting point in the file is found on the host; ' +
      'lines may be out of order by up to a second or 64 KB. TIME is relative to now (10m, 2h30m, 5 minutes ago), a time of day ' +
      "(09:30 means the most recent one), today, yesterday 18:00, a weekday (last monday), a date ('2026-11-20 09:30', with a zone if " +
      'needed: 2026-11-20T09:30:00Z), or @ and seconds since 1970. Times without a zone are in your time zone.',
    commands: LIVE,
  },
  {
    name: 'until',
    value: { kind: 'time' },
    placeholder: 'TIME',
    group: 'reading',
    summary: 'only records up to this time',
    details:
      'Takes the same forms as --since. A time of day alone means the next day if it would otherwise be before --since.',
    commands: LIVE,
  },
  {
    name: 'grep',
    short: 'g',
    value: { kind: 'pattern' },
    placeholder: 'PATTERN',
    group: 'filtering',
    summary: 'only lines that match; if repeated, lines that match all patterns',
    details: 'PATTERN is an extended regular expression, as for grep -E, or literal text with --fixed.',
    repeatable: true,
    negation: '',
    commands: LIVE,
  },
  {
    name: 'exclude',
    short: 'x',
    value: { kind: 'pattern' },
    placeholder: 'PATTERN',
    group: 'filtering',
    summary: 'drop lines that match; can be repeated',
    repeatable: true,
    negation: '',
    commands: LIVE,
  },
  {
    name: 'where',
    value: { kind: 'text' },
    placeholder: 'CONDITION',
    group: 'filtering',
    summary: "only records whose fields match, as in 'status>=500 and path~^/api'",
    details:
      'Combine the comparisons = != < <= > >= ~ !~ and : with and, or, not. If repeated, all conditions must hold.',
    repeatable: true,
    negation: '',
    commands: LIVE,
  },
  {
    name: 'facility',
    value: { kind: 'text' },
    placeholder: 'NAME,…',
    group: 'filtering',
    summary: 'only syslog messages of these facilities, as in auth,local0',
    details: "Short for --where 'facility in (…)'. Messages without a priority count as user.",
    repeatable: true,
    negation: '',
  },
  {
    name: 'tag',
    value: { kind: 'text' },
    placeholder: 'NAME,…',
    group: 'filtering',
    summary: 'only syslog messages with these tags (applications)',
    details: "Short for --where 'tag in (…)'.",
    repeatable: true,
    negation: '',
  },
  {
    name: 'ignore-case',
    short: 'i',
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'ignore case in patterns',
    commands: LIVE,
  },
  {
    name: 'fixed',
    aliases: ['fixed-strings'],
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'patterns are literal text',
    commands: LIVE,
  },
  {
    name: 'after-context',
    short: 'A',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'print N lines after each match',
  },
  {
    name: 'before-context',
    short: 'B',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'print N lines before each match',
  },
  {
    name: 'context',
    short: 'C',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'print N lines before and after each match',
    details: '-A and -B override it for their side.',
  },
  {
    name: 'record',
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'match and print whole records, stack traces included',
    details:
      'A record matches if every --grep matches one of its lines and no --exclude matches any. ' +
      '-A, -B, -C, --max-count, --head and --last then count records.',
  },
  {
    name: 'level',
    value: {
      kind: 'choice',
      choices: LEVELS,
      synonyms: LEVEL_SYNONYMS,
    },
    placeholder: 'LEVEL',
    group: 'filtering',
    summary: 'only records of this level or worse',
    details:
      'Records without a level are dropped; the lines of a stack trace have the level of their record. Without a pattern, --max-count, ' +
      '--head and --last count records, and -A, -B and -C print whole records around each match.',
    commands: LIVE,
  },
  {
    name: 'max-count',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'stop reading each log after N matching lines',
  },
  {
    name: 'head',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'stop after N lines in total, across all logs',
    details: 'With -A, -B or -C it counts matches, each printed with its context. Makes rtop print.',
  },
  {
    name: 'last',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'only the latest N lines in total, read backwards on the hosts',
    details: 'With -A, -B or -C it counts matches, each printed with its context.',
  },
  {
    name: 'pushdown',
    value: { kind: 'switch' },
    builtIn: 'yes',
    group: 'filtering',
    summary: 'filter on the hosts; --no-pushdown filters locally, for comparison',
    commands: LIVE,
  },
  {
    name: 'explain',
    value: { kind: 'switch' },
    negation: null,
    group: 'filtering',
    summary: 'print what would run on each host and what would run locally, then exit',
    settable: 'nowhere',
  },
  {
    name: 'count',
    value: { kind: 'switch' },
    negation: null,
    group: 'asking',
    summary: 'print the number of lines (that match), per source and in total',
    details:
      'With only --level, --where or --record it counts records. The hosts do the counting; only lines that they cannot classify with certainty ' +
      'cross the network. Makes rtop print.',
    settable: 'nowhere',
  },
  {
    name: 'count-by',
    value: { kind: 'text' },
    placeholder: 'FIELD[,FIELD]',
    group: 'asking',
    summary: 'count records (with --grep: matching lines) by the values of fields',
    details:
      'Accepts the fields of --where, such as status, path or user, and also level, text, host and log. Example: --count-by host,status.',
    repeatable: true,
    negation: null,
    settable: 'nowhere',
  },
  {
    name: 'per',
    value: { kind: 'duration' },
    placeholder: 'PERIOD',
    group: 'asking',
    summary: 'count per period, such as 1m, 1h or 1d, in your time zone',
    negation: null,
    settable: 'nowhere',
  },
  {
    name: 'top',
    value: { kind: 'integer', min: 1 },
    placeholder: 'N',
    group: 'asking',
    summary: 'print only the N most frequent values of --count-by, in each period',
    negation: null,
    settable: 'nowhere',
  },
  {
    name: 'until-match',
    value: { kind: 'pattern' },
    placeholder: 'PATTERN',
    group: 'asking',
    summary: 'follow until a line that matches is printed, and exit with 0',
    details:
      'With --max-time it exits with 124 if no line matched in time. Existing lines count too; -n 0 considers only new ones. ' +
      'With --no-follow it stops at the end of the log.',
    negation: null,
    settable: 'nowhere',
  },
  {
    name: 'sql',
    value: { kind: 'text' },
    placeholder: 'QUERY',
    group: 'asking',
    summary: 'run an SQL query; the table log holds the records that are read',
    details:
      'Its columns are time, level, host, log, seq, text and fields (JSON), and any field that the query names, such as status or "http.status". ' +
      'Filters (--where, --since and so on) select the records. Times are ISO 8601 in UTC; REGEXP uses the same patterns as --grep.',
    negation: null,
    settable: 'nowhere',
  },
  {
    name: 'team',
    value: { kind: 'team' },
    placeholder: 'TEAM',
    group: 'connecting',
    summary: "only this team's hosts",
    commands: HOSTS,
  },
  {
    name: 'jump',
    short: 'J',
    value: { kind: 'jump' },
    placeholder: '[USER@]HOST[:PORT][,...]',
    group: 'connecting',
    summary: 'connect through these jump hosts, in this order; none: connect directly',
    details: "Overrides the inventory's jump hosts and ssh's ProxyJump.",
    negation: 'none',
    commands: CONNECTS,
  },
  {
    name: 'transport',
    value: { kind: 'choice', choices: ['ssh2', 'openssh'] },
    builtIn: 'ssh2',
    placeholder: 'HOW',
    group: 'connecting',
    summary: "use ssh2 (built in) or openssh (this system's ssh)",
    details:
      'openssh supports what the built-in client does not: Kerberos, hardware keys, certificates and BindInterface.',
    commands: CONNECTS,
    guarded: "runs this system's ssh with its full configuration",
  },
  {
    name: 'control-master',
    value: { kind: 'choice', choices: ['auto', 'never'] },
    builtIn: 'auto',
    placeholder: 'WHEN',
    group: 'connecting',
    summary: 'use connections that your ssh has open (ControlPath); never: always log in',
    negation: 'never',
    commands: CONNECTS,
  },
  {
    name: 'config',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'connecting',
    summary: 'use this inventory instead of searching for one',
    settable: 'environment',
    commands: HOSTS,
  },
  {
    name: 'refresh',
    value: { kind: 'switch' },
    negation: null,
    group: 'connecting',
    summary: 'run inventory commands again, even if their cached output is recent',
    details: 'Inventory commands are configured as hosts: { command: … }.',
    settable: 'nowhere',
    commands: INVENTORY,
  },
  {
    name: 'ssh-config',
    value: { kind: 'file', ssh: true },
    placeholder: 'FILE',
    group: 'connecting',
    summary: 'use this SSH configuration instead of ~/.ssh/config',
    commands: CONNECTS,
    guarded: 'lets ssh run the commands in that file',
  },
  {
    name: 'connect-timeout',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'connecting',
    summary: 'give up if a host does not answer within this time',
    details:
      "Default: ssh's ConnectTimeout, else 10s. It limits each of the first two phases of a login: the TCP connection with the server's banner, and the key exchange. " +
      'Authentication may take 120s, enough to approve a login on a phone; the time you take to answer prompts does not count. The first ' +
      'answer of the login shell may take 30s, or this timeout if it is longer.',
    commands: CONNECTS,
  },
  {
    name: 'concurrency',
    value: { kind: 'integer', min: 1 },
    builtIn: '50',
    placeholder: 'N',
    group: 'connecting',
    summary: 'log in to at most N hosts at a time',
    commands: CONNECTS,
  },
  {
    name: 'sudo',
    value: { kind: 'switch' },
    group: 'connecting',
    summary: 'read logs as root, on hosts where sudo needs no password',
    commands: CONNECTS,
    guarded: 'reads logs as root',
  },
  {
    name: 'name',
    value: { kind: 'text' },
    placeholder: 'NAME[=PATH]',
    group: 'output',
    summary: 'name of standard input; NAME=PATH: read a local pipe or file under this name',
    details: 'Several pipes at once: --name a=<(COMMAND) --name b=<(COMMAND).',
    repeatable: true,
    settable: 'nowhere',
    commands: LIVE,
  },
  {
    name: 'output',
    short: 'o',
    value: { kind: 'choice', choices: ['text', 'raw', 'json'] },
    builtIn: 'text',
    placeholder: 'FORM',
    group: 'output',
    summary: 'text for people, raw for the exact bytes, json for one object per record',
    details:
      'On a terminal, text shows JSON and logfmt lines as the message followed by the other fields as key=value. In a pipe, every line is ' +
      'printed unchanged.',
    commands: INVENTORY,
  },
  {
    name: 'format',
    value: { kind: 'text' },
    placeholder: 'TEMPLATE',
    group: 'output',
    summary: "print records by a template, e.g. '{time} {level} {host} {text}'",
    details:
      'Fields are time, received, level, host, log, path (of the log), seq, text, fields, and any field of a record, such as status or url.path. Filters change how they are printed: ' +
      '{level|upper|pad:5}, {host|color}, {text|cut:80}. Times accept a pattern: {time:HH:mm:ss.SSS}. {{ and }} are literal braces.',
  },
  {
    name: 'prefix',
    value: { kind: 'choice', choices: ['auto', 'always', 'never'] },
    builtIn: 'auto',
    placeholder: 'WHEN',
    group: 'output',
    summary: 'prefix each line with its source; auto: if there are several',
    negation: 'never',
  },
  {
    name: 'quiet',
    short: 'q',
    aliases: ['silent'],
    value: { kind: 'shorthand', argv: ['--prefix=never'] },
    group: 'output',
    summary: 'short for --prefix=never',
  },
  {
    name: 'verbose',
    short: 'v',
    value: { kind: 'shorthand', argv: ['--prefix=always'] },
    group: 'output',
    summary: 'short for --prefix=always',
  },
  {
    name: 'time',
    value: { kind: 'choice', choices: ['short', 'full', 'off', 'utc', 'local'] },
    placeholder: 'HOW',
    group: 'output',
    summary: 'prefix each record with its time',
    details:
      'short (14:02:11.204) and full (with the date) use your time zone; utc and local are ISO 8601 with the zone. ' +
      'Default: off; the screen shows seconds in your time zone.',
  },
  {
    name: 'sort',
    value: { kind: 'choice', choices: ['time', 'arrival'] },
    placeholder: 'BY',
    group: 'output',
    summary: 'merge logs by time, or print lines in the order of arrival',
    details: 'Default: time; arrival with -o raw.',
  },
  {
    name: 'color',
    aliases: ['colour'],
    value: { kind: 'choice', choices: ['auto', 'always', 'never'] },
    builtIn: 'auto',
    placeholder: 'WHEN',
    group: 'output',
    summary: 'use colours; auto: on a terminal',
    details: 'NO_COLOR and FORCE_COLOR are respected.',
    negation: 'never',
    commands: INVENTORY,
  },
  {
    name: 'tee',
    value: { kind: 'directory' },
    placeholder: 'DIR',
    group: 'output',
    summary: 'also save each source to its own file in DIR',
    details:
      'DIR is created if necessary, and must be empty unless --resume is given. Only you can read the files, and they contain whole lines only.',
    guarded: 'writes files',
  },
  {
    name: 'resume',
    value: { kind: 'switch' },
    group: 'output',
    summary: 'continue the files from an earlier --tee, without repeating lines',
  },
  {
    name: 'stats',
    value: { kind: 'switch' },
    group: 'output',
    summary: 'at the end, print how much was read, received and printed per source',
  },
  {
    name: 'max-time',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'output',
    summary: 'stop after this time',
  },
  {
    name: 'debug',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'output',
    summary: 'write a log of all connections to FILE',
    details: 'With --explain, FILE also gets the full text of long programs.',
    commands: HOSTS,
    guarded: 'writes a file',
  },
  {
    name: 'print',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'print like rtail instead of opening the screen',
  },
  {
    name: 'buffer',
    value: { kind: 'size' },
    builtIn: '64M',
    placeholder: 'SIZE',
    group: 'screen',
    summary: 'size of the scrollback buffer, for all logs together',
    commands: LIVE,
  },
  {
    name: 'view',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'screen',
    summary: 'use a view saved with :save-view: its sources and filters, and on the screen its layout',
    commands: LIVE,
  },
  {
    name: 'ascii',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'draw with ASCII characters; other letters of logs are shown if the locale is UTF-8',
  },
  {
    name: 'mouse',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'scroll with the wheel and focus with clicks',
  },
  {
    name: 'listen',
    value: { kind: 'text' },
    builtIn: '127.0.0.1:7070',
    placeholder: 'ADDRESS',
    group: 'serve',
    summary: 'address and port to listen on, or unix:PATH',
    details:
      'A port alone means 127.0.0.1; port 0 picks a free port. Any address but localhost needs --tls-cert and --tls-key, or --plain-http.',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'open',
    value: { kind: 'switch' },
    negation: null,
    group: 'serve',
    summary: "open the page in this machine's browser",
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'tls-cert',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'serve',
    summary: 'certificate for https (PEM, with its chain)',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'tls-key',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'serve',
    summary: 'private key (PEM) of the certificate',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'plain-http',
    value: { kind: 'switch' },
    negation: null,
    group: 'serve',
    summary: 'allow http on addresses that other machines can reach',
    details: 'Logs and logins then cross the network unencrypted.',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'host-name',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'serve',
    summary: 'an additional host name of this server',
    details:
      'Requests for other names are refused, which prevents DNS rebinding: no web site can point its own name at this server.',
    repeatable: true,
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'origin',
    value: { kind: 'text' },
    placeholder: 'URL',
    group: 'serve',
    summary: 'address of the page behind a reverse proxy: https://logs.example.com',
    repeatable: true,
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'base-path',
    value: { kind: 'text' },
    placeholder: 'PATH',
    group: 'serve',
    summary: 'path prefix that a reverse proxy passes on: /logs',
    details: 'Not needed if the proxy strips the prefix: the page uses relative URLs only.',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'trusted-proxy',
    value: { kind: 'text' },
    placeholder: 'NETWORK',
    group: 'serve',
    summary: 'network of a reverse proxy whose --auth-header is trusted: 10.0.0.0/8, or unix',
    repeatable: true,
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'auth-header',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'serve',
    summary: 'header in which a trusted proxy passes the user name: Remote-User',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'operator',
    value: { kind: 'text' },
    placeholder: 'USER',
    group: 'serve',
    summary: 'a user of --auth-header who can also retry, reread and open logs for everyone',
    repeatable: true,
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'token-file',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'serve',
    summary: 'store the tokens of the links in FILE, so that they survive a restart',
    details: 'FILE is created if necessary, readable only by you. Default: new tokens at each start.',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'once',
    value: { kind: 'switch' },
    negation: null,
    group: 'serve',
    summary: "make the viewers' link valid for one login only",
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'max-viewers',
    value: { kind: 'integer', min: 1 },
    builtIn: '20',
    placeholder: 'N',
    group: 'serve',
    summary: 'maximum number of simultaneous viewers',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'idle',
    value: { kind: 'duration' },
    builtIn: '30s',
    placeholder: 'SECONDS',
    group: 'serve',
    summary: 'stop reading a log this long after its last viewer left',
    settable: 'environment',
    commands: SERVE,
  },
  {
    name: 'demo',
    value: { kind: 'switch' },
    negation: null,
    group: 'instead',
    summary: 'use a built-in demo fleet: a bastion and six busy hosts, all in this process',
    settable: 'nowhere',
    commands: HOSTS,
  },
  {
    name: 'seed',
    value: { kind: 'integer', min: 0 },
    builtIn: '1',
    placeholder: 'N',
    group: 'instead',
    summary: 'random seed of the demo logs',
    settable: 'nowhere',
    commands: HOSTS,
  },
  {
    name: 'replay',
    value: { kind: 'directory' },
    placeholder: 'DIR',
    group: 'instead',
    summary: 'read logs saved by --tee',
    settable: 'nowhere',
  },
  {
    name: 'project',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'relay',
    summary: 'publish hosts without a team under this project',
    details:
      "Default: default. Hosts of a team are published under the team's name. Access is granted by project.",
    commands: RELAY,
  },
  {
    name: 'keep',
    value: { kind: 'size' },
    builtIn: '64M',
    placeholder: 'SIZE',
    group: 'relay',
    summary: 'how much of each log to keep in Redis, in bytes of the log',
    details: 'The bytes are stored compressed, usually to a fifth or a tenth of their size.',
    commands: RELAY,
  },
  {
    name: 'keep-for',
    value: { kind: 'duration' },
    placeholder: 'TIME',
    group: 'relay',
    summary: 'keep lines in Redis no longer than this',
    details: 'Default: as long as --keep allows.',
    commands: RELAY,
  },
  {
    name: 'lease',
    value: { kind: 'duration' },
    builtIn: '10s',
    placeholder: 'TIME',
    group: 'relay',
    summary: 'how soon another relay takes over the logs of one that died',
    commands: RELAY,
  },
  {
    name: 'redis-user',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'relay',
    summary: 'log in to Redis as this user',
    details:
      'The password is read from --redis-password-file or the variable RTAIL_REDIS_PASSWORD. User and password can also be in the URL, but other users of this machine can see them there.',
    commands: HOSTS,
  },
  {
    name: 'redis-password-file',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'relay',
    summary: 'read the Redis password from the first line of FILE',
    guarded: 'reads a file and sends its first line to a server',
    commands: HOSTS,
  },
  {
    name: 'redis-sentinel-user',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'relay',
    summary: 'with redis+sentinel://, log in to the sentinels as this user',
    details:
      'Sentinels have users and passwords of their own: the password is read from the file of --redis-sentinel-password-file or from the variable RTAIL_REDIS_SENTINEL_PASSWORD.',
    commands: HOSTS,
  },
  {
    name: 'redis-sentinel-password-file',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'relay',
    summary: 'read the password for the sentinels from the first line of FILE',
    guarded: 'reads a file and sends its first line to a server',
    commands: HOSTS,
  },
  {
    name: 'redis-ca',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'relay',
    summary: 'with rediss://, trust the certificate authorities in this PEM file',
    guarded: 'decides which servers are trusted',
    commands: HOSTS,
  },
  {
    name: 'redis-cert',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'relay',
    summary: 'with rediss://, present the client certificate in this PEM file',
    guarded: 'reads a file to log in with',
    commands: HOSTS,
  },
  {
    name: 'redis-key',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'relay',
    summary: 'the private key of --redis-cert',
    guarded: 'reads a file to log in with',
    commands: HOSTS,
  },
  {
    name: 'example',
    value: { kind: 'switch' },
    negation: null,
    group: 'config',
    summary: 'print an example configuration with every key',
    settable: 'nowhere',
    commands: CONFIG,
  },
  {
    name: 'list',
    value: { kind: 'switch' },
    negation: null,
    group: 'trust',
    summary: 'list the configurations that you trusted or refused, and their current state',
    settable: 'nowhere',
    commands: TRUST,
  },
  {
    name: 'forget',
    value: { kind: 'switch' },
    negation: null,
    group: 'trust',
    summary: 'forget the decision about FILE',
    details: 'rtail then asks about it again.',
    settable: 'nowhere',
    commands: TRUST,
  },
  {
    name: 'h',
    short: 'h',
    value: { kind: 'shorthand', argv: ['--help=short'] },
    group: 'general',
    summary: 'list all options, one per line',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
  {
    name: 'help',
    value: { kind: 'choice', choices: ['short', 'long'], bare: 'long' },
    placeholder: 'LENGTH',
    group: 'general',
    summary: 'describe all options, with examples',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
  {
    name: 'version',
    short: 'V',
    value: { kind: 'switch' },
    negation: null,
    group: 'general',
    summary: 'print the version',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
] as const satisfies readonly Option[];

/** Every option, in the order of `--help`. */
export const OPTIONS: readonly Option[] = TABLE;

type Row = (typeof TABLE)[number];
type RowOf<N> = Extract<Row, { readonly name: N }>;

/** The name of an option that has a value: all but the shorthands. */
export type SettingName = Exclude<Row, { readonly value: { readonly kind: 'shorthand' } }>['name'];

/** The resolved value of an option: a list if it is repeatable, null if it is not set and has no default. */
export type SettingValue<N extends SettingName> =
  RowOf<N> extends { readonly repeatable: true }
    ? readonly ValueOf<RowOf<N>['value']>[]
    : RowOf<N> extends { readonly builtIn: BuiltIn } | { readonly value: { readonly kind: 'switch' } }
      ? ValueOf<RowOf<N>['value']>
      : ValueOf<RowOf<N>['value']> | null;

/** Every option's resolved value. */
export type SettingValues = { readonly [N in SettingName]: SettingValue<N> };

/** Returns the option with this name, which must be in the table. */
export const optionNamed = (name: string): Option => {
  const option = OPTIONS.find(row => row.name === name);
  if (!option) throw new RangeError(`No option --${name}`);
  return option;
};

/** Returns the options that a command accepts. */
export const optionsOf = (command: Command): readonly Option[] =>
  OPTIONS.filter(({ commands = ['run', 'config'] }) => (commands as readonly Command[]).includes(command));

/** Returns true for an option that has its own `--long` form. */
export const hasLongForm = (option: Option): boolean => option.name.length > 1;

/** Returns the environment variable that sets an option (`RTAIL_MAX_COUNT`), or null if there is none. */
export const environmentName = (option: Option): string | null =>
  option.settable === 'nowhere' ? null : `RTAIL_${option.name.toUpperCase().replaceAll('-', '_')}`;

/** Returns true if `defaults:` in the configuration can set an option. */
export const isConfigurable = (option: Option): boolean => option.settable === undefined;

/** Returns the value of `--no-NAME`, or null if there is no such form. */
export const negationOf = (option: Option): string | null => {
  if (option.negation !== undefined) return option.negation;
  return option.value.kind === 'switch' ? 'no' : null;
};
