import { hasLongForm, negationOf, OPTIONS, type Option } from '../options/options.ts';
import { takesWord } from '../options/valueKinds.ts';

/** What can follow an option, as far as a shell can complete it. */
export type Completable =
  | { readonly kind: 'none' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'team' };

/** How the value of an option is completed. */
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

/** The `--no-NAME` form's name, or null. */
export const negatedName = (option: Option): string | null =>
  hasLongForm(option) && negationOf(option) !== null ? `no-${option.name}` : null;

/** Every way to begin an option, dashes included. */
export const optionWords = (): string[] =>
  OPTIONS.flatMap(option => {
    const negated = negatedName(option);
    return [
      ...(option.short === undefined ? [] : [`-${option.short}`]),
      ...(hasLongForm(option) ? [`--${option.name}`] : []),
      ...(negated === null ? [] : [`--${negated}`]),
    ];
  });

/** The forms of an option after which a word is its value. */
export const formsWithWord = (option: Option): string[] =>
  takesWord(option.value)
    ? [...(option.short === undefined ? [] : [`-${option.short}`]), `--${option.name}`]
    : [];

/** Text as one word of a shell that knows single quotes. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
