import { allFieldsOf } from '../core/fields/readFields.ts';
import type { Fields, LogRecord, SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { recordLines } from '../core/text/recordLines.ts';
import { checkCondition, conditionFilter } from '../session/live/condition.ts';
import { checkFilter } from '../session/live/pattern.ts';
import { withoutSgr } from './log/styledText.ts';

/** A value in a record that others may share, and the filter that keeps those. */
export interface RecordValue {
  readonly name: string;
  readonly value: string;
  /** A pattern, or a condition on a field. */
  readonly filter: string;
  /** The logs that have it, if it is a property of logs; the filter is then not used. */
  readonly logs?: readonly SourceId[];
}

const MAX_VALUE = 120;
const MAX_VALUES = 100;

/** Fields that distinguish no records, or every one. */
const LEFT_OUT = /^(message|msg|@timestamp|timestamp|time|ts|date|level|severity|stack)$/i;

/** Names of values that follow one request across hosts: they are listed first. */
const FOLLOWED = /trace|correlation|request_?id|span|session|transaction/i;

/** Long words with a digit: most likely identifiers. */
const IDENTIFIER = /^(?=.*\d)[\w-]{8,80}$/;
const WORD = /(?:([\w.-]+)=)?["']?((?=[\w.:-]*\d)[\w.:-]{6,80})["']?/g;
/** A short value with a name: searched for with its name, and as a whole. */
const PAIR = /(?<![\w.-])([a-z][\w.-]*)=(["']?)([\w@/-]+)\2(?=[\s,;)\]}]|$)/gi;

/** Escapes text to a pattern that matches it literally. */
const literal = (text: string): string => text.replace(/[\\^$.[\]|()*+?{}]/g, '\\$&');

/**
 * Returns values of a record to filter by, the most likely ones first. Identifiers are searched for anywhere in a line,
 * other values in their field.
 */
export const valuesOf = (record: LogRecord, source: Source | undefined): readonly RecordValue[] => {
  const fields = source === undefined ? {} : allFieldsOf(record, source.format);
  const named = flat(fields, '').filter(([name]) => !LEFT_OUT.test(name.split('.').at(-1)!));
  const known = new Set(named.map(([, value]) => String(value)));
  const [first = ''] = recordLines(record, false);
  const words = [...withoutSgr(first).matchAll(WORD)]
    .map(([, name = 'text', word = '']): readonly [string, string] => [name, word.replace(/[.:-]+$/, '')])
    .filter(([, word]) => !known.has(word) && !/^[\d.:]{0,5}$/.test(word));
  const found = new Set([...known, ...words.map(([, word]) => word)]);
  const pairs = [...withoutSgr(first).matchAll(PAIR)]
    .map(([, name = '', quote = '', value = '']) => ({
      name,
      value,
      text: `${name}=${quote}${value}${quote}`,
    }))
    .filter(({ name, value }) => !found.has(value) && !LEFT_OUT.test(name));
  const seen = new Set<string>();
  const all: readonly (readonly [string, string | number | boolean, string | null])[] = [
    ...[...named, ...words].map(([name, value]) => [name, value, filterFor(name, value)] as const),
    ...pairs.map(({ name, value, text }) => [name, value, wholeWord(text)] as const),
  ];
  const values = all.flatMap(([name, value, filter]): RecordValue[] => {
    const text = String(value);
    if (text === '' || text.length > MAX_VALUE || /[\n\r]/.test(text) || filter === null || seen.has(filter))
      return [];
    seen.add(filter);
    return [{ name, value: text, filter }];
  });
  return values.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_VALUES);
};

const wholeWord = (text: string): string | null => {
  const pattern = `${literal(text)}([^[:alnum:]_@/.:-]|$)`;
  return checkFilter(pattern) === null ? pattern : null;
};

const rank = ({ name, value }: RecordValue): number =>
  FOLLOWED.test(name) ? 0 : IDENTIFIER.test(value) && name !== 'text' ? 1 : name === 'text' ? 3 : 2;

/** Flattens fields to scalars, each with its path. */
const flat = (
  fields: Fields | Readonly<Record<string, unknown>>,
  path: string,
): [string, string | number | boolean][] =>
  Object.entries(fields).flatMap(([key, value]): [string, string | number | boolean][] => {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return [[name, value]];
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Fields, name)
      : [];
  });

const filterFor = (name: string, value: string | number | boolean): string | null => {
  const text = String(value);
  const pattern = literal(text);
  const asPattern = text !== '' && checkFilter(pattern) === null ? pattern : null;
  if (name === 'text' || FOLLOWED.test(name) || IDENTIFIER.test(text)) return asPattern;
  const quoted = typeof value === 'string' ? `'${value}'` : text;
  const condition = `${name}=${quoted}`;
  return !text.includes("'") && checkCondition(condition) === null ? conditionFilter(condition) : asPattern;
};
