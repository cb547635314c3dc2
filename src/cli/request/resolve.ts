import { dirname, resolve } from 'node:path';
import { isLiveOnly } from '../../core/sourceSchemes.ts';
import { colorDepth } from '../../core/text/color.ts';
import { MATCH_SGR } from '../../core/text/highlight.ts';
import type { Clock } from '../../core/time/timeExpression.ts';
import type { Command } from '../options/commands.ts';
import { environmentName, optionNamed, type SettingName, type SettingValues } from '../options/options.ts';
import { type CommandLine, misplacedOptions } from '../options/parse.ts';
import type { Problem } from '../options/problems.ts';
import { expressionProblems, type ParseTemplate } from './expressions.ts';
import type { DefaultSetting, Environment, Origin } from './layers.ts';
import type { ConnectOptions, InventoryChoice, OutputOptions, Request, ServeRequest } from './request.ts';
import { isCounting, isFiltering, resolveQuery } from './resolveQuery.ts';
import { gatherSettings, type Settings, valuesOf, withBuiltIns } from './settings.ts';
import { expandShorthands, shorthandProblems } from './shorthands.ts';
import { timingsFrom } from './timings.ts';
import { findErrors, findWarnings, isOn, resolveConflicts } from './validate.ts';
import { misspeltVariables } from './variables.ts';

/** The properties of this process's standard streams. */
export interface Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
}

/** Everything that determines a request. */
export interface RequestContext {
  readonly commandLine: CommandLine;
  readonly env: Environment;
  /** `defaults:` of the configuration, each from the file that determines it, with aliases and `extends` resolved. */
  readonly defaults: readonly DefaultSetting[];
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Needed if `mentionsTemplate`. */
  readonly parseTemplate: ParseTemplate | null;
}

/** Returns true if the command line, the environment or the configuration may set `--format`. */
export const mentionsTemplate = ({
  commandLine,
  env,
  defaults,
}: Pick<RequestContext, 'commandLine' | 'env' | 'defaults'>): boolean =>
  commandLine.flags.some(({ option }) => option.name === 'format') ||
  env[environmentName(optionNamed('format'))!] !== undefined ||
  defaults.some(({ name }) => name === 'format');

export type Resolved =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Completes a command line from the environment, the configuration's defaults and the built-in values, by the rules of
 * `--help`. Returns the request, or all its problems.
 */
export const resolveRequest = (context: RequestContext): Resolved => {
  const { commandLine, env, terminal, clock } = context;
  const gathered = gatherSettings(context);
  const { settings: said, problems: contradictions } = resolveConflicts(gathered.settings);
  const mode = modeOf(commandLine, said, terminal, env);
  const settings = withBuiltIns(said, mode);
  const values = expandShorthands(valuesOf(settings));
  const words = sourcesOf(commandLine, values, mode, terminal);
  const query = resolveQuery(values, mode, clock, words.some(isLiveOnly));
  const { program, command } = commandLine;
  const followAsked = said.get('follow') !== undefined;
  const spelt = new Set(commandLine.flags.map(flag => flag.spelt));
  const situation = { program, command, mode, words, values, query, now: clock.now, followAsked, spelt };
  const problems = [
    ...commandLine.problems,
    ...misplacedOptions(commandLine),
    ...gathered.problems,
    ...contradictions,
    ...findErrors(situation, settings),
    ...expressionProblems(settings, context.parseTemplate),
    ...shorthandProblems(settings),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const request = {
    program,
    command: commandNamed(command),
    mode,
    words,
    inventory: inventoryOf(values),
    query,
    filtering: (isFiltering(values) || isCounting(values)) && values.head !== 0 && values.last !== 0,
    connect: connectOf(values, env, settings),
    output: outputOf(values, env, terminal),
    screen: {
      bufferBytes: values.buffer,
      ascii: values.ascii,
      mouse: values.mouse,
      view: values.view,
      time: values.time,
    },
    untilMatch: values['until-match'],
    sql: values.sql,
    redis: {
      user: values['redis-user'],
      password: env['RTAIL_REDIS_PASSWORD'] ?? null,
      passwordFile: values['redis-password-file'],
      sentinelUser: values['redis-sentinel-user'],
      sentinelPassword: env['RTAIL_REDIS_SENTINEL_PASSWORD'] ?? null,
      sentinelPasswordFile: values['redis-sentinel-password-file'],
      ca: values['redis-ca'],
      cert: values['redis-cert'],
      key: values['redis-key'],
    },
    relay: {
      project: values.project,
      keepBytes: values.keep,
      keepMs: values['keep-for'],
      leaseMs: values.lease,
      startGiven: values.lines !== null || values.bytes !== null,
    },
    serve: serveOf(values),
    explain: values.explain,
    replay: values.replay,
    settings: [...settings.values()],
  } satisfies Omit<Request, 'warnings'>;
  return {
    ok: true,
    request: { ...request, warnings: [...misspeltVariables(env), ...findWarnings(situation, settings)] },
  };
};

const commandNamed = (command: Command): Request['command'] => {
  if (command === 'completion' || command === 'trust' || command === 'init')
    throw new RangeError(`No request is made for ${command}; see parseInvocation`);
  return command;
};

/**
 * Returns the mode. `serve` reads like the screen. rtop uses the screen on a capable terminal, unless the options
 * request printed output.
 */
const modeOf = (
  { program, command }: CommandLine,
  said: Settings,
  { stdoutIsTerminal }: Terminal,
  { TERM }: Environment,
): 'print' | 'screen' => {
  const asked = (name: SettingName): boolean => {
    const setting = said.get(name);
    return setting !== undefined && isOn(setting);
  };
  const printed = PRINTED.some(asked) || said.get('follow')?.value === 'none';
  if (command === 'serve') return 'screen';
  return program === 'rtop' && command === 'run' && stdoutIsTerminal && TERM !== 'dumb' && !printed
    ? 'screen'
    : 'print';
};

/** Options that request printed output. */
const PRINTED: readonly SettingName[] = [
  'head',
  'print',
  'explain',
  'count',
  'count-by',
  'per',
  'top',
  'until-match',
  'sql',
];

/** Returns the operands; like tail and grep, standard input if there are none and input is piped in. */
const sourcesOf = (
  { command, words }: CommandLine,
  { demo, replay, name }: SettingValues,
  mode: 'print' | 'screen',
  { stdinIsTerminal }: Terminal,
): readonly string[] => {
  const piped =
    command === 'run' &&
    mode === 'print' &&
    !stdinIsTerminal &&
    !demo &&
    replay === null &&
    !name.some(text => text.includes('='));
  return words.length === 0 && piped ? ['-'] : words;
};

/** Parses `--name NAME=PATH`. */
const namedPaths = ({ name }: SettingValues): InventoryChoice['named'] =>
  name.flatMap(text => {
    const equals = text.indexOf('=');
    return equals > 0 ? [{ name: text.slice(0, equals), path: text.slice(equals + 1) }] : [];
  });

const inventoryOf = (values: SettingValues): InventoryChoice => ({
  config: values.config,
  team: values.team,
  demo: values.demo ? { seed: values.seed } : null,
  stdinName: values.name.findLast(text => !text.includes('=')) ?? null,
  named: namedPaths(values),
});

const serveOf = (values: SettingValues): ServeRequest => ({
  listen: values.listen,
  open: values.open,
  tlsCert: values['tls-cert'],
  tlsKey: values['tls-key'],
  plainHttp: values['plain-http'],
  hostNames: values['host-name'],
  origins: values.origin,
  basePath: values['base-path'],
  trustedProxies: values['trusted-proxy'],
  authHeader: values['auth-header'],
  operators: values.operator,
  tokenFile: values['token-file'],
  once: values.once,
  maxViewers: values['max-viewers'],
  graceMs: values.idle,
});

const connectOf = (values: SettingValues, env: Environment, settings: Settings): ConnectOptions => ({
  jump: values.jump,
  transport: values.transport,
  sshConfig: fileFrom(values['ssh-config'], settings.get('ssh-config')?.origin),
  share: values['control-master'] === 'auto',
  connectTimeoutMs: values['connect-timeout'],
  timings: timingsFrom(env, values['connect-timeout']),
  concurrency: values.concurrency,
  sudo: values.sudo,
});

/**
 * Resolves a file name: relative to the configuration file that contains it, like its other paths; otherwise to the
 * working directory.
 */
const fileFrom = (file: string | null, origin: Origin | undefined): string | null =>
  file === null || file.startsWith('~/') || origin?.kind !== 'file'
    ? file
    : resolve(dirname(origin.file), file);

/** Returns the colour of matches in GREP_COLORS (`ms=` or `mt=`), or grep's default. */
const matchSgr = (colors: string | undefined): string =>
  /(?:^|:)m[st]=(\d[\d;]{0,30})(?=:|$)/.exec(colors ?? '')?.[1] ?? MATCH_SGR;

const outputOf = (values: SettingValues, env: Environment, { stdoutIsTerminal }: Terminal): OutputOptions => {
  const form = values.output;
  return {
    form,
    template: values.format,
    prefix: form === 'raw' ? 'never' : values.prefix,
    time: values.time ?? 'off',
    sort: values.sort ?? (form === 'raw' ? 'arrival' : 'time'),
    colors: form === 'text' ? colorDepth(values.color, env, stdoutIsTerminal) : 0,
    matchSgr: matchSgr(env['GREP_COLORS']),
    tee: values.tee,
    resume: values.resume,
    stats: values.stats,
    maxTimeMs: values['max-time'],
    debug: values.debug,
  };
};
