import { decodeText } from '../bytes.ts';
import { facilityOf, MAX_PRIORITY, severityOf } from '../syslog/priority.ts';
import { readData } from '../syslog/structuredData.ts';
import { setExtension, setLeefFields } from './eventFields.ts';
import type { FieldList } from './fieldList.ts';
import { FIELD_WORDS, secondsOf } from './words.ts';

const NUMBERS = new Set(FIELD_WORDS.flatMap(({ word, number }) => (number ? [word] : [])));

/** Number of digits that a double represents exactly. */
const SAFE_DIGITS = 15;

const REQUEST = /^([A-Za-z_-]{1,40}) ([^ ]+)(?: ([A-Z]+\/[0-9.]+))?$/;
const ADDRESS = /^\[?(.*?)\]?:\d+$/;
const PAIR = /([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|[^,\s]*)/g;

/** Sets a field unless it is already set or the value is missing (`-` or empty). */
export const setField = (fields: FieldList, name: string, text: string | undefined): void => {
  if (text === undefined || text === '' || text === '-' || fields.has(name)) return;
  fields.add(name, isNumber(name, text) ? Number(text) : text);
};

/** Converts a value to a number if its word is numeric and the text consists of digits. */
export const convertNumber = (name: string, text: string): string | number =>
  isNumber(name, text) ? Number(text) : decodeText(text);

const isNumber = (name: string, text: string): boolean =>
  NUMBERS.has(name) && text.length <= SAFE_DIGITS && /^\d+$/.test(text);

/** Sets the fields for a text, unless it is `-` or empty. */
export type Convert = (text: string, fields: FieldList) => void;

/** Groups that are not words: each sets the fields it stands for. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  request: (text, fields) => {
    const parts = REQUEST.exec(text);
    if (!parts) {
      setField(fields, 'request', text);
      return;
    }
    setField(fields, 'method', parts[1]);
    setTarget(fields, parts[2]!);
    setField(fields, 'protocol', parts[3]);
  },
  url: (text, fields) => setTarget(fields, text),
  address: (text, fields) => setField(fields, 'client', ADDRESS.exec(text)?.[1] ?? text),
  peer: (text, fields) => setField(fields, 'upstream', text),
  backend: () => undefined,
  level: () => undefined,
  seconds: (text, fields) => setDuration(fields, text, 1),
  taken: (text, fields) => setDuration(fields, text, 1),
  millis: (text, fields) => setDuration(fields, text, 1e-3),
  micros: (text, fields) => setDuration(fields, text, 1e-6),
  span: (text, fields) => {
    const parts = /^([0-9.]+)(.*)$/s.exec(text);
    if (!parts) return;
    const unit = decodeText(parts[2]!).replace(/[\u00b5\u03bc]s/, 'us');
    if (/^(?:s|[mun]s)$/.test(unit)) setDuration(fields, parts[1]!, secondsOf(`_${unit}`));
  },
  priority: (text, fields) => {
    const priority = Number(text);
    if (priority > MAX_PRIORITY) return;
    setField(fields, 'facility', facilityOf(priority));
    setField(fields, 'severity', severityOf(priority));
  },
  data: (text, fields) => {
    for (const [id, parameters] of readData(text)) if (!fields.has(id)) fields.add(id, parameters);
  },
  extension: setExtension,
  leef: setLeefFields,
  t1: () => undefined,
  t2: () => undefined,
  t3: () => undefined,
};

const setDuration = (fields: FieldList, text: string, unit: number): void => {
  const seconds = Number(text) * unit;
  if (Number.isFinite(seconds) && !fields.has('duration'))
    fields.add('duration', Number(seconds.toPrecision(SAFE_DIGITS)));
};

/** Sets path and query of a request, and the host if it is a full URL. */
const setTarget = (fields: FieldList, target: string): void => {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/s.exec(target);
  if (url) setField(fields, 'host', url[1]);
  const rest = url ? url[2]! : target;
  const query = rest.indexOf('?');
  setField(fields, 'path', query < 0 ? rest : rest.slice(0, query));
  if (query >= 0) setField(fields, 'query', rest.slice(query + 1));
};

/** Parses `key=value` separated by commas or spaces, as in PostgreSQL's prefix. */
export const setPairs = (fields: FieldList, text: string, names: Readonly<Record<string, string>>): void => {
  for (const [, key, value] of text.matchAll(PAIR)) {
    if (Object.hasOwn(names, key!)) setField(fields, names[key!]!, value!.replace(/^"(.*)"$/s, '$1'));
  }
};

/** Returns a function that sets the fields named by a group. */
export const converter = (name: string): Convert => {
  const convert = CONVERSIONS[name];
  if (convert === undefined) return (text, fields) => setField(fields, name, text);
  return (text, fields) => {
    if (text !== '-' && text !== '') convert(text, fields);
  };
};

/** Sets the fields for one group. */
export const setGroup = (fields: FieldList, name: string, text: string | undefined): void => {
  if (text !== undefined) converter(name)(text, fields);
};

/** Adds up a load balancer's three times; -1 means none. */
export const setSum = (fields: FieldList, parts: readonly (string | undefined)[]): void => {
  const seconds = parts.map(Number);
  if (seconds.some(part => part < 0)) return;
  setDuration(fields, `${seconds.reduce((sum, part) => sum + part, 0)}`, 1);
};
