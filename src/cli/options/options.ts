import { LEVELS } from '../../core/level.ts';
import { LEVEL_SYNONYMS } from '../../core/understand/tables/levelVocabulary.ts';
import type { Command } from './commands.ts';
import type { ValueKind, ValueOf } from './valueKinds.ts';

/** The headings of `--help`, in order. */
export const GROUPS = {
  reading: 'Reading',
  filtering: 'Filtering, done on the hosts',
  connecting: 'Connecting',
  output: 'Output',
  screen: 'Screen (rtop)',
  instead: 'Instead of hosts',
  trust: 'With the subcommand trust',
  general: 'General',
} as const;

export type Group = keyof typeof GROUPS;

/** A value that stands until something else is said; `screen` is rtop's on a terminal, `print` everything else. */
export type BuiltIn = string | { readonly print: string; readonly screen: string };

/** One option: the only place it is described. */
export interface Option {
  /** The long form without its dashes; a name of one letter (`F`) has no long form of its own and stands for other options. */
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
  readonly value: ValueKind;
  /** Stands for the value in help. */
  readonly placeholder?: string;
  readonly group: Group;
  /** One line, for `-h` and completion. */
  readonly summary: string;
  /** Whole sentences that follow the summary in `--help` and the manual. */
  readonly details?: string;
  readonly repeatable?: true;
  /** The value that `--no-NAME` stands for; null where there is no such form. Switches have one unless they say null. */
  readonly negation?: string | null;
  /** Where else than on the command line it may be set: the environment and `defaults:` (both if absent), the environment, or nowhere. */
  readonly settable?: 'environment' | 'nowhere';
  /** Reading logs and `config` if absent. */
  readonly commands?: readonly Command[];
  readonly builtIn?: BuiltIn;
  /** What it does that a configuration nobody trusts may not do, as a clause. */
  readonly guarded?: string;
  /** Setting it takes the place of that option: of the two the nearer, then the later, counts. */
  readonly replaces?: string;
}

const CONNECTS = ['run', 'check', 'config'] as const;
const INVENTORY = ['run', 'list', 'check', 'config'] as const;
const TRUST = ['trust'] as const;
const EVERYWHERE = ['run', 'list', 'check', 'config', 'trust', 'completion'] as const;

const TABLE = [
  {
    name: 'lines',
    short: 'n',
    value: { kind: 'extent' },
    placeholder: '[+]N',
    group: 'reading',
    summary: 'the last N lines; +N: from line N on',
    details:
      'rtail reads the last 10, rtop the last 200. The whole file is read when there is a filter or a limit such as --head, nothing is followed, ' +
      'and neither -n, -c nor --since is given. -N is short for -n N. N may have a multiplier: b (512), kB, K, MB, M, GB, G and so on.',
    replaces: 'bytes',
  },
  {
    name: 'bytes',
    short: 'c',
    value: { kind: 'extent' },
    placeholder: '[+]N',
    group: 'reading',
    summary: 'the last N bytes; +N: from byte N on',
    details: 'N may have a multiplier: b (512), kB (1000), K (1024), MB, M, GB, G and so on.',
    replaces: 'lines',
  },
  {
    name: 'follow',
    short: 'f',
    value: { kind: 'choice', choices: ['name', 'descriptor', 'none'], bare: 'yes' },
    placeholder: 'HOW',
    group: 'reading',
    summary: 'go on with what is appended',
    details:
      'By name, rotation is followed to the new file; by descriptor, the open file wherever it moves. -f and --follow alone are by descriptor, as in tail; ' +
      'in the screen of rtop, which follows unless told otherwise, by name. --no-follow reads to the end and stops, and makes rtop print.',
    negation: 'none',
  },
  {
    name: 'F',
    short: 'F',
    value: { kind: 'shorthand', argv: ['--follow=name', '--retry'] },
    group: 'reading',
    summary: 'the same as --follow=name --retry',
    settable: 'nowhere',
  },
  {
    name: 'retry',
    value: { kind: 'switch' },
    builtIn: { print: 'no', screen: 'yes' },
    group: 'reading',
    summary: 'keep trying to open a file that is not there',
  },
  {
    name: 'pid',
    value: { kind: 'integer', min: 1 },
    placeholder: 'PID',
    group: 'reading',
    summary: 'stop following when this process on the host ends',
    settable: 'nowhere',
  },
  {
    name: 'sleep-interval',
    short: 's',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'reading',
    summary: 'how often to look, where a host has to poll',
  },
  {
    name: 'zero-terminated',
    short: 'z',
    value: { kind: 'switch' },
    group: 'reading',
    summary: 'lines end in NUL instead of newline',
  },
  {
    name: 'since',
    value: { kind: 'time' },
    placeholder: 'TIME',
    group: 'reading',
    summary: 'from this time on',
    details:
      'A record without a time of its own belongs with the one before it. The place in the file is searched for on the host; ' +
      'lines may be out of order by up to a second or 64 KB. TIME is a span before now (10m, 2h30m, 5 minutes ago), a time of day ' +
      "(09:30: the latest one), today, yesterday 18:00, a day of the week (last monday), a date ('2026-11-20 09:30', with a zone if " +
      'needed: 2026-11-20T09:30:00Z), or @ and seconds since 1970. Times without a zone are in yours.',
  },
  {
    name: 'until',
    value: { kind: 'time' },
    placeholder: 'TIME',
    group: 'reading',
    summary: 'up to this time',
    details:
      'Written as for --since. A time of day alone moves to the next day if it would otherwise be before --since.',
  },
  {
    name: 'grep',
    short: 'g',
    value: { kind: 'pattern' },
    placeholder: 'PATTERN',
    group: 'filtering',
    summary: 'only lines that match; several: that match all',
    details: 'An extended regular expression, as for grep -E; --fixed takes it literally.',
    repeatable: true,
    negation: '',
  },
  {
    name: 'exclude',
    short: 'x',
    value: { kind: 'pattern' },
    placeholder: 'PATTERN',
    group: 'filtering',
    summary: 'no line that matches; several: none of them',
    repeatable: true,
    negation: '',
  },
  {
    name: 'ignore-case',
    short: 'i',
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'patterns match either case',
  },
  {
    name: 'fixed',
    aliases: ['fixed-strings'],
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'patterns are literal text',
  },
  {
    name: 'after-context',
    short: 'A',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'also N lines after each match',
  },
  {
    name: 'before-context',
    short: 'B',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'also N lines before each match',
  },
  {
    name: 'context',
    short: 'C',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'also N lines before and after each match',
    details: '-A and -B say otherwise for their side.',
  },
  {
    name: 'record',
    value: { kind: 'switch' },
    group: 'filtering',
    summary: 'match and print whole records, stack traces included',
    details:
      'A record matches when each --grep matches one of its lines and no --exclude any. ' +
      '-A, -B, -C, --max-count, --head and --last count records then.',
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
      'Records of which no level is known are left out; the lines of a stack trace have the level of their record. ' +
      'Without a pattern, --max-count, --head and --last count records, and -A, -B and -C mean records around each.',
  },
  {
    name: 'max-count',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'the first N of each log, then stop reading it',
  },
  {
    name: 'head',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'the first N in all, over every log; the rest is cancelled at once',
    details: 'Makes rtop print.',
  },
  {
    name: 'last',
    value: { kind: 'integer', min: 0 },
    placeholder: 'N',
    group: 'filtering',
    summary: 'the latest N in all, read backwards on the hosts',
  },
  {
    name: 'pushdown',
    value: { kind: 'switch' },
    builtIn: 'yes',
    group: 'filtering',
    summary: 'filter on the hosts; --no-pushdown: filter here, to compare',
  },
  {
    name: 'explain',
    value: { kind: 'switch' },
    negation: null,
    group: 'filtering',
    summary: 'print what would run on each host and what would be done here, and stop',
    settable: 'nowhere',
  },
  {
    name: 'team',
    value: { kind: 'team' },
    placeholder: 'TEAM',
    group: 'connecting',
    summary: "only this team's hosts",
    commands: INVENTORY,
  },
  {
    name: 'jump',
    short: 'J',
    value: { kind: 'jump' },
    placeholder: '[USER@]HOST[:PORT][,...]',
    group: 'connecting',
    summary: 'go through these hosts, the outermost first; none: go directly',
    details: "Takes the place of the jump hosts in the inventory and of ssh's ProxyJump.",
    negation: 'none',
    commands: CONNECTS,
  },
  {
    name: 'transport',
    value: { kind: 'choice', choices: ['ssh2', 'openssh'] },
    builtIn: 'ssh2',
    placeholder: 'HOW',
    group: 'connecting',
    summary: "the client: ssh2 (built in) or openssh (this system's ssh)",
    details:
      'openssh is for what only the real ssh can do: Kerberos, hardware keys, ProxyCommand, certificates.',
    commands: CONNECTS,
    guarded: "runs this system's ssh, with all that its configuration says",
  },
  {
    name: 'config',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'connecting',
    summary: 'the inventory, instead of searching for one',
    settable: 'environment',
    commands: INVENTORY,
  },
  {
    name: 'ssh-config',
    value: { kind: 'file', ssh: true },
    placeholder: 'FILE',
    group: 'connecting',
    summary: 'the configuration of ssh, instead of ~/.ssh/config',
    commands: CONNECTS,
    guarded: 'lets ssh run the commands in that file',
  },
  {
    name: 'connect-timeout',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'connecting',
    summary: 'give up on a host that does not answer for so long',
    details:
      "Default: ssh's ConnectTimeout, else 10s. It limits each of the first two phases of a login: the TCP connection with the server's banner, and the key exchange. " +
      'Authentication may take 120s (an approval on a phone takes time, and the time that you take to answer here does not count), ' +
      'and the first answer of the login shell 30s, or as long as this option says if that is more.',
    commands: CONNECTS,
  },
  {
    name: 'concurrency',
    value: { kind: 'integer', min: 1 },
    builtIn: '50',
    placeholder: 'N',
    group: 'connecting',
    summary: 'log in to so many hosts at a time',
    commands: CONNECTS,
  },
  {
    name: 'sudo',
    value: { kind: 'switch' },
    group: 'connecting',
    summary: 'read the logs as root, where the host lets you without a password',
    commands: CONNECTS,
    guarded: 'reads logs as root',
  },
  {
    name: 'name',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'output',
    summary: 'what to call standard input (the source -)',
    settable: 'nowhere',
  },
  {
    name: 'output',
    short: 'o',
    value: { kind: 'choice', choices: ['text', 'raw', 'json'] },
    builtIn: 'text',
    placeholder: 'FORM',
    group: 'output',
    summary: 'for reading (text), byte for byte (raw), or an object a record (json)',
    details:
      'On a terminal, text puts a line that is JSON or logfmt as its message and its other fields, key=value, and leaves out what is in front ' +
      'of it; through a pipe every line stays as it is.',
    commands: INVENTORY,
  },
  {
    name: 'format',
    value: { kind: 'text' },
    placeholder: 'TEMPLATE',
    group: 'output',
    summary: "how a record is written, e.g. '{time} {level} {host} {text}'",
    details:
      'A field is time, received, level, host, log, path, seq, text, fields, or any field of a structured record. It may take filters: ' +
      '{level|upper|pad:5}, {host|color}, {text|cut:80}; time and received also a pattern: {time:HH:mm:ss.SSS}. {{ and }} are braces.',
  },
  {
    name: 'prefix',
    value: { kind: 'choice', choices: ['auto', 'always', 'never'] },
    builtIn: 'auto',
    placeholder: 'WHEN',
    group: 'output',
    summary: 'the source in front of each line; auto: if there are several',
    negation: 'never',
  },
  {
    name: 'quiet',
    short: 'q',
    aliases: ['silent'],
    value: { kind: 'shorthand', argv: ['--prefix=never'] },
    group: 'output',
    summary: 'the same as --prefix=never',
  },
  {
    name: 'verbose',
    short: 'v',
    value: { kind: 'shorthand', argv: ['--prefix=always'] },
    group: 'output',
    summary: 'the same as --prefix=always',
  },
  {
    name: 'time',
    value: { kind: 'choice', choices: ['short', 'full', 'off', 'utc', 'local'] },
    placeholder: 'HOW',
    group: 'output',
    summary: "how each record's time is shown in front of it",
    details:
      'short (14:02:11.204) and full (with the date) are on your clock; utc and local are ISO 8601 with the zone. ' +
      'Without it: off; on the screen, whose columns have no zones, seconds on your clock.',
  },
  {
    name: 'sort',
    value: { kind: 'choice', choices: ['time', 'arrival'] },
    placeholder: 'BY',
    group: 'output',
    summary: 'merge the logs by time, or show lines as they arrive',
    details: 'By time unless -o raw.',
  },
  {
    name: 'color',
    aliases: ['colour'],
    value: { kind: 'choice', choices: ['auto', 'always', 'never'] },
    builtIn: 'auto',
    placeholder: 'WHEN',
    group: 'output',
    summary: 'colours; auto: on a terminal',
    details: 'The variables NO_COLOR and FORCE_COLOR are honoured.',
    negation: 'never',
    commands: INVENTORY,
  },
  {
    name: 'tee',
    value: { kind: 'directory' },
    placeholder: 'DIR',
    group: 'output',
    summary: 'also save each source to a file of its own here',
    guarded: 'writes files',
  },
  {
    name: 'resume',
    value: { kind: 'switch' },
    group: 'output',
    summary: 'go on with the files that --tee wrote before, without repeats',
  },
  {
    name: 'stats',
    value: { kind: 'switch' },
    group: 'output',
    summary: 'at the end, say per source what was read, received and shown',
  },
  {
    name: 'max-time',
    value: { kind: 'duration' },
    placeholder: 'SECONDS',
    group: 'output',
    summary: 'stop after this',
  },
  {
    name: 'debug',
    value: { kind: 'file' },
    placeholder: 'FILE',
    group: 'output',
    summary: 'write what happens on the connections here, and in full the programs that are explained',
    commands: INVENTORY,
    guarded: 'writes a file',
  },
  {
    name: 'print',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'print as rtail does, instead of the screen',
  },
  {
    name: 'buffer',
    value: { kind: 'size' },
    builtIn: '64M',
    placeholder: 'SIZE',
    group: 'screen',
    summary: 'how much history is held for scrolling back, in all',
  },
  {
    name: 'view',
    value: { kind: 'text' },
    placeholder: 'NAME',
    group: 'screen',
    summary: 'begin with a view that :save-view kept in the configuration',
  },
  {
    name: 'ascii',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'draw without Unicode',
  },
  {
    name: 'mouse',
    value: { kind: 'switch' },
    group: 'screen',
    summary: 'let the wheel scroll and clicks focus',
  },
  {
    name: 'demo',
    value: { kind: 'switch' },
    negation: null,
    group: 'instead',
    summary: 'read a fleet of its own: a bastion and hosts with lively logs, inside this process',
    settable: 'nowhere',
    commands: INVENTORY,
  },
  {
    name: 'seed',
    value: { kind: 'integer', min: 0 },
    builtIn: '1',
    placeholder: 'N',
    group: 'instead',
    summary: "the demo's logs are made from this number",
    settable: 'nowhere',
    commands: INVENTORY,
  },
  {
    name: 'replay',
    value: { kind: 'directory' },
    placeholder: 'DIR',
    group: 'instead',
    summary: 'show what --tee saved, as it came',
    settable: 'nowhere',
  },
  {
    name: 'list',
    value: { kind: 'switch' },
    negation: null,
    group: 'trust',
    summary: 'list the configurations that you trusted or refused, and what became of them',
    settable: 'nowhere',
    commands: TRUST,
  },
  {
    name: 'forget',
    value: { kind: 'switch' },
    negation: null,
    group: 'trust',
    summary: 'forget what was decided about FILE',
    details: 'Then it is asked about again.',
    settable: 'nowhere',
    commands: TRUST,
  },
  {
    name: 'h',
    short: 'h',
    value: { kind: 'shorthand', argv: ['--help=short'] },
    group: 'general',
    summary: 'every option in a line',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
  {
    name: 'help',
    value: { kind: 'choice', choices: ['short', 'long'], bare: 'long' },
    placeholder: 'LENGTH',
    group: 'general',
    summary: 'everything about the options, with examples',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
  {
    name: 'version',
    short: 'V',
    value: { kind: 'switch' },
    negation: null,
    group: 'general',
    summary: 'the version',
    settable: 'nowhere',
    commands: EVERYWHERE,
  },
] as const satisfies readonly Option[];

/** Every option, in the order of `--help`. */
export const OPTIONS: readonly Option[] = TABLE;

type Row = (typeof TABLE)[number];
type RowOf<N> = Extract<Row, { readonly name: N }>;

/** The name of an option that holds a value: all but the shorthands. */
export type SettingName = Exclude<Row, { readonly value: { readonly kind: 'shorthand' } }>['name'];

/** The resolved value of an option: a list where it repeats, null where it is not set and has no built-in value. */
export type SettingValue<N extends SettingName> =
  RowOf<N> extends { readonly repeatable: true }
    ? readonly ValueOf<RowOf<N>['value']>[]
    : RowOf<N> extends { readonly builtIn: BuiltIn } | { readonly value: { readonly kind: 'switch' } }
      ? ValueOf<RowOf<N>['value']>
      : ValueOf<RowOf<N>['value']> | null;

/** Every option's resolved value. */
export type SettingValues = { readonly [N in SettingName]: SettingValue<N> };

/** The option of a name that is in the table. */
export const optionNamed = (name: string): Option => {
  const option = OPTIONS.find(row => row.name === name);
  if (!option) throw new RangeError(`No option --${name}`);
  return option;
};

/** The options that a command takes. */
export const optionsOf = (command: Command): readonly Option[] =>
  OPTIONS.filter(({ commands = ['run', 'config'] }) => (commands as readonly Command[]).includes(command));

/** True for an option with a `--long` form of its own. */
export const hasLongForm = (option: Option): boolean => option.name.length > 1;

/** The environment variable that sets an option (`RTAIL_MAX_COUNT`), or null where none may. */
export const environmentName = (option: Option): string | null =>
  option.settable === 'nowhere' ? null : `RTAIL_${option.name.toUpperCase().replaceAll('-', '_')}`;

/** Whether `defaults:` of the configuration may set an option. */
export const isConfigurable = (option: Option): boolean => option.settable === undefined;

/** The value that `--no-NAME` stands for, or null where there is no such form. */
export const negationOf = (option: Option): string | null => {
  if (option.negation !== undefined) return option.negation;
  return option.value.kind === 'switch' ? 'no' : null;
};
