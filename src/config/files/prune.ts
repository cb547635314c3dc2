import type { ConfigPath } from './issue.ts';

/** A part to remove from a value. */
export interface Cut {
  readonly path: ConfigPath;
  /** True if the key itself is wrong: then nothing replaces it. */
  readonly wrongKey?: boolean;
}

/** Replacements for invalid entries, so that references to their names are not reported as well. */
const STAND_INS: Readonly<Record<string, unknown>> = { hosts: {}, teams: {}, groups: [], logs: '/' };

/** The cuts at one path and below. */
interface Place {
  /** The replacement, if this path itself is cut. */
  cut?: { readonly by: unknown };
  readonly below: Map<string | number, Place>;
}

/**
 * Returns a copy of a value without the given paths; invalid entries in named sections become empty. Takes one pass for
 * any number of cuts.
 */
export const prune = (value: unknown, cuts: readonly Cut[]): unknown => {
  const root: Place = { below: new Map() };
  for (const { path, wrongKey } of cuts)
    placeAt(root, path).cut ??= { by: wrongKey ? undefined : standIn(path) };
  return copy(value, root);
};

const placeAt = (root: Place, path: ConfigPath): Place => {
  let place = root;
  for (const key of path) {
    const next = place.below.get(key) ?? { below: new Map() };
    place.below.set(key, next);
    place = next;
  }
  return place;
};

const standIn = (path: ConfigPath): unknown => (path.length === 2 ? STAND_INS[String(path[0])] : undefined);

const copy = (value: unknown, place: Place | undefined): unknown => {
  if (place === undefined) return value;
  if (place.cut) return place.cut.by;
  // Lists are removed completely: removing one item would shift the others.
  if (Array.isArray(value)) return place.below.size > 0 ? undefined : value;
  if (typeof value !== 'object' || value === null || place.below.size === 0) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const left = copy(inner, place.below.get(key));
    return left === undefined && place.below.has(key) ? [] : [[key, left] as const];
  });
  return Object.fromEntries(kept);
};
