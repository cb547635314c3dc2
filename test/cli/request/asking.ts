import type { Program } from '../../../src/cli/options/commands.ts';
import { parseCommandLine } from '../../../src/cli/options/parse.ts';
import { parseInvocation } from '../../../src/cli/request/invocation.ts';
import type { DefaultSetting } from '../../../src/cli/request/layers.ts';
import type { Invocation, Request } from '../../../src/cli/request/request.ts';
import { type Resolved, resolveRequest, type Terminal } from '../../../src/cli/request/resolve.ts';
import { parseTemplate } from '../../../src/core/text/template.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import type { Clock } from '../../../src/core/time/timeExpression.ts';

/** Friday 2026-11-20 14:00:00 UTC, 22:00 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 20, 14);

export const TERMINAL: Terminal = { stdinIsTerminal: true, stdoutIsTerminal: true };
export const PIPE: Terminal = { stdinIsTerminal: true, stdoutIsTerminal: false };

export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly terminal?: Terminal;
  readonly clock?: Clock;
}

/** Splits a command line as one types it: at spaces, with single quotes. */
export const typed = (line: string): string[] =>
  (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map(word => word.replaceAll("'", ''));

const programAndArguments = (line: string): [Program, string[]] => {
  const [program, ...argv] = typed(line);
  return [program as Program, argv];
};

export const begin = (line: string, env: Readonly<Record<string, string>> = {}): Invocation =>
  parseInvocation(...programAndArguments(line), env);

export const defaultsFrom = (defaults: Readonly<Record<string, unknown>>): DefaultSetting[] =>
  Object.entries(defaults).map(([name, value], index) => ({
    name,
    value,
    file: 'team.yaml',
    line: index + 1,
  }));

/** Resolves a command line, by default at 14:00 UTC on a terminal. */
export function resolve(line: string | readonly string[], circumstances: Circumstances = {}): Resolved {
  const [program, argv] =
    typeof line === 'string' ? programAndArguments(line) : [line[0] as Program, line.slice(1)];
  const { env = {}, defaults = {}, terminal = TERMINAL, clock = { now: NOW, zone: UTC } } = circumstances;
  return resolveRequest({
    commandLine: parseCommandLine(program, argv),
    env,
    defaults: defaultsFrom(defaults),
    terminal,
    clock,
    parseTemplate,
  });
}

/** Returns the request of a valid command line. */
export function request(line: string | readonly string[], circumstances?: Circumstances): Request {
  const resolved = resolve(line, circumstances);
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.request;
}

/** Returns the problems with an invalid command line: each message, with its advice after a bar. */
export function complaints(line: string, circumstances?: Circumstances): string[] {
  const invocation = begin(line, circumstances?.env);
  const problems = invocation.kind === 'usage' ? invocation.problems : complaintsLater(line, circumstances);
  return problems.map(({ message, advice }) => (advice === null ? message : `${message} | ${advice}`));
}

function complaintsLater(line: string, circumstances?: Circumstances) {
  const resolved = resolve(line, circumstances);
  return resolved.ok ? [] : resolved.problems;
}
