import * as z from 'zod';
import { hasControls } from '../../core/text/controls.ts';

/**
 * The properties of a long option that `defaults:` needs: values are only checked roughly, because the option table is
 * authoritative.
 */
export interface OptionSpec {
  /** The long name without dashes. */
  readonly name: string;
  readonly type: 'boolean' | 'number' | 'string' | 'list';
  /** The allowed words of a `string` (or of each item of a `list`). */
  readonly choices?: readonly string[];
  /** A clause about what the option does that an untrusted file must not do: `writes files`. */
  readonly guarded?: string;
}

/** Describes the expected value of an option. */
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

/** Text in YAML 1.2; people used to YAML 1.1 write them for booleans. */
const SPOKEN = ['yes', 'no', 'on', 'off'];

/** A template is printed verbatim, so it must not contain control characters. */
const plainText = z
  .string()
  .refine(text => !hasControls(text.replace(/[\t\n]/g, '')), { error: 'text without control characters' });

const valueSchema = (spec: OptionSpec): z.ZodType => {
  const error = expectedValue(spec);
  // YAML parses some text as a number (`since: 10`, `lines: 200`).
  const word = spec.choices ? z.enum(spec.choices, { error }) : z.union([plainText, z.number()], { error });
  switch (spec.type) {
    case 'boolean':
      return z.union([z.boolean(), z.enum(SPOKEN, { error })], { error });
    case 'number':
      return z.number({ error });
    case 'string':
      // An option with an optional value accepts `true`; the option table decides whether it is optional.
      return z.union([z.boolean(), word], { error });
    case 'list':
      return z.union([word, z.array(word, { error })], { error });
  }
};

/** Returns the schema of the `defaults` section. */
export const defaultsSchema = (options: readonly OptionSpec[]) =>
  z.strictObject(Object.fromEntries(options.map(spec => [spec.name, valueSchema(spec).optional()])), {
    error: 'a map of long options',
  });
