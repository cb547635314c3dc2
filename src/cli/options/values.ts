import { JumpSyntaxError, parseJump } from '../../config/inventory/loginWord.ts';
import { FILE_NAME, isSshFile } from '../../core/loginText.ts';
import { parseSeconds } from '../../core/time/durations.ts';
import { parseTime, TIME_EXAMPLES } from '../../core/time/timeExpression.ts';
import { withHabit } from './habits.ts';
import { parseCount, parseExtent } from './lineRange.ts';
import type { Option } from './options.ts';
import { negationOf } from './options.ts';
import type { CommandLine } from './parse.ts';
import { either, type Problem, problem, quoted } from './problems.ts';
import type { ValueKind } from './valueKinds.ts';

/** A parsed value, or the expected form as a noun phrase for `expected …, not 'x'`. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

const YES = ['yes', 'true', 'on', '1'];
const NO = ['no', 'false', 'off', '0'];

const orElse = (value: unknown, expected: string): Parsed =>
  value === null || value === undefined ? { ok: false, expected } : { ok: true, value };

/** Parses one value of a kind; types and units are those of `ValueOf`. */
export const parseValue = (kind: ValueKind, text: string): Parsed => {
  switch (kind.kind) {
    case 'switch':
      return orElse(parseSwitch(text), 'yes or no');
    case 'shorthand':
      return orElse(parseSwitch(text), 'yes or no');
    case 'integer':
      return orElse(parseInteger(text, kind.min), `a whole number (at least ${kind.min})`);
    case 'extent':
      return orElse(parseExtent(text), 'N or +N, such as 100, +1 or 10K');
    case 'size':
      return orElse(parseCount(text), 'a size such as 512K, 64M or 1GB');
    case 'duration':
      return orElse(parseSeconds(text), 'a duration such as 10 (seconds), 500ms, 90s or 2h30m');
    case 'time':
      return orElse(parseTime(text), `a time such as ${TIME_EXAMPLES}`);
    case 'choice':
      return orElse(parseChoice(kind, text), either(kind.choices));
    case 'jump':
      return orElse(jumpOf(text), '[user@]host[:port], or several separated by commas, or none');
    case 'file':
      if (kind.ssh) return orElse(isSshFile(text) ? text : null, FILE_NAME);
      return orElse(text || null, 'a file');
    case 'directory':
    case 'team':
      return orElse(text || null, `a ${kind.kind}`);
    case 'text':
    case 'pattern':
      return { ok: true, value: text };
  }
};

const parseSwitch = (text: string): boolean | null => {
  const word = text.toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : null;
};

const parseInteger = (text: string, min: number): number | null => {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) && number >= min ? number : null;
};

const parseChoice = (kind: Extract<ValueKind, { kind: 'choice' }>, text: string): string | null => {
  const word = text.toLowerCase();
  if (kind.choices.includes(word) || word === kind.bare) return word;
  return kind.synonyms?.[word] ?? null;
};

const jumpOf = (text: string): ReturnType<typeof parseJump> | null => {
  try {
    return parseJump(text);
  } catch (error) {
    if (error instanceof JumpSyntaxError) return null;
    throw error;
  }
};

/**
 * Returns the texts of a value from the environment or the configuration (a string, number, boolean or list), or the
 * expected form.
 */
export const textsOf = (
  option: Option,
  given: unknown,
): { readonly texts: readonly string[] } | { readonly expected: string } => {
  if (Array.isArray(given)) {
    if (option.repeatable && given.every(isScalar)) return { texts: given.map(String) };
    if (option.value.kind === 'jump' && given.length > 0 && given.every(isScalar))
      return { texts: [given.join(',')] };
    return { expected: 'a single value' };
  }
  if (typeof given === 'boolean') return textOfBoolean(option, given);
  return isScalar(given) ? { texts: [String(given)] } : { expected: 'a string, a number, yes or no' };
};

const isScalar = (given: unknown): given is string | number =>
  typeof given === 'string' || typeof given === 'number';

/** Converts a boolean: `true` is the option without a value, `false` its `--no-` form. */
const textOfBoolean = (option: Option, given: boolean): { texts: string[] } | { expected: string } => {
  const { value } = option;
  if (value.kind === 'switch' || value.kind === 'shorthand') return { texts: [given ? 'yes' : 'no'] };
  const text = given ? (value.kind === 'choice' ? value.bare : undefined) : negationOf(option);
  if (text !== undefined && text !== null) return { texts: [text] };
  const failed = parseValue(value, String(given));
  return { expected: failed.ok ? 'a value' : failed.expected };
};

/**
 * Converts an environment variable to a configuration value: `1` and `yes` are true for options that can be
 * used without a value.
 */
export const fromEnvironment = (option: Option, text: string): unknown => {
  const canBeBare = option.value.kind === 'choice' && option.value.bare !== undefined;
  if (!canBeBare) return text;
  return parseSwitch(text) ?? text;
};

/** Returns `expected …, not '…'`. */
export const mismatch = (expected: string, text: string): string =>
  `expected ${expected}, not ${quoted(text)}`;

/** Returns the problems with the values on a command line. */
export const valueProblems = ({ flags }: CommandLine): Problem[] =>
  flags.flatMap(({ option, text, spelt }) => {
    if (!text.isWellFormed()) return [problem(`${spelt}: ${quoted(text)} is not valid UTF-8`)];
    const parsed = parseValue(option.value, text);
    return parsed.ok ? [] : [withHabit(spelt, problem(`${spelt}: ${mismatch(parsed.expected, text)}`))];
  });
