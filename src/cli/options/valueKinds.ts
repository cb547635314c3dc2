import type { Login } from '../../core/target.ts';
import type { TimeExpression } from '../../core/time/timeExpression.ts';
import type { Extent } from './lineRange.ts';

/** The kind of an option's value: decides how it is written, checked, completed and described. */
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
      /**
       * The value if the option is written without one; a value then has to follow `=`, as in
       * `--follow=name`.
       */
      readonly bare?: string;
      /** Other words for a choice. */
      readonly synonyms?: Readonly<Record<string, string>>;
    }
  /** `ssh`: its name is passed to ssh. */
  | { readonly kind: 'file'; readonly ssh?: true }
  | { readonly kind: 'directory' }
  | { readonly kind: 'team' }
  /** `[user@]host[:port]`, several separated by commas, the outermost first; `none` connects directly. */
  | { readonly kind: 'jump' }
  /** Expands to other options and has no value. */
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

/**
 * Returns true if the next word is the option's value (`-n 5`), rather than no value (`-q`) or one after `=`
 * (`--follow=name`).
 */
export const takesWord = (value: ValueKind): boolean =>
  value.kind !== 'switch' &&
  value.kind !== 'shorthand' &&
  !(value.kind === 'choice' && value.bare !== undefined);
