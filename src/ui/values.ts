import { allFieldsOf } from '../core/fields/readFields.ts';
import type { Fields, LogRecord } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { recordLines } from '../core/text/recordLines.ts';
import { checkCondition, conditionFilter } from '../session/live/condition.ts';
import { checkFilter } from '../session/live/pattern.ts';
import { withoutSgr } from './log/styledText.ts';

/** Something a record states that others may have as well, and the filter that keeps those. */
export interface RecordValue {
  readonly name: string;
  readonly value: string;
  /** A pattern, or a condition on a field. */
  readonly filter: string;
}

const MAX_VALUE = 120;
const MAX_VALUES = 100;

/** What tells no two records apart, or all of them. */
const LEFT_OUT = /^(message|msg|@timestamp|timestamp|time|ts|date|level|severity|stack)$/i;

/** Names of what follows one request through the hosts: they come first. */
const FOLLOWED = /trace|correlation|request_?id|span|session|transaction/i;

/** Words that are long and have a digit: identifiers, most likely. */
const IDENTIFIER = /^(?=.*\d)[\w-]{8,80}$/;
const WORD = /(?:([\w.-]+)=)?["']?((?=[\w.:-]*\d)[\w.:-]{6,80})["']?/g;

/** Text as a pattern that matches just that. */
const literal = (text: string): string => text.replace(/[\\^$.[\]|()*+?{}]/g, '\\$&');

/** Values of a record to narrow the view by, the likely ones first. An identifier is looked for in any form of line, other values by their field. */
export const valuesOf = (record: LogRecord, source: Source | undefined): readonly RecordValue[] => {
  const fields = source === undefined ? {} : allFieldsOf(record, source.format);
  const named = flat(fields, '').filter(([name]) => !LEFT_OUT.test(name.split('.').at(-1)!));
  const known = new Set(named.map(([, value]) => String(value)));
  const [first = ''] = recordLines(record, false);
  const words = [...withoutSgr(first).matchAll(WORD)]
    .map(([, name = 'text', word = '']): readonly [string, string] => [name, word.replace(/[.:-]+$/, '')])
    .filter(([, word]) => !known.has(word) && !/^[\d.:]{0,5}$/.test(word));
  const seen = new Set<string>();
  const values = [...named, ...words].flatMap(([name, value]): RecordValue[] => {
    const text = String(value);
    const filter = filterFor(name, value);
    if (text === '' || text.length > MAX_VALUE || /[\n\r]/.test(text) || filter === null || seen.has(filter))
      return [];
    seen.add(filter);
    return [{ name, value: text, filter }];
  });
  return values.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_VALUES);
};

const rank = ({ name, value }: RecordValue): number =>
  FOLLOWED.test(name) ? 0 : IDENTIFIER.test(value) && name !== 'text' ? 1 : name === 'text' ? 3 : 2;

/** The scalars of fields, each with its path. */
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
