import type { Fields } from '../record.ts';
import { fieldText } from '../understand/structured/json.ts';
import { namesOf, secondsOf, wordOf } from './words.ts';

/** Finds a value among a record's fields; undefined if there is none. Null counts as none. */
export type FieldLookup = (fields: Fields) => unknown;

/** Maximum number of dot-separated parts; beyond that, only the whole name and all its parts are tried. */
const MAX_PARTS = 8;

/** Integers that a double cannot represent (`parseJsonObject`). */
const isRaw = (value: object): boolean => 'rawJSON' in value && Object.getPrototypeOf(value) === null;

const isNested = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value);

/** Finds a key in an object: the exact one, or one that differs only in case. */
type FindKey = (fields: Fields, key: string) => string | null;

const exactKey: FindKey = (fields, key) => (Object.hasOwn(fields, key) ? key : null);

const looseKey: FindKey = (fields, key) => {
  if (Object.hasOwn(fields, key)) return key;
  const wanted = lowerCase(key);
  return Object.keys(fields).find(name => lowerCase(name) === wanted) ?? null;
};

/** Folds ASCII letters, like a host's tools. */
const lowerCase = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase());

/** Follows a path whose parts may be keys of nested objects or, joined by dots, of one: `{"http.status":1}` is `{"http":{"status":1}}`. */
const follow = (value: unknown, parts: readonly string[], findKey: FindKey): unknown => {
  if (parts.length === 0) return value ?? undefined;
  if (!isNested(value)) return undefined;
  for (let taken = parts.length; taken > 0; taken--) {
    if (taken > 1 && taken < parts.length && parts.length > MAX_PARTS) continue;
    const key = findKey(value, taken === 1 ? parts[0]! : parts.slice(0, taken).join('.'));
    if (key === null) continue;
    const found = follow(value[key], parts.slice(taken), findKey);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * Looks up a field by name: first the record's own key, then the other names of the same word, then the same
 * ignoring case. Durations found under another name are in seconds.
 */
export const fieldLookup = (name: string): FieldLookup => {
  const candidates = namesOf(name).map(key => ({
    parts: key.split('.'),
    seconds: key !== name && wordOf(name)?.word === 'duration' ? secondsOf(key) : 1,
  }));
  return fields => {
    for (const findKey of [exactKey, looseKey]) {
      for (const { parts, seconds } of candidates) {
        const value = follow(fields, parts, findKey);
        if (value !== undefined) return seconds === 1 ? value : inSeconds(value, seconds);
      }
    }
    return undefined;
  };
};

const inSeconds = (value: unknown, seconds: number): unknown => {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? Number((number * seconds).toPrecision(15)) : value;
};

/** Returns a field's value as text, with all digits of a raw integer. */
export const valueText = (value: unknown): string => fieldText(value);

/** Returns the names of at most `limit` fields that have a value, nested ones joined by dots. */
export const fieldNames = (fields: Fields, limit: number): string[] => {
  const names: string[] = [];
  const visit = (object: Fields, prefix: string): void => {
    for (const [key, value] of Object.entries(object)) {
      if (names.length >= limit) return;
      if (isNested(value) && prefix.length < 200) visit(value, `${prefix}${key}.`);
      else if (value !== null) names.push(prefix + key);
    }
  };
  visit(fields, '');
  return names;
};
