import { OPTIONS, type Option, type SettingName, type SettingValues } from '../options/options.ts';
import { type Problem, problem } from '../options/problems.ts';
import { mismatch, parseValue } from '../options/values.ts';
import {
  type Assignment,
  fromDefaults,
  fromFlags,
  fromVariables,
  type Origin,
  type SettingSources,
} from './layers.ts';

/** One option's resolved value, as `rtail config` shows it. */
export interface Setting {
  readonly name: SettingName;
  /** As in `SettingValues`. */
  readonly value: unknown;
  /** The value as users write it; null if nothing is set. */
  readonly text: string | null;
  readonly origin: Origin;
}

export type Settings = ReadonlyMap<SettingName, Setting>;

/**
 * Returns every option that is set anywhere, by precedence: flags, `RTAIL_*`, `defaults:`. For a repeatable option, the
 * values of the nearest layer replace the others. `withBuiltIns` adds built-in values, because they depend on the rest.
 */
export const gatherSettings = (
  sources: SettingSources,
): {
  settings: Settings;
  problems: readonly Problem[];
} => {
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
};

const assign = (
  settings: Map<SettingName, Setting>,
  { option, text, origin, place }: Assignment,
  begun: Set<string>,
  problems: Problem[],
): void => {
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
};

/** Returns all settings, with built-in values for unset ones, in the order of the table. */
export const withBuiltIns = (settings: Settings, mode: 'print' | 'screen'): Settings => {
  const rows = OPTIONS.filter(({ value }) => value.kind !== 'shorthand');
  return new Map(
    rows.map(option => {
      const name = option.name as SettingName;
      return [name, settings.get(name) ?? builtInSetting(option, name, mode)];
    }),
  );
};

const builtInSetting = (option: Option, name: SettingName, mode: 'print' | 'screen'): Setting => {
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
};

/** Returns only the values, typed by option. */
export const valuesOf = (settings: Settings): SettingValues =>
  Object.fromEntries([...settings].map(([name, { value }]) => [name, value])) as unknown as SettingValues;
