import type { OptionSpec } from '../../config/schema/optionValues.ts';
import { isConfigurable, OPTIONS, type Option } from '../options/options.ts';
import type { DefaultSetting } from './layers.ts';

/** The options that `defaults:` may set, in the configuration's own terms, under each of their names. */
export const configurableOptions = (): readonly OptionSpec[] =>
  OPTIONS.filter(isConfigurable).flatMap(option =>
    [option.name, ...(option.aliases ?? [])].map(name => ({ ...specOf(option), name })),
  );

const specOf = (option: Option): Omit<OptionSpec, 'name'> => {
  const type = typeOf(option);
  const { value } = option;
  return value.kind === 'choice'
    ? { type, choices: [...value.choices, ...Object.keys(value.synonyms ?? {})] }
    : { type };
};

const typeOf = ({ value, repeatable }: Option): OptionSpec['type'] => {
  if (repeatable) return 'list';
  if (value.kind === 'switch' || value.kind === 'shorthand') return 'boolean';
  return value.kind === 'integer' ? 'number' : 'string';
};

/** Where a loaded configuration's value stands. */
interface Place {
  readonly file: string;
  readonly position: { readonly line: number } | null;
}

/** The `defaults:` of a loaded configuration, each with the file that has the say. */
export const defaultSettings = (loaded: {
  readonly config: { readonly defaults?: Readonly<Record<string, unknown>> | null | undefined };
  origin(path: readonly (string | number)[]): Place | null;
}): readonly DefaultSetting[] =>
  Object.entries(loaded.config.defaults ?? {}).map(([name, value]) => {
    const place = loaded.origin(['defaults', name]);
    return { name, value, file: place?.file ?? 'configuration', line: place?.position?.line ?? null };
  });
