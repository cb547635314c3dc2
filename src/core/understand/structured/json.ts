import { type ByteString, decodeText } from '../../bytes.ts';
import type { Fields } from '../../record.ts';
import { jsonObjectEnd, MAX_JSON_DEPTH } from './jsonScan.ts';

/** Maximum length of a parsed text in bytes: the values of a JSON text can take 30 times its size. */
export const MAX_JSON_LENGTH = 2 * 1024 * 1024;

/** Returns true if a JSON text is nested too deeply for code that prints or compares its values recursively. */
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

/** Digits, or an exponent, of a number that a double may not represent. */
const LONG_NUMBER = /\d{16}|\d[eE]\+?\d{3}/;

/** Members of JSON that Node supports, but this release's type definitions lack. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): object;
}
const exact = JSON as unknown as ExactJson;

/** Preserves the text of a number that is an integer or too large, and that a double cannot represent; JSON.stringify writes them unchanged. */
const keepDigits = (_key: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' &&
  (Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value)) &&
  context.source !== undefined
    ? exact.rawJSON(context.source)
    : value;

/**
 * Parses text that is exactly one JSON object. Returns null for any other text, and if it is too long or nested too
 * deeply. Integers too long for a double, and numbers too large for one, become `JSON.rawJSON` objects, which preserve their text (see `fieldText`).
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

/** Returns the fields of the object at the start of a text, after an optional array bracket; null if there is none. */
export const parseFirstObject = (text: ByteString): Fields | null => {
  const from = text.indexOf('{');
  if (from < 0) return null;
  const end = jsonObjectEnd(text, from, text.length, { see: () => {} });
  return end < 0 ? null : parseJsonObject(text.slice(from, end));
};

/** Returns a field's value as text: strings unchanged, anything else as JSON. */
export const fieldText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
