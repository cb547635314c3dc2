import type { ByteString } from '../../bytes.ts';
import { Code } from './code.ts';
import { bytesOf } from './textBytes.ts';

/**
 * One step of a matcher: reads at `at` and returns where it stopped, or -1 if the text does not match. The line ends at
 * `end`; the results are stored in `into`.
 */
export type Step<T> = (text: ByteString, at: number, end: number, into: T) => number;

/**
 * Generates the source of a step. It continues from `at` in `text`, whose TextBytes are `of`, whose bytes are `bytes` and whose line ends at
 * `end`, writes to `into`, and leaves `at` where it stopped; it fails through `fail` if the text does not match. No
 * function it calls may request the bytes of another text.
 */
export type StepCode = (code: Code) => string;

/** A step with an equivalent ERE, for filtering with `grep` and `awk` alone. */
export interface Piece<T> {
  readonly step: Step<T>;
  /** The step as source; if missing, combined pieces call `step`. */
  readonly code?: StepCode;
  readonly ere: string;
  /** A stricter step, where `ere` would be too long for a host's command line: matches whatever the step matches. */
  readonly look?: string;
  /** True if it stores nothing. */
  readonly quiet?: true;
  /** True if a word must end where the step stops. */
  readonly wordEnd?: true;
  /** Returns true if the step can start with this character code; undefined: the step may match the empty string. */
  readonly first: ((code: number) => boolean) | undefined;
}

export const NO_MATCH = -1;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isBlank = (code: number): boolean => code === 32 || code === 9;
/** Source that tests whether the byte at `at` is blank. */
export const BLANK_CODE = 'bytes[at]===32||bytes[at]===9';
export const isUpper = (code: number): boolean => code >= 65 && code <= 90;
export const isLower = (code: number): boolean => code >= 97 && code <= 122;
export const isLetter = (code: number): boolean => isUpper(code) || isLower(code);
export const isWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === 95;

const ERE_SPECIAL = /[.[\]{}()*+?^$|\\]/g;

/** Returns an ERE that matches literal text. */
export const ereOf = (literal: string): string => literal.replace(ERE_SPECIAL, '\\$&');

/** Generates the source of several consecutive steps. */
export const stepsCode = <T>(pieces: readonly Pick<Piece<T>, 'step' | 'code'>[], code: Code): string =>
  pieces.map(({ step, code: own }) => (own ?? stepCode(step))(code)).join('');

/** Generates source that calls a step. */
export const stepCode =
  <T>(step: Step<T>): StepCode =>
  code => {
    const to = code.local();
    return `const ${to}=${code.value(step)}(text,at,end,into);if(${to}<0)${code.fail}at=${to};`;
  };

/** Creates a piece whose step is compiled from its source. */
export const coded = <T>(code: StepCode, piece: Omit<Piece<T>, 'step' | 'code'>): Piece<T> => {
  let made: Step<T> | null = null;
  return {
    ...piece,
    code,
    step: (text, at, end, into) => {
      made ??= stepOf<T>(code);
      return made(text, at, end, into);
    },
  };
};

const stepOf = <T>(step: StepCode): Step<T> => {
  const code = new Code();
  const body = `const of=${code.value(bytesOf)}(text);const {bytes}=of;${step(code)}return at;`;
  return code.build('step', 'text,at,end,into', body);
};

/** Creates a piece that matches exactly this text. */
export const literal = <T>(expected: string): Piece<T> => {
  const code = expected.charCodeAt(0);
  const step: Step<T> =
    expected.length === 1
      ? (text, at) => (text.charCodeAt(at) === code ? at + 1 : NO_MATCH)
      : (text, at) => (text.startsWith(expected, at) ? at + expected.length : NO_MATCH);
  const differs = Array.from(expected, (char, place) => `bytes[at+${place}]!==${char.charCodeAt(0)}`);
  return {
    step,
    code: ({ fail }) => `if(${differs.join('||')})${fail}at+=${expected.length};`,
    ere: ereOf(expected),
    quiet: true,
    first: first => first === code,
  };
};
