import type { FieldList } from './fieldList.ts';

/** The fields of a Common Event Format's head, in which bars and backslashes are escaped. */
const HEADER = ['vendor', 'product', 'version', 'signature', 'name'];

const CEF_KEY = /(?:^| )([A-Za-z0-9_.[\]-]+)=/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char) : text;

const add = (fields: FieldList, name: string, value: string): void => {
  if (value !== '' && !fields.has(name)) fields.add(name, value);
};

/** Sets the fields of an event's extension in the Common Event Format: values may contain blanks, but no `=` that is not escaped. */
export const setExtension = (text: string, fields: FieldList): void => {
  for (const name of HEADER) {
    const value = fields.get(name);
    if (typeof value === 'string') fields.set(name, unescaped(value));
  }
  const keys = [...text.matchAll(CEF_KEY)];
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1]?.index ?? text.length;
    add(fields, key[1]!, unescaped(text.slice(key.index + key[0].length, next).trimEnd()));
  }
};

/** What separates the fields, as LEEF 2.0 states it: a character, or its code. */
const DELIMITER = /^(?:0?x([0-9A-Fa-f]{1,4})|([^|=]))?\|/;

/** Sets the fields of an event in the Log Event Extended Format, after its head. */
export const setLeefFields = (text: string, fields: FieldList): void => {
  const [stated = '', code, character] = DELIMITER.exec(text) ?? [];
  const separator = code === undefined ? (character ?? '\t') : String.fromCharCode(Number.parseInt(code, 16));
  for (const pair of text.slice(stated.length).split(separator)) {
    const equals = pair.indexOf('=');
    if (equals > 0) add(fields, pair.slice(0, equals).trim(), pair.slice(equals + 1).trimEnd());
  }
};
