import { type ByteString, decodeText } from '../../bytes.ts';
import type { Fields } from '../../record.ts';
import { jsonObjectEnd } from './jsonScan.ts';

/** The longest text that is parsed, in bytes: the values of a JSON text can take 30 times its size. */
export const MAX_JSON_LENGTH = 2 * 1024 * 1024;

/** A run of digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}/;

/** Node's JSON has them; the types of this release do not. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): object;
}
const exact = JSON as unknown as ExactJson;

/** Keeps an integer that a double cannot hold as the digits that were written; JSON.stringify writes them again. */
const keepDigits = (_key: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  !Number.isSafeInteger(value) &&
  context.source !== undefined
    ? exact.rawJSON(context.source)
    : value;

/**
 * Returns the fields of text that is one JSON object, and nothing besides; null for any other text, and for one that is too long.
 * How deep it may be nested was checked by `scanJsonObject`, which has seen it before. Integers too long for a double are `JSON.rawJSON` objects: their digits survive (see `fieldText`).
 */
export const parseJsonObject = (text: ByteString): Fields | null => {
  if (text.charCodeAt(0) !== 123 || text.length > MAX_JSON_LENGTH) return null;
  const decoded = decodeText(text);
  try {
    const value = LONG_NUMBER.test(decoded) ? exact.parse(decoded, keepDigits) : JSON.parse(decoded);
    return value as Fields;
  } catch {
    return null;
  }
};

/** The fields of the object that a text begins with, an array's bracket before it aside; null where it begins with none. */
export const parseFirstObject = (text: ByteString): Fields | null => {
  const from = text.indexOf('{');
  if (from < 0) return null;
  const end = jsonObjectEnd(text, from, text.length, { see: () => {} });
  return end < 0 ? null : parseJsonObject(text.slice(from, end));
};

/** A field's value as text: a string as it is, anything else as JSON. */
export const fieldText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
