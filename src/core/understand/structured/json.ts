import { type ByteString, decodeText } from '../../bytes.ts';
import type { Fields } from '../../record.ts';
import { jsonObjectEnd, MAX_JSON_DEPTH } from './jsonScan.ts';

/** The longest text that is parsed, in bytes: the values of a JSON text can take 30 times its size. */
export const MAX_JSON_LENGTH = 2 * 1024 * 1024;

/** Whether a JSON text is nested too deep: what is written down of it, or compared, goes into it level by level. */
const isTooDeep = (text: ByteString): boolean => {
  if (text.length < 2 * MAX_JSON_DEPTH) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString) {
      if (code === BACKSLASH) at++;
    } else if (code === BRACE || code === BRACKET) {
      if (++depth >= MAX_JSON_DEPTH) return true;
    } else if (code === BRACE_END || code === BRACKET_END) depth--;
  }
  return false;
};

const QUOTE = 34;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACKET_END = 93;
const BRACE = 123;
const BRACE_END = 125;

/** A run of digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}/;

/** Node supports them; this release's type definitions lack them. */
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
 * Returns the fields of text that is one JSON object, and nothing besides; null for any other text, and for one that is too long or nested too deep.
 * Integers too long for a double are `JSON.rawJSON` objects: their digits survive (see `fieldText`).
 */
export const parseJsonObject = (text: ByteString): Fields | null => {
  if (text.charCodeAt(0) !== BRACE || text.length > MAX_JSON_LENGTH || isTooDeep(text)) return null;
  const decoded = decodeText(text);
  try {
    const value = LONG_NUMBER.test(decoded) ? exact.parse(decoded, keepDigits) : JSON.parse(decoded);
    return value as Fields;
  } catch {
    return null;
  }
};

/** The fields of the object that a text begins with, an array's bracket before it aside; null if it begins with none. */
export const parseFirstObject = (text: ByteString): Fields | null => {
  const from = text.indexOf('{');
  if (from < 0) return null;
  const end = jsonObjectEnd(text, from, text.length, { see: () => {} });
  return end < 0 ? null : parseJsonObject(text.slice(from, end));
};

/** A field's value as text: a string as it is, anything else as JSON. */
export const fieldText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
