import type { OptionSpec } from '../config/optionValues.ts';
import type { DefaultSetting } from './layers.ts';
import { isConfigurable, OPTIONS, type Option } from './options.ts';

/** The options that `defaults:` may set, in the configuration's own terms. */
export const configurableOptions = (): readonly OptionSpec[] =>
  OPTIONS.filter(isConfigurable).map(option => {
    const type = typeOf(option);
    return option.value.kind === 'choice'
      ? { name: option.name, type, choices: option.value.choices }
      : { name: option.name, type };
  });

function typeOf({ value, repeatable }: Option): OptionSpec['type'] {
  if (repeatable) return 'list';
  if (value.kind === 'switch' || value.kind === 'shorthand') return 'boolean';
  return value.kind === 'integer' ? 'number' : 'string';
}

/** Where a loaded configuration's value stands. */
interface Place {
  readonly file: string;
  readonly position: { readonly line: number } | null;
}

/** The `defaults:` of a loaded configuration, each with the file that has the say. */
export function defaultSettings(loaded: {
  readonly config: { readonly defaults?: Readonly<Record<string, unknown>> | null | undefined };
  origin(path: readonly (string | number)[]): Place | null;
}): readonly DefaultSetting[] {
  return Object.entries(loaded.config.defaults ?? {}).map(([name, value]) => {
    const place = loaded.origin(['defaults', name]);
    return { name, value, file: place?.file ?? 'configuration', line: place?.position?.line ?? null };
  });
}
