import type { ConfigPath } from './issue.ts';

/** Something to take out of a value. */
export interface Cut {
  readonly path: ConfigPath;
  /** True where the key itself is wrong: then nothing may stand for it. */
  readonly wrongKey?: boolean;
}

/** What stands for a broken entry, so that references to its name are not reported as well. */
const STAND_INS: Readonly<Record<string, unknown>> = { hosts: {}, teams: {}, groups: [], logs: '/' };

/** A copy of a value without what is at the paths; broken entries of named sections become empty ones. */
export const prune = (value: unknown, cuts: readonly Cut[]): unknown =>
  cuts.reduce<unknown>(
    (whole, { path, wrongKey }) => cut(whole, path, wrongKey ? undefined : standIn(path)),
    value,
  );

const standIn = (path: ConfigPath): unknown => (path.length === 2 ? STAND_INS[String(path[0])] : undefined);

const cut = (value: unknown, [key, ...rest]: ConfigPath, by: unknown): unknown => {
  if (key === undefined) return by;
  // A list goes as a whole: taking one item out would shift the others under the paths still to come.
  if (Array.isArray(value)) return undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  const left = cut(inner, rest, by);
  return left === undefined ? others : { ...others, [key]: left };
};
