import { dirname } from 'node:path';
import { absolutePath } from '../../config/files/paths.ts';
import type { OptionSpec } from '../../config/schema/optionValues.ts';
import { isConfigurable, OPTIONS, type Option } from '../options/options.ts';
import type { DefaultSetting } from './layers.ts';

/** Returns the options that `defaults:` may set, in the configuration's format, under each of their names. */
export const configurableOptions = (): readonly OptionSpec[] =>
  OPTIONS.filter(isConfigurable).flatMap(option =>
    [option.name, ...(option.aliases ?? [])].map(name => ({ ...specOf(option), name })),
  );

const specOf = (option: Option): Omit<OptionSpec, 'name'> => {
  const { value, guarded } = option;
  return {
    type: typeOf(option),
    ...(value.kind === 'choice' && { choices: [...value.choices, ...Object.keys(value.synonyms ?? {})] }),
    ...(guarded !== undefined && { guarded }),
  };
};

const typeOf = ({ value, repeatable }: Option): OptionSpec['type'] => {
  if (repeatable) return 'list';
  if (value.kind === 'switch' || value.kind === 'shorthand') return 'boolean';
  return value.kind === 'integer' ? 'number' : 'string';
};

/** Resolves paths relative to the file that contains them, like its other paths; `~` is the home. */
const absoluteValue = (name: string, value: unknown, file: string, home: string): unknown => {
  const kind = OPTIONS.find(option => option.name === name)?.value.kind;
  const isPath = (kind === 'file' || kind === 'directory') && typeof value === 'string' && value !== '';
  return isPath ? absolutePath(value, dirname(file), home) : value;
};

/** The position of a value in a loaded configuration. */
interface Place {
  readonly file: string;
  readonly position: { readonly line: number } | null;
}

/** Returns the `defaults:` of a loaded configuration, each with the file that determines it. */
export const defaultSettings = (
  loaded: {
    readonly config: { readonly defaults?: Readonly<Record<string, unknown>> | null | undefined };
    origin(path: readonly (string | number)[]): Place | null;
  },
  home: string,
): readonly DefaultSetting[] =>
  Object.entries(loaded.config.defaults ?? {}).map(([name, value]) => {
    const place = loaded.origin(['defaults', name]);
    const file = place?.file ?? 'configuration';
    return { name, value: absoluteValue(name, value, file, home), file, line: place?.position?.line ?? null };
  });
