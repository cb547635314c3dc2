import * as z from 'zod';
import { hasControls } from '../../core/text/controls.ts';

/** A long option as the configuration needs to know it: `defaults:` takes any of them, and checks values roughly; the option table has the last word. */
export interface OptionSpec {
  /** The long name without dashes. */
  readonly name: string;
  readonly type: 'boolean' | 'number' | 'string' | 'list';
  /** The words a `string` (or each of a `list`) is limited to. */
  readonly choices?: readonly string[];
  /** What it does that a file nobody trusts may not do, as a clause: `writes files`. */
  readonly guarded?: string;
}

/** What an option's value is, in words. */
export const expectedValue = ({ type, choices }: OptionSpec): string => {
  const word = choices === undefined ? 'text' : `one of ${choices.join(', ')}`;
  switch (type) {
    case 'boolean':
      return 'true or false';
    case 'number':
      return 'a number';
    case 'string':
      return word;
    case 'list':
      return choices === undefined ? 'text or a list of texts' : `${word}, or a list of them`;
  }
};

/** YAML 1.2 reads these as text; people who know YAML 1.1 write them for switches. */
const SPOKEN = ['yes', 'no', 'on', 'off'];

/** A template is printed as it is, and a terminal obeys what it may hold. */
const plainText = z
  .string()
  .refine(text => !hasControls(text.replace(/[\t\n]/g, '')), { error: 'text without control characters' });

const valueSchema = (spec: OptionSpec): z.ZodType => {
  const error = expectedValue(spec);
  // YAML may have read text as a number (`since: 10`, `lines: 200`).
  const word = spec.choices ? z.enum(spec.choices, { error }) : z.union([plainText, z.number()], { error });
  switch (spec.type) {
    case 'boolean':
      return z.union([z.boolean(), z.enum(SPOKEN, { error })], { error });
    case 'number':
      return z.number({ error });
    case 'string':
      // An option whose value may be left out takes `true`; whether it may is for the option table to say.
      return z.union([z.boolean(), word], { error });
    case 'list':
      return z.union([word, z.array(word, { error })], { error });
  }
};

/** The schema of the `defaults` section. */
export const defaultsSchema = (options: readonly OptionSpec[]) =>
  z.strictObject(Object.fromEntries(options.map(spec => [spec.name, valueSchema(spec).optional()])), {
    error: 'a map of long options',
  });
