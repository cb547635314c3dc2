import type { Command } from './commands.ts';
import { GROUPS, type Group, hasLongForm, negationOf, OPTIONS, type Option, optionsOf } from './options.ts';
import { either } from './problems.ts';
import { takesWord } from './valueKinds.ts';

/**
 * Returns the notations of an option, with the value shown once: `-n, --lines=[+]N`, `--[no-]pushdown`, `-f,
 * --follow[=HOW]`.
 */
export const optionForms = (option: Option): string => [...shortForm(option), ...longForm(option)].join(', ');

const shortForm = ({ short }: Option): string[] => (short === undefined ? [] : [`-${short}`]);

const longForm = (option: Option): string[] => {
  if (!hasLongForm(option)) return [];
  const { value, name, placeholder } = option;
  if (value.kind === 'switch' && option.builtIn === 'yes') return [`--[no-]${name}`];
  if (placeholder === undefined) return [`--${name}`];
  return [`--${name}${takesWord(value) ? `=${placeholder}` : `[=${placeholder}]`}`];
};

/** Returns further facts about an option as sentences: choices, default, other forms. */
export const optionFacts = (option: Option): string[] => {
  const { value, builtIn } = option;
  const negation = negationOf(option);
  const facts = value.kind === 'choice' ? [`${option.placeholder} is ${either(value.choices)}.`] : [];
  if (option.details !== undefined) facts.push(option.details);
  if (builtIn !== undefined && value.kind !== 'switch') facts.push(`Default: ${builtInText(builtIn)}.`);
  if (option.aliases) facts.push(`Also --${option.aliases.join(', --')}.`);
  if (negation !== null && value.kind !== 'switch' && hasLongForm(option) && option.name !== 'follow') {
    facts.push(
      `--no-${option.name} ${option.repeatable ? 'drops the values from the configuration' : `means --${option.name}=${negation}`}.`,
    );
  }
  return facts;
};

const builtInText = (builtIn: NonNullable<Option['builtIn']>): string =>
  typeof builtIn === 'string' ? builtIn : `${builtIn.print}; on the screen: ${builtIn.screen}`;

/**
 * Returns the options of a command (null: of all commands) grouped under their headings, in order; empty
 * groups are omitted.
 */
export const groupedOptions = (
  command: Command | null,
): { readonly group: Group; readonly heading: string; readonly options: readonly Option[] }[] => {
  const options = command === null ? OPTIONS : optionsOf(command);
  return (Object.keys(GROUPS) as Group[])
    .map(group => ({
      group,
      heading: GROUPS[group],
      options: options.filter(option => option.group === group),
    }))
    .filter(group => group.options.length > 0);
};
