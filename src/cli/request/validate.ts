import { type Problem, problem } from '../options/problems.ts';
import { distanceOf } from './layers.ts';
import { CONFLICTS, type Situation, USES } from './rules.ts';
import { type Setting, type Settings, valuesOf } from './settings.ts';

/** Returns true if a setting is on. */
export const isOn = ({ name, value }: Setting): boolean =>
  value !== false &&
  value !== null &&
  !(Array.isArray(value) && value.length === 0 && name !== 'jump') &&
  !(name === 'follow' && value === 'none');

/** Finds options that exclude each other, and drops the farther one if their origins differ. */
export const resolveConflicts = (
  settings: Settings,
): { readonly settings: Settings; readonly problems: readonly Problem[] } => {
  const left = new Map(settings);
  const problems: Problem[] = [];
  for (const { options, severity, when, message, advice } of CONFLICTS) {
    const [first, second] = options.map(name => left.get(name)) as [Setting | undefined, Setting | undefined];
    if (!first || !second || !isOn(first) || !isOn(second)) continue;
    if (when && !when(valuesOf(left))) continue;
    const apart = distanceOf(first.origin) - distanceOf(second.origin);
    const mild = severity === 'override' && first.origin.kind !== 'flag';
    if (apart > 0) left.delete(first.name);
    else if (apart < 0 || mild) left.delete(second.name);
    else problems.push(problem(`${spelt(first)} and ${spelt(second)}: ${message}`, advice));
  }
  return { settings: left, problems };
};

/** Returns errors in the use of options. */
export const findErrors = (situation: Situation, settings: Settings): Problem[] =>
  USES.filter(rule => rule.severity === 'error' && rule.when(situation)).map(rule => {
    const given = rule.options.flatMap(name => settings.get(name) ?? []).filter(isOn);
    const subject = given.length === 0 ? '' : `${given.map(spelt).join(' and ')}: `;
    return problem(subject + textOf(rule.message, situation), rule.advice && textOf(rule.advice, situation));
  });

/** Returns a sentence for each option on the command line that has no effect. */
export const findWarnings = (situation: Situation, settings: Settings): string[] =>
  USES.filter(rule => rule.severity === 'warning' && rule.when(situation)).flatMap(rule => {
    const given = rule.options.flatMap(name => settings.get(name) ?? []).filter(isAsked);
    return [...new Set(given.map(spelt))].map(form => `${form} ${textOf(rule.message, situation)}`);
  });

const textOf = (text: string | ((situation: Situation) => string), situation: Situation): string =>
  typeof text === 'string' ? text : text(situation);

/** Returns a setting as the user wrote it. */
export const spelt = ({ name, origin }: Setting): string => {
  switch (origin.kind) {
    case 'flag':
      return origin.spelt;
    case 'environment':
      return origin.variable;
    case 'file':
      return `${origin.file}: defaults.${name}`;
    case 'built-in':
      return `--${name}`;
  }
};

/** Returns true if the option itself was given: shorthands for several options (`-F`) cause no warnings. */
const isAsked = ({ origin, value }: Setting): boolean =>
  origin.kind === 'flag' && origin.spelt !== '-F' && value !== false;
