import { nearest } from '../../core/nearest.ts';
import { environmentName, isConfigurable, OPTIONS, type Option, optionNamed } from '../options/options.ts';
import { type CommandLine, parseCommandLine } from '../options/parse.ts';
import { either, type Problem, problem } from '../options/problems.ts';
import { fromEnvironment, mismatch, parseValue, textsOf } from '../options/values.ts';

/** The origins of a value, the nearest first; the nearest wins. */
export type Origin =
  | { readonly kind: 'flag'; readonly spelt: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number | null }
  | { readonly kind: 'built-in' };

/** Returns how far an origin is from the user: lower is nearer. */
export const distanceOf = (origin: Origin): number =>
  ['flag', 'environment', 'file', 'built-in'].indexOf(origin.kind);

/** One entry of `defaults:`, from the file that determines it. */
export interface DefaultSetting {
  /** A long option without dashes. */
  readonly name: string;
  readonly value: unknown;
  readonly file: string;
  readonly line: number | null;
}

/** `process.env`, or a replacement. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingSources {
  readonly commandLine: CommandLine;
  readonly env: Environment;
  readonly defaults: readonly DefaultSetting[];
}

/** A value to be applied to the settings. */
export interface Assignment {
  readonly option: Option;
  readonly text: string;
  readonly origin: Origin;
  /** The location in messages, e.g. `RTAIL_HEAD` or `team.yaml:7: defaults.head`. */
  readonly place: string;
}

/** Returns the assignments of the command line, in order. */
export const fromFlags = ({ flags }: CommandLine): Assignment[] =>
  flags.map(({ option, text, spelt }) => ({ option, text, origin: { kind: 'flag', spelt }, place: spelt }));

/** Returns the assignments of the environment, in the order of the table; adds problems to `problems`. */
export const fromVariables = (env: Environment, problems: Problem[]): Assignment[] => {
  const colour = colourOfEnvironment(env);
  const named = OPTIONS.flatMap(option => {
    const variable = environmentName(option);
    const given = variable === null ? undefined : env[variable];
    if (variable === null || given === undefined || given === '') return [];
    const value = option.repeatable ? given.split('\n') : fromEnvironment(option, given);
    return assignmentsOf(option, value, { kind: 'environment', variable }, variable, problems);
  });
  return [...colour, ...named];
};

/**
 * Returns assignments for NO_COLOR and FORCE_COLOR, which override the configuration: they leave `--color` at auto,
 * which respects them (see core/color).
 */
const colourOfEnvironment = (env: Environment): Assignment[] => {
  const variable = ['NO_COLOR', 'FORCE_COLOR'].find(name => env[name]);
  if (variable === undefined) return [];
  const origin: Origin = { kind: 'environment', variable };
  return [{ option: optionNamed('color'), text: 'auto', origin, place: variable }];
};

/** Returns the assignments of the configuration; adds problems to `problems`. */
export const fromDefaults = (defaults: readonly DefaultSetting[], problems: Problem[]): Assignment[] => {
  const allowed = OPTIONS.filter(isConfigurable);
  return defaults.flatMap(({ name, value, file, line }) => {
    const place = `${file}${line === null ? '' : `:${line}`}: defaults.${name}`;
    const option = allowed.find(row => row.name === name || row.aliases?.includes(name));
    if (!option) {
      const near = nearest(
        name,
        allowed.map(row => row.name),
      );
      problems.push(
        problem(`${place}: no such option`, near.length > 0 ? `Did you mean ${either(near)}?` : null),
      );
      return [];
    }
    return value === null ? [] : assignmentsOf(option, value, { kind: 'file', file, line }, place, problems);
  });
};

const assignmentsOf = (
  option: Option,
  value: unknown,
  origin: Origin,
  place: string,
  problems: Problem[],
): Assignment[] => {
  const read = textsOf(option, value);
  if ('expected' in read) {
    problems.push(problem(`${place}: ${mismatch(read.expected, JSON.stringify(value) ?? String(value))}`));
    return [];
  }
  return read.texts.flatMap(text => expand({ option, text, origin, place }, problems));
};

/** Expands a shorthand if it is switched on, and drops it if it is off; returns any other assignment unchanged. */
const expand = (assignment: Assignment, problems: Problem[]): Assignment[] => {
  const { option, text, place } = assignment;
  if (option.value.kind !== 'shorthand') return [assignment];
  const parsed = parseValue(option.value, text);
  if (!parsed.ok) problems.push(problem(`${place}: ${mismatch(parsed.expected, text)}`));
  if (!parsed.ok || parsed.value === false) return [];
  return parseCommandLine('rtail', option.value.argv).flags.map(flag => ({ ...assignment, ...flag }));
};
