import { type ByteString, encodeText } from '../bytes.ts';
import type { Fields, LogRecord, Timestamp } from '../record.ts';
import type { Source } from '../target.ts';
import { fieldText } from '../understand/structured/json.ts';
import { sourcePath } from './prefix.ts';
import type { TemplateContext } from './templateContext.ts';
import { isoTime, timePattern, timestampOf } from './timeText.ts';

/** A field's bytes, or null where the record has none. */
export type FieldReader = (record: LogRecord, source: Source, context: TemplateContext) => ByteString | null;

interface Field {
  /** Takes a time pattern after a colon. */
  readonly patterned: boolean;
  readonly read: (pattern: string | null) => FieldReader;
}

const field = (read: FieldReader): Field => ({ patterned: false, read: () => read });

const timeField = (of: (record: LogRecord) => Timestamp | null): Field => ({
  patterned: true,
  read: pattern => {
    const print = timePrinter(pattern);
    return (record, _source, context) => {
      const time = of(record);
      return time === null ? null : print(time, context.zone);
    };
  },
});

const timePrinter = (pattern: string | null): ReturnType<typeof timePattern> => {
  if (pattern === null || pattern === 'utc') return isoTime;
  return timePattern(pattern === 'local' ? 'YYYY-MM-DDTHH:mm:ss.SSSZ' : pattern);
};

const textOrNull = (text: string | null): ByteString | null => (text === null ? null : encodeText(text));

/** The fields that every record has a place for. Any other name is looked up among its structured fields. */
export const FIELDS: Readonly<Record<string, Field>> = {
  time: timeField(record => record.time),
  received: timeField(record => timestampOf(record.received)),
  level: field(record => record.level),
  host: field((_record, source) => encodeText(source.host.name)),
  log: field((_record, source) => encodeText(source.log)),
  path: field((_record, source) => textOrNull(sourcePath(source))),
  seq: field(record => String(record.seq)),
  text: field(record => record.text),
  fields: field(record => textOrNull(record.fields === null ? null : JSON.stringify(record.fields))),
};

/** Reads a structured field: the very name, else the path that its dots spell; a leading `fields.` is left out. */
export const structuredField = (name: string): FieldReader => {
  const key = name.startsWith('fields.') ? name.slice('fields.'.length) : name;
  const path = key.split('.');
  return record => {
    if (record.fields === null) return null;
    return valueText(Object.hasOwn(record.fields, key) ? record.fields[key] : follow(record.fields, path));
  };
};

const follow = (fields: Fields, path: readonly string[]): unknown => {
  let value: unknown = fields;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Fields)[key];
  }
  return value;
};

const valueText = (value: unknown): ByteString | null => {
  if (value === undefined || value === null) return null;
  return encodeText(fieldText(value));
};
