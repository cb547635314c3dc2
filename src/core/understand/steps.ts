import type { ByteString } from '../bytes.ts';

/**
 * One step of a matcher: reads at `at` and gives where it stopped, or -1 where the text does not fit.
 * The line ends at `end`; what a step reads goes into `into`.
 */
export type Step<T> = (text: ByteString, at: number, end: number, into: T) => number;

/** A step that is also known as an ERE, for filtering where only `grep` and `awk` are. */
export interface Piece<T> {
  readonly step: Step<T>;
  readonly ere: string;
  /** A closer one, where that is too long for a host's command line: matches whatever the step matches. */
  readonly look?: string;
  /** It writes nothing. */
  readonly quiet?: true;
  /** Whether a word must end where the step stops. */
  readonly wordEnd?: true;
  /** Whether a line may go on with this character code here; undefined: the step may match nothing at all. */
  readonly first: ((code: number) => boolean) | undefined;
}

export const NO_MATCH = -1;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isBlank = (code: number): boolean => code === 32 || code === 9;
export const isUpper = (code: number): boolean => code >= 65 && code <= 90;
export const isLower = (code: number): boolean => code >= 97 && code <= 122;
export const isLetter = (code: number): boolean => isUpper(code) || isLower(code);
export const isWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === 95;

const ERE_SPECIAL = /[.[\]{}()*+?^$|\\]/g;

/** Literal text as an ERE. */
export const ereOf = (literal: string): string => literal.replace(ERE_SPECIAL, '\\$&');

/** Exactly this text. */
export const literal = <T>(expected: string): Piece<T> => {
  const code = expected.charCodeAt(0);
  const step: Step<T> =
    expected.length === 1
      ? (text, at) => (text.charCodeAt(at) === code ? at + 1 : NO_MATCH)
      : (text, at) => (text.startsWith(expected, at) ? at + expected.length : NO_MATCH);
  return { step, ere: ereOf(expected), quiet: true, first: first => first === code };
};
