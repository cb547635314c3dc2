import { type Program, SHELLS } from '../options/commands.ts';
import { environmentName, optionNamed } from '../options/options.ts';
import { type CommandLine, type Flag, misplacedOptions, parseCommandLine } from '../options/parse.ts';
import { either, problem, quoted } from '../options/problems.ts';
import { valueProblems } from '../options/values.ts';
import type { Environment } from './layers.ts';
import type { CompletionQuestion, Invocation } from './request.ts';

/**
 * The hidden subcommand for completion scripts: `__complete operands|teams WORD [BEFORE...]`, where BEFORE are all
 * words before it.
 */
export const COMPLETE = '__complete';

/**
 * Parses a command line (without the program's name) into what to do before, or instead of, loading the configuration.
 * Help and the version work regardless of other errors.
 */
export const parseInvocation = (program: Program, argv: readonly string[], env: Environment): Invocation => {
  if (argv[0] === COMPLETE) return { kind: 'complete', question: completionQuestion(argv.slice(1), env) };
  const commandLine = parseCommandLine(program, argv);
  const { command, flags } = commandLine;
  const textOf = (name: string): string | undefined => lastText(flags, name);
  const help = textOf('help');
  if (help !== undefined)
    return { kind: 'help', program, command, length: help === 'short' ? 'short' : 'long' };
  if (textOf('version') !== undefined) return { kind: 'version', program };
  const problems = [...commandLine.problems, ...misplacedOptions(commandLine), ...valueProblems(commandLine)];
  if (problems.length > 0) return { kind: 'usage', program, problems };
  if (command === 'completion') return completionInvocation(commandLine);
  if (command === 'trust') return trustInvocation(commandLine);
  if (command === 'init') return initInvocation(commandLine);
  if (textOf('example') !== undefined) return { kind: 'example' };
  const configFile = textOf('config') ?? env[environmentName(optionNamed('config'))!];
  return {
    kind: 'request',
    commandLine,
    configFile: configFile || null,
    demo: textOf('demo') !== undefined,
    refresh: textOf('refresh') !== undefined,
  };
};

/** Returns the text of an option's last occurrence. */
const lastText = (flags: readonly Flag[], name: string): string | undefined =>
  flags.findLast(({ option }) => option.name === name)?.text;

const completionQuestion = (
  [what, word = '', ...before]: readonly string[],
  env: Environment,
): CompletionQuestion => {
  const { command, words, flags } = parseCommandLine('rtail', before);
  const configFile = lastText(flags, 'config') ?? null;
  const textOf = (name: string): string | null =>
    lastText(flags, name) ?? env[environmentName(optionNamed(name))!] ?? null;
  const redis = {
    user: textOf('redis-user'),
    password: env['RTAIL_REDIS_PASSWORD'] ?? null,
    passwordFile: textOf('redis-password-file'),
    sentinelUser: textOf('redis-sentinel-user'),
    sentinelPassword: env['RTAIL_REDIS_SENTINEL_PASSWORD'] ?? null,
    sentinelPasswordFile: textOf('redis-sentinel-password-file'),
    ca: textOf('redis-ca'),
    cert: textOf('redis-cert'),
    key: textOf('redis-key'),
  };
  return { what: what === 'teams' ? 'teams' : 'operands', command, word, before: words, configFile, redis };
};

const trustInvocation = ({ program, words, flags }: CommandLine): Invocation => {
  const asked = (name: string): boolean => lastText(flags, name) !== undefined;
  const wrong =
    words.length > 1
      ? `trust: expected one FILE, not ${words.length}`
      : asked('list') && (asked('forget') || words.length > 0)
        ? 'trust --list: takes no FILE, and no --forget'
        : null;
  if (wrong !== null) return { kind: 'usage', program, problems: [problem(wrong)] };
  const action = asked('list') ? 'list' : asked('forget') ? 'forget' : 'trust';
  return { kind: 'trust', action, file: words[0] ?? null };
};

const initInvocation = ({ program, words }: CommandLine): Invocation =>
  words.length <= 1
    ? { kind: 'init', file: words[0] ?? null }
    : { kind: 'usage', program, problems: [problem(`init: expected one FILE, not ${words.length}`)] };

const completionInvocation = ({ program, words }: CommandLine): Invocation => {
  const shell = SHELLS.find(name => name === words[0]);
  if (shell && words.length === 1) return { kind: 'completion', shell };
  const given = words.length === 0 ? '' : `, not ${quoted(words.join(' '))}`;
  return { kind: 'usage', program, problems: [problem(`completion: expected ${either(SHELLS)}${given}`)] };
};
