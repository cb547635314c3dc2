import { hasLongForm, negationOf, OPTIONS, type Option } from '../options/options.ts';
import { takesWord } from '../options/valueKinds.ts';

/** A value that a shell can complete. */
export type Completable =
  | { readonly kind: 'none' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'team' };

/** Returns how the value of an option is completed. */
export const completableValue = ({ value }: Option): Completable => {
  switch (value.kind) {
    case 'choice':
      return { kind: 'words', words: value.choices };
    case 'jump':
      return { kind: 'words', words: ['none'] };
    case 'file':
    case 'directory':
    case 'team':
      return { kind: value.kind };
    default:
      return { kind: 'none' };
  }
};

/** Returns the name of the `--no-NAME` form, or null. */
export const negatedName = (option: Option): string | null =>
  hasLongForm(option) && negationOf(option) !== null ? `no-${option.name}` : null;

/** Returns every spelling of an option, with dashes. */
export const optionWords = (): string[] =>
  OPTIONS.flatMap(option => {
    const negated = negatedName(option);
    return [
      ...(option.short === undefined ? [] : [`-${option.short}`]),
      ...(hasLongForm(option) ? [`--${option.name}`] : []),
      ...(negated === null ? [] : [`--${negated}`]),
    ];
  });

/** Returns the forms of an option that are followed by a value. */
export const formsWithWord = (option: Option): string[] =>
  takesWord(option.value)
    ? [...(option.short === undefined ? [] : [`-${option.short}`]), `--${option.name}`]
    : [];

/** Quotes text as one word for shells with single quotes. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
