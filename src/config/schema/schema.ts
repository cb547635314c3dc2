import * as z from 'zod';
import { isLevel, LEVELS } from '../../core/level.ts';
import {
  FILE_NAME,
  HOST_ADDRESS,
  isHostAddress,
  isSshFile,
  isUserName,
  USER_NAME,
} from '../../core/loginText.ts';
import { LAYOUTS, TIME_COLUMNS } from '../../core/savedView.ts';
import { defaultsSchema, type OptionSpec } from './optionValues.ts';
import { namedPatternSchema, patternSchema } from './patterns.ts';
import { isTimezone, timezoneNames } from './timezones.ts';

/**
 * The only definition of the configuration: the checks, the types and the JSON Schema for editors are derived from it.
 * Every leaf's error describes the expected value. A file may contain any part (`extends` supplies the rest), so
 * nothing is required here; `inventory` reports what is missing after all files are merged.
 */

// Compiling checks takes longer than what they save: a configuration is checked once.
z.config({ jitless: true });

/** Names from other parts of the program that the configuration may refer to; missing lists are not checked. */
export interface Vocabulary {
  readonly options: readonly OptionSpec[];
  /** Names of log formats. */
  readonly formats?: readonly string[];
  /** Actions that `keys` may bind. */
  readonly actions?: readonly string[];
}

const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });
const map = <S extends z.ZodRawShape>(shape: S, expected = 'a map of keys') =>
  z.strictObject(shape, { error: expected });
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });
const known = (names: readonly string[] | undefined, expected: string) =>
  names === undefined ? text(expected) : oneOf(names);
const flag = z.boolean({ error: 'true or false' });
const listOf = <T extends z.ZodType>(item: T, expected: string) => z.array(item, { error: expected });
const section = <K extends z.core.$ZodRecordKey, V extends z.core.SomeType>(key: K, value: V) =>
  z.record(key, value, { error: 'a map of keys' }).nullable();

/**
 * The characters of names. Excludes white space, control characters, and anything special in a SOURCE argument (`: / @
 * * ? , { }`, brackets, a leading `-` or `~`) or in a shell, because completion inserts names into command lines.
 */
const PLAIN = String.raw`[^\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069:/@*?,{}\[\]"'\\$\x60;&|<>()!%]`;
const PLAIN_NAME = 'a name without spaces, : / @ * ? , { } [ ], quotes and shell metacharacters';
/** Returns true if a host, a group or a log may have this name. */
export const isPlainName = (name: string): boolean => new RegExp(`^(?![-~])${PLAIN}+$`).test(name);
const plainName = z
  .string({ error: PLAIN_NAME })
  .regex(new RegExp(`^(?![-~])${PLAIN}+$`), { error: PLAIN_NAME });
const hostName = z.string().regex(new RegExp(`^(?![-~])(?:${PLAIN}|\\[[^\\[\\]\\s]+\\])+$`), {
  error: 'a host name, which can contain ranges such as web-[01-12]',
});

const PORT = 'a port number, 1 to 65535';
const port = z.int({ error: PORT }).min(1, { error: PORT }).max(65535, { error: PORT });
const ZONE = 'a time zone such as Europe/Berlin, UTC or +08:00';
const timezone = z
  .string({ error: ZONE })
  .refine(isTimezone, { error: ZONE, params: { suggest: timezoneNames } });
const FILES = 'a file name or a list of them';
const file = text(FILES).refine(isSshFile, { error: FILE_NAME });
const files = z.union([file, listOf(file, FILES)], { error: FILES });
const user = text('a user name').refine(isUserName, { error: USER_NAME });
const hostAddress = text('a host name or address').refine(isHostAddress, { error: HOST_ADDRESS });
/** Placeholders are replaced with parts of a host's name, which is checked. */
const rangedAddress = text('a host name or address').refine(
  address => isHostAddress(address.replace(/\{[^{}]*\}/g, 'x')),
  { error: HOST_ADDRESS },
);
const identitiesOnly = flag
  .describe('Offer only the keys of identity, even if the agent has others')
  .optional();

/** One jump host as written in the configuration. */
export interface HopConfig {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly identity?: string | string[] | undefined;
  readonly identitiesOnly?: boolean | undefined;
  readonly knownHosts?: string | string[] | undefined;
  /** A team whose jump comes first, or another jump. */
  readonly via?: string | HopConfig | undefined;
}
const VIA = "a team whose jump comes first, or another jump's keys";
const hop: z.ZodType<HopConfig> = map({
  host: hostAddress.describe('Name or address of the jump host').optional(),
  port: port.optional(),
  user: user.optional(),
  identity: files.describe('Private key file, or a list of them').optional(),
  identitiesOnly,
  knownHosts: files.describe('known_hosts file, or several').optional(),
  via: z
    .union([text(VIA), z.lazy(() => hop)], { error: VIA })
    .describe("The jump before this one: the name of another team, whose jump is used, or the jump's keys")
    .optional(),
}).meta({ id: 'hop' });
const jump = z
  .union([text('a jump host'), hop], {
    error: 'keys such as host and user, or [user@]host[:port], or none',
  })
  .describe('Jump host: its keys, or [user@]host[:port][,...] as in ssh -J, or none');

const login = {
  user: user.optional(),
  port: port.optional(),
  identity: files
    .describe('Private key file, or a list of them; ~ is your home, relative paths start at this file')
    .optional(),
  identitiesOnly,
  knownHosts: files.describe('known_hosts file, or several').optional(),
  timezone: timezone.describe('Time zone of log times without one').optional(),
  jump: jump.optional(),
};

const MEMBERS = 'a list of host names, globs, tag:NAME or groups';
const members = listOf(text('a host name, a glob, tag:NAME or a group'), MEMBERS);
const team = map(login).nullable();
const host = map({
  ...login,
  address: rangedAddress
    .describe(
      'Address to connect to; {n} is the number from the range, {name} the whole name. Default: the name',
    )
    .optional(),
  team: text('the name of a team').optional(),
  tags: listOf(plainName, 'a list of tags').optional(),
  logs: listOf(text('the name of a log'), 'a list of log names').describe('Default: every log').optional(),
}).nullable();

const place = text('an absolute path, which can be a glob').regex(/^(\/|~\/)/, {
  error: 'an absolute path (or ~/…), which can be a glob',
});
const LEVEL = `a level (${LEVELS.join(', ')}), a pattern (ERE) whose first group is the level, or a map of pattern and names`;
const TOKEN = 'a pattern (ERE) whose first group, or match, is the level';
const level = z
  .union(
    [
      patternSchema(TOKEN).refine(text => isLevel(text) || !/^[a-z]+$/.test(text), {
        error: LEVEL,
        params: { suggest: () => LEVELS },
      }),
      map({
        pattern: patternSchema(TOKEN).optional(),
        names: z
          .record(text('a word in the log'), oneOf(LEVELS), { error: 'a map of words in the log to levels' })
          .describe('Maps words in the log to levels; common words such as WARN need no entry')
          .optional(),
      }),
    ],
    { error: LEVEL },
  )
  .describe('How to get the level: one for all records, or a pattern. Default: detected');

const FORMAT = 'the name of a format, or a map with a pattern';
const FIELDS = 'a pattern (ERE) with named groups such as (?<time>…), (?<level>…), (?<user>…), (?<message>…)';

const UNITS = 'the name of a unit, or a list of them';
const unit = text(UNITS).regex(/^(?!-)[^,\s\x00-\x1f]+$/, { error: UNITS });
const CONTAINER = 'the name of a container';
const container = text(CONTAINER).regex(/^(?!-)[^\x00-\x1f]+$/, { error: CONTAINER });
const KUBERNETES_NAME = 'a valid Kubernetes name';
const kubernetesName = text(KUBERNETES_NAME).regex(/^[A-Za-z0-9][\w.-]*$/, { error: KUBERNETES_NAME });

const log = (formats: readonly string[] | undefined) =>
  z.union(
    [
      place,
      map({
        path: place.optional(),
        command: text('a shell command whose output is the log')
          .describe(
            '{lines}, {since}, {until} and {follow} are replaced by what is requested; {follow:--tail}, {since:--since=@%s} by their text, if it is requested',
          )
          .optional(),
        journal: z
          .union([unit, listOf(unit, UNITS)], { error: UNITS })
          .describe('Journal entries of these units; all: the whole journal')
          .optional(),
        docker: container
          .describe('A container name, a glob of names, or compose=PROJECT/SERVICE')
          .optional(),
        podman: container.describe('The same, with podman').optional(),
        kubernetes: map({
          namespace: kubernetesName.optional(),
          selector: text('a label selector, such as app=api').optional(),
          pod: kubernetesName.optional(),
          container: kubernetesName.describe('Default: every container').optional(),
          context: text('a context of the kubeconfig').optional(),
        })
          .describe('Pods, read with kubectl on the host: by selector, or one by name')
          .optional(),
        hosts: members.describe('The hosts with this log. Default: every host').optional(),
        format: z
          .union(
            [
              known(formats && ['auto', ...formats], FORMAT),
              map({ pattern: namedPatternSchema(FIELDS).optional() }),
            ],
            {
              error: FORMAT,
            },
          )
          .describe('The format of its lines. Default: detected line by line')
          .optional(),
        start: patternSchema('a pattern (ERE) that the first line of a record matches').optional(),
        level: level.optional(),
        timezone: timezone.optional(),
      }),
    ],
    { error: 'a path, or a map with path, command, journal, docker, podman or kubernetes' },
  );

/** The terminal's own sixteen colours. */
export const COLOURS = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const),
  ...(['gray', 'redBright', 'greenBright', 'yellowBright'] as const),
  ...(['blueBright', 'magentaBright', 'cyanBright', 'whiteBright'] as const),
] as const;
const COLOUR = `a colour: ${COLOURS.join(', ')} or #rrggbb`;
const colour = z
  .string({ error: COLOUR })
  .refine(name => (COLOURS as readonly string[]).includes(name) || /^#[0-9a-f]{6}$/i.test(name), {
    error: COLOUR,
    params: { suggest: () => COLOURS },
  });
const highlight = z.union(
  [
    colour,
    map({
      color: colour.optional(),
      background: colour.optional(),
      bold: flag.optional(),
      underline: flag.optional(),
      ignoreCase: flag.optional(),
    }),
  ],
  { error: 'a colour, or a map with color, background, bold, underline, ignoreCase' },
);

const actionName = (actions: readonly string[] | undefined) =>
  actions === undefined
    ? plainName
    : plainName.refine(name => actions.includes(name), {
        error: 'the name of an action',
        params: { suggest: () => actions },
      });
const KEYS = 'a key or a list of keys';

const SHARES = 'a list of numbers from 0.2 to 5';
const share = z
  .number({ error: 'a number from 0.2 to 5' })
  .min(0.2, { error: 'at least 0.2' })
  .max(5, { error: 'at most 5' });
const view = map({
  sources: listOf(text('a SOURCE as on the command line'), 'a list of SOURCEs').optional(),
  filters: listOf(
    map({
      pattern: text('a pattern (ERE)'),
      exclude: flag.describe('Hide lines that match').optional(),
      off: flag.describe('Listed, but not applied').optional(),
    }),
    'a list of filters',
  ).optional(),
  level: oneOf(LEVELS).optional(),
  ignoreCase: flag.optional(),
  layout: oneOf(LAYOUTS).optional(),
  sizes: map({
    rows: listOf(share, SHARES).optional(),
    columns: listOf(share, SHARES).optional(),
  })
    .describe('Relative heights and widths. Default: 1')
    .optional(),
  time: oneOf(TIME_COLUMNS).describe('Format of the time column').optional(),
  wrap: flag.optional(),
  hostColumn: flag.describe('Show the host in the merged log. Default: true').optional(),
  verbatim: flag.describe('Show whole lines, including what the columns already show').optional(),
  timeline: flag.optional(),
});

const EXTENDS = 'a path or a package, or a list of them';

const WHO = "a list of users of --auth-header, 'viewers', 'operators' or '*'";
const SEES = 'a list of SOURCEs from the inventory, such as web-01:app or @web';
const serve = map({
  allow: listOf(
    map({
      to: listOf(text(WHO), WHO).describe('Users of --auth-header, viewers, operators, or * for everyone'),
      sources: listOf(text('a SOURCE as on the command line'), SEES),
    }),
    'a list of maps with to and sources',
  )
    .describe(
      'Who can see which logs; logs that are not listed are invisible to them. Default: the sources on the command line',
    )
    .optional(),
  operators: listOf(text('a user of --auth-header'), 'a list of users')
    .describe('Like --operator')
    .optional(),
});

/** Returns the schema for a vocabulary of options, formats and actions. */
export const configSchema = ({ options, formats, actions }: Vocabulary) =>
  map({
    $schema: text('the address of a JSON Schema').optional(),
    extends: z
      .union([text(EXTENDS), listOf(text(EXTENDS), EXTENDS)], { error: EXTENDS })
      .describe('Configurations to build on: paths or packages, the closest first')
      .optional(),
    teams: section(plainName, team).optional(),
    hosts: section(hostName, host).optional(),
    groups: section(plainName, members).optional(),
    logs: section(plainName, log(formats)).optional(),
    // Options are many, and few configurations set any.
    defaults: z
      .lazy(() => defaultsSchema(options))
      .nullable()
      .optional(),
    views: section(plainName, view).describe('Saved layouts').optional(),
    keys: section(actionName(actions), z.union([text(KEYS), listOf(text(KEYS), KEYS)], { error: KEYS }))
      .describe('Key bindings: action, then one or more keys')
      .optional(),
    serve: serve.nullable().describe('Policy of rtail serve').optional(),
    highlight: section(patternSchema('a pattern (ERE)'), highlight)
      .describe('Pattern (ERE), then its style')
      .optional(),
  });

/** A validated configuration, as written: any part can be missing. */
export type Config = z.output<ReturnType<typeof configSchema>>;
export type JumpConfig = z.output<typeof jump>;
export type HostConfig = NonNullable<z.output<typeof host>>;
export type LogConfig = z.output<ReturnType<typeof log>>;
export type HighlightConfig = z.output<typeof highlight>;
export type ServeConfig = NonNullable<Config['serve']>;
/** A saved layout: visible sources, filters and display settings. */
export type View = z.output<typeof view>;
