import { nearest } from '../../core/nearest.ts';
import { habitAdvice } from './habits.ts';
import { hasLongForm, negationOf, OPTIONS, type Option } from './options.ts';
import { either, type Problem, problem } from './problems.ts';

/** A long option as written: `--NAME` or `--no-NAME`. */
export interface LongName {
  readonly option: Option;
  readonly negated: boolean;
}

const entriesOf = (option: Option): (readonly [string, LongName])[] => {
  const names = [option.name, ...(option.aliases ?? [])];
  const signs = negationOf(option) === null ? [false] : [false, true];
  return signs.flatMap(negated =>
    names.map(name => [`${negated ? 'no-' : ''}${name}`, { option, negated }] as const),
  );
};

const BY_NAME: ReadonlyMap<string, LongName> = new Map(OPTIONS.filter(hasLongForm).flatMap(entriesOf));

/** Every accepted long name, without dashes, including the `no-` forms. */
export const LONG_NAMES: readonly string[] = [...BY_NAME.keys()];

/** Returns true if a word is a complete long name. */
export const isLongName = (name: string): boolean => BY_NAME.has(name);

/** Returns the option with a long name (without dashes, possibly abbreviated), or the problem with it. */
export const findLongName = (name: string): LongName | Problem => {
  const exact = BY_NAME.get(name);
  if (exact) return exact;
  const habit = habitAdvice(name);
  if (habit !== null) return problem(`--${name}: no such option`, habit);
  const begun = LONG_NAMES.filter(candidate => name !== '' && candidate.startsWith(name));
  const meanings = [...new Set(begun.map(candidate => fullName(BY_NAME.get(candidate)!)))];
  if (meanings.length === 1) return BY_NAME.get(begun[0]!)!;
  if (meanings.length > 1) {
    const names = meanings.map(meaning => `--${meaning}`);
    return problem(`--${name}: could be ${either(names)}`, 'Type more of the name.');
  }
  const near = nearest(name, LONG_NAMES).map(candidate => `--${candidate}`);
  return problem(`--${name}: no such option`, near.length > 0 ? `Did you mean ${either(near)}?` : null);
};

const fullName = ({ option, negated }: LongName): string => `${negated ? 'no-' : ''}${option.name}`;
