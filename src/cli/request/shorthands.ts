import { nearest } from '../../core/nearest.ts';
import { FACILITIES } from '../../core/syslog/priority.ts';
import type { SettingValues } from '../options/options.ts';
import { type Problem, problem, quoted } from '../options/problems.ts';
import type { Settings } from './settings.ts';
import { spelt } from './validate.ts';

const SHORTHANDS = ['facility', 'tag'] as const;

const namesIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');

/** Returns the values with `--facility` and `--tag` converted to conditions of `--where`. */
export const expandShorthands = (values: SettingValues): SettingValues => {
  const conditions = SHORTHANDS.flatMap(name => {
    const wanted = values[name].flatMap(namesIn);
    const list = wanted.map(text => `'${text.replaceAll("'", "''")}'`).join(', ');
    return wanted.length === 0 ? [] : [`${name} in (${list})`];
  });
  return conditions.length === 0 ? values : { ...values, where: [...values.where, ...conditions] };
};

/** Returns problems with them, such as an unknown facility, which nothing can match. */
export const shorthandProblems = (settings: Settings): Problem[] =>
  SHORTHANDS.flatMap(name => {
    const setting = settings.get(name)!;
    return (setting.value as readonly string[]).flatMap(text => {
      const names = namesIn(text);
      if (names.length === 0)
        return [problem(`${spelt(setting)} ${quoted(text)}: expected one or more names`)];
      if (name === 'tag') return [];
      return names
        .filter(facility => !FACILITIES.includes(facility))
        .map(facility => {
          const [near] = nearest(facility, FACILITIES);
          const advice = near ? `Did you mean ${near}?` : `The facilities are ${FACILITIES.join(', ')}.`;
          return problem(`${spelt(setting)}: no facility is called ${quoted(facility)}`, advice);
        });
    });
  });
