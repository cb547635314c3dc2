import type { Login } from '../../core/target.ts';
import type { TimeExpression } from '../../core/time/timeExpression.ts';
import type { Extent } from './lineRange.ts';

/** What an option's value is: how it is written, checked, completed and described. */
export type ValueKind =
  /** On or off; takes no value. */
  | { readonly kind: 'switch' }
  | { readonly kind: 'text' }
  | { readonly kind: 'pattern' }
  | { readonly kind: 'integer'; readonly min: number }
  /** `N` from the end or `+N` from the start, with tail's multipliers. */
  | { readonly kind: 'extent' }
  /** Bytes, with tail's multipliers. */
  | { readonly kind: 'size' }
  /** `10s`, `2h30m`; a bare number is seconds. */
  | { readonly kind: 'duration' }
  | { readonly kind: 'time' }
  | {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      /** The value of the option written without one; then a value only follows `=`, as in `--follow=name`. */
      readonly bare?: string;
      /** Other words for a choice. */
      readonly synonyms?: Readonly<Record<string, string>>;
    }
  /** `ssh`: its name is handed to ssh. */
  | { readonly kind: 'file'; readonly ssh?: true }
  | { readonly kind: 'directory' }
  | { readonly kind: 'team' }
  /** `[user@]host[:port]`, several with commas, the outermost first; `none` for no jump at all. */
  | { readonly kind: 'jump' }
  /** Stands for other options and has no value of its own. */
  | { readonly kind: 'shorthand'; readonly argv: readonly string[] };

/** The parsed form of each kind: extents and times as data, sizes in bytes, durations in milliseconds. */
export type ValueOf<K extends ValueKind> = K extends { kind: 'switch' }
  ? boolean
  : K extends { kind: 'integer' | 'size' | 'duration' }
    ? number
    : K extends { kind: 'extent' }
      ? Extent
      : K extends { kind: 'time' }
        ? TimeExpression
        : K extends { kind: 'jump' }
          ? readonly Login[]
          : K extends { kind: 'choice'; choices: readonly (infer C)[] }
            ? C | (K extends { bare: infer B } ? B : never)
            : string;

/** Whether a word after the option is its value (`-n 5`), as against none (`-q`) or only after `=` (`--follow=name`). */
export const takesWord = (value: ValueKind): boolean =>
  value.kind !== 'switch' &&
  value.kind !== 'shorthand' &&
  !(value.kind === 'choice' && value.bare !== undefined);
