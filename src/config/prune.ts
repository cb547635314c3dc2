import type { ConfigPath } from './issue.ts';

/** What stands for a broken entry, so that references to its name are not reported as well. */
const STAND_INS: Readonly<Record<string, unknown>> = { hosts: {}, teams: {}, groups: [], logs: '/' };

/** A copy of a value without what is at the paths; broken entries of named sections become empty ones. */
export function prune(value: unknown, paths: readonly ConfigPath[]): unknown {
  return paths.reduce<unknown>((whole, path) => cut(whole, path, path), value);
}

function cut(value: unknown, path: ConfigPath, whole: ConfigPath): unknown {
  const [key, ...rest] = path;
  // A list goes as a whole: taking one item out would shift the others under the paths still to come.
  if (key === undefined || Array.isArray(value)) return undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  const standIn = whole.length === 2 && rest.length === 0 ? STAND_INS[String(whole[0])] : undefined;
  const left = standIn ?? cut(inner, rest, whole);
  return left === undefined ? others : { ...others, [key]: left };
}
