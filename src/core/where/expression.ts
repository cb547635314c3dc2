import type { Level } from '../level.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type TextTest = '~' | '!~' | ':';

/** What a field is compared with. */
export interface WhereValue {
  readonly text: string;
  /** It was quoted: it is text, whatever it looks like. */
  readonly quoted: boolean;
}

/** A condition on a record's fields (`--where`), parsed: plain data. */
export type WhereNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly WhereNode[] }
  | { readonly kind: 'not'; readonly part: WhereNode }
  | { readonly kind: 'has'; readonly field: string }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: Comparison | TextTest;
      readonly value: WhereValue;
    }
  | { readonly kind: 'level'; readonly operator: Comparison; readonly level: Level };

/** What is wrong with an expression, and where. */
export interface WhereProblem {
  /** Index of the offending character, 0-based. */
  readonly at: number;
  /** What is wrong, without a full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly advice: string;
}

export type WhereResult =
  | { readonly ok: true; readonly node: WhereNode }
  | { readonly ok: false; readonly problem: WhereProblem };
