import { nearest } from '../core/nearest.ts';
import {
  environmentName,
  isConfigurable,
  OPTIONS,
  type Option,
  optionNamed,
  type SettingName,
  type SettingValues,
} from './options.ts';
import type { CommandLine } from './parse.ts';
import { parseCommandLine } from './parse.ts';
import { either, type Problem, problem } from './problems.ts';
import { fromEnvironment, mismatch, parseValue, textsOf } from './values.ts';

/** Where a value came from, the nearest first: what was said nearer counts. */
export type Origin =
  | { readonly kind: 'flag'; readonly spelt: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number | null }
  | { readonly kind: 'built-in' };

/** How near an origin is to the person: lower is nearer. */
export const distanceOf = (origin: Origin): number =>
  ['flag', 'environment', 'file', 'built-in'].indexOf(origin.kind);

/** One entry of `defaults:`, from the file that has the say. */
export interface DefaultSetting {
  /** A long option without dashes. */
  readonly name: string;
  readonly value: unknown;
  readonly file: string;
  readonly line: number | null;
}

/** One option's resolved value, as `rtail config` shows it. */
export interface Setting {
  readonly name: SettingName;
  /** As `SettingValues` has it. */
  readonly value: unknown;
  /** The value as one would write it; null where nothing is set. */
  readonly text: string | null;
  readonly origin: Origin;
}

/** A value on its way into the settings. */
interface Assignment {
  readonly option: Option;
  readonly text: string;
  readonly origin: Origin;
  /** How a message names the place, e.g. `RTAIL_HEAD` or `team.yaml:7: defaults.head`. */
  readonly place: string;
}

export type Settings = ReadonlyMap<SettingName, Setting>;

/** `process.env`, or what stands for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingSources {
  readonly commandLine: CommandLine;
  readonly env: Environment;
  readonly defaults: readonly DefaultSetting[];
}

/**
 * Every option that is set anywhere, by precedence: flags, `RTAIL_*`, `defaults:`. Of a repeatable option the nearest layer's values
 * take the place of the farther ones'. Built-in values are left to `withBuiltIns`, for they depend on what is set.
 */
export function gatherSettings(sources: SettingSources): {
  settings: Settings;
  problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const settings = new Map<SettingName, Setting>();
  for (const layer of [
    fromDefaults(sources.defaults, problems),
    fromVariables(sources.env, problems),
    fromFlags(sources.commandLine),
  ]) {
    const begun = new Set<string>();
    for (const assignment of layer) assign(settings, assignment, begun, problems);
  }
  return { settings, problems };
}

const fromFlags = ({ flags }: CommandLine): Assignment[] =>
  flags.map(({ option, text, spelt }) => ({ option, text, origin: { kind: 'flag', spelt }, place: spelt }));

function fromVariables(env: Environment, problems: Problem[]): Assignment[] {
  const colour = colourOfEnvironment(env);
  const named = OPTIONS.flatMap(option => {
    const variable = environmentName(option);
    const given = variable === null ? undefined : env[variable];
    if (variable === null || given === undefined || given === '') return [];
    const value = option.repeatable ? given.split('\n') : fromEnvironment(option, given);
    return assignmentsOf(option, value, { kind: 'environment', variable }, variable, problems);
  });
  return [...colour, ...named];
}

/** NO_COLOR and FORCE_COLOR overrule the configuration: they leave `--color` at auto, which heeds them (see core/color). */
function colourOfEnvironment(env: Environment): Assignment[] {
  const variable = ['NO_COLOR', 'FORCE_COLOR'].find(name => env[name]);
  if (variable === undefined) return [];
  const origin: Origin = { kind: 'environment', variable };
  return [{ option: optionNamed('color'), text: 'auto', origin, place: variable }];
}

function fromDefaults(defaults: readonly DefaultSetting[], problems: Problem[]): Assignment[] {
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
}

function assignmentsOf(
  option: Option,
  value: unknown,
  origin: Origin,
  place: string,
  problems: Problem[],
): Assignment[] {
  const read = textsOf(option, value);
  if ('expected' in read) {
    problems.push(problem(`${place}: ${mismatch(read.expected, JSON.stringify(value) ?? String(value))}`));
    return [];
  }
  return read.texts.flatMap(text => expand({ option, text, origin, place }, problems));
}

/** What a shorthand stands for if it is switched on, nothing if it is off; any other assignment as it is. */
function expand(assignment: Assignment, problems: Problem[]): Assignment[] {
  const { option, text, place } = assignment;
  if (option.value.kind !== 'shorthand') return [assignment];
  const parsed = parseValue(option.value, text);
  if (!parsed.ok) problems.push(problem(`${place}: ${mismatch(parsed.expected, text)}`));
  if (!parsed.ok || parsed.value === false) return [];
  return parseCommandLine('rtail', option.value.argv).flags.map(flag => ({ ...assignment, ...flag }));
}

function assign(
  settings: Map<SettingName, Setting>,
  { option, text, origin, place }: Assignment,
  begun: Set<string>,
  problems: Problem[],
): void {
  const name = option.name as SettingName;
  const cleared =
    option.repeatable && text === '' && origin.kind === 'flag' && origin.spelt.startsWith('--no-');
  const parsed = parseValue(option.value, text);
  if (!parsed.ok) {
    problems.push(problem(`${place}: ${mismatch(parsed.expected, text)}`));
    return;
  }
  const earlier = begun.has(name) ? settings.get(name) : undefined;
  begun.add(name);
  if (option.replaces) settings.delete(option.replaces as SettingName);
  if (!option.repeatable) settings.set(name, { name, value: parsed.value, text, origin });
  else if (cleared) settings.set(name, { name, value: [], text: null, origin });
  else {
    const values = [...((earlier?.value as unknown[] | undefined) ?? []), parsed.value];
    settings.set(name, { name, value: values, text: values.join(', '), origin });
  }
}

/** All settings, those that nothing set at their built-in values, in the order of the table. */
export function withBuiltIns(settings: Settings, mode: 'print' | 'screen'): Settings {
  const rows = OPTIONS.filter(({ value }) => value.kind !== 'shorthand');
  return new Map(
    rows.map(option => {
      const name = option.name as SettingName;
      return [name, settings.get(name) ?? builtInSetting(option, name, mode)];
    }),
  );
}

function builtInSetting(option: Option, name: SettingName, mode: 'print' | 'screen'): Setting {
  const origin: Origin = { kind: 'built-in' };
  const { builtIn } = option;
  const text = builtIn === undefined || typeof builtIn === 'string' ? (builtIn ?? null) : builtIn[mode];
  if (text !== null) {
    const parsed = parseValue(option.value, text);
    if (!parsed.ok) throw new RangeError(`The built-in value of --${name} is no ${parsed.expected}`);
    return { name, value: parsed.value, text, origin };
  }
  const value = option.repeatable ? [] : option.value.kind === 'switch' ? false : null;
  return { name, value, text: value === false ? 'no' : null, origin };
}

/** The values alone, typed by option. */
export const valuesOf = (settings: Settings): SettingValues =>
  Object.fromEntries([...settings].map(([name, { value }]) => [name, value])) as unknown as SettingValues;
