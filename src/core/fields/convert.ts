import { decodeText } from '../bytes.ts';
import { facilityOf, MAX_PRIORITY, severityOf } from '../syslog/priority.ts';
import { readData } from '../syslog/structuredData.ts';
import type { FieldList } from './fieldList.ts';
import { FIELD_WORDS, secondsOf } from './words.ts';

const NUMBERS = new Set(FIELD_WORDS.flatMap(({ word, number }) => (number ? [word] : [])));

/** Digits that a double holds exactly. */
const SAFE_DIGITS = 15;

const REQUEST = /^([A-Za-z_-]{1,40}) ([^ ]+)(?: ([A-Z]+\/[0-9.]+))?$/;
const ADDRESS = /^\[?(.*?)\]?:\d+$/;
const PAIR = /([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|[^,\s]*)/g;

/** Sets a field unless it is there already or missing (`-` or nothing). */
export const setField = (fields: FieldList, name: string, text: string | undefined): void => {
  if (text === undefined || text === '' || text === '-' || fields.has(name)) return;
  fields.add(name, isNumber(name, text) ? Number(text) : text);
};

/** A value as a number where its word is one and the text is digits. */
export const convertNumber = (name: string, text: string): string | number =>
  isNumber(name, text) ? Number(text) : decodeText(text);

const isNumber = (name: string, text: string): boolean =>
  NUMBERS.has(name) && text.length <= SAFE_DIGITS && /^\d+$/.test(text);

/** Sets what a text stands for that is not `-` or nothing. */
export type Convert = (text: string, fields: FieldList) => void;

/** Groups that are no words: each sets what it stands for. */
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
    const unit = decodeText(parts[2]!).replace(/[µμ]s/, 'us');
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
  t1: () => undefined,
  t2: () => undefined,
  t3: () => undefined,
};

const setDuration = (fields: FieldList, text: string, unit: number): void => {
  const seconds = Number(text) * unit;
  if (Number.isFinite(seconds) && !fields.has('duration'))
    fields.add('duration', Number(seconds.toPrecision(SAFE_DIGITS)));
};

/** What is asked of a server: its path and query, and the host where it is a whole URL. */
const setTarget = (fields: FieldList, target: string): void => {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/s.exec(target);
  if (url) setField(fields, 'host', url[1]);
  const rest = url ? url[2]! : target;
  const query = rest.indexOf('?');
  setField(fields, 'path', query < 0 ? rest : rest.slice(0, query));
  if (query >= 0) setField(fields, 'query', rest.slice(query + 1));
};

/** `key=value` separated by commas or blanks, as PostgreSQL's prefix has them. */
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

/** Sets what one group stands for. */
export const setGroup = (fields: FieldList, name: string, text: string | undefined): void => {
  if (text !== undefined) converter(name)(text, fields);
};

/** A load balancer's three times, of which -1 is none. */
export const setSum = (fields: FieldList, parts: readonly (string | undefined)[]): void => {
  const seconds = parts.map(Number);
  if (seconds.some(part => part < 0)) return;
  setDuration(fields, `${seconds.reduce((sum, part) => sum + part, 0)}`, 1);
};
