import type * as z from 'zod';
import type { ConfigPath } from '../files/issue.ts';

/** Returns the keys that the schema allows in the map at `path`. */
export const keysAt = (schema: z.core.$ZodType, path: ConfigPath): string[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [key, ...rest] = path;
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return keysAt(def.innerType, path);
    case 'lazy':
      return keysAt(def.getter(), path);
    case 'union':
      return def.options.flatMap(option => keysAt(option, path));
    case 'record':
      return key === undefined ? [] : keysAt(def.valueType, rest);
    case 'array':
      return key === undefined ? [] : keysAt(def.element, rest);
    case 'object': {
      if (key === undefined) return Object.keys(def.shape);
      const inner = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
      return inner ? keysAt(inner, rest) : [];
    }
    default:
      return [];
  }
};
