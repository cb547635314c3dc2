import { type ByteString, encodeText } from '../bytes.ts';
import { fieldLookup, valueText } from '../fields/lookup.ts';
import { allFieldsOf, fieldsOf } from '../fields/readFields.ts';
import { fieldKey } from '../fields/words.ts';
import type { LogRecord, Timestamp } from '../record.ts';
import type { Source } from '../target.ts';
import { sourcePath } from './prefix.ts';
import type { TemplateContext } from './templateContext.ts';
import { isoTime, timePattern, timestampOf } from './timeText.ts';

/** Returns a field's bytes, or null if the record does not have it. */
export type FieldReader = (record: LogRecord, source: Source, context: TemplateContext) => ByteString | null;

interface Field {
  /** Accepts a time pattern after a colon. */
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

/** The built-in fields of every record. Any other name is looked up among its structured fields. */
export const FIELDS: Readonly<Record<string, Field>> = {
  time: timeField(record => record.time),
  received: timeField(record => timestampOf(record.received)),
  level: field(record => record.level),
  host: field((_record, source) => encodeText(source.host.name)),
  log: field((_record, source) => encodeText(source.log)),
  path: field((_record, source) => textOrNull(sourcePath(source))),
  seq: field(record => String(record.seq)),
  text: field(record => record.text),
  fields: field((record, source) => {
    const fields = fieldsOf(record, source);
    return textOrNull(fields === null ? null : JSON.stringify(fields));
  }),
};

/** Reads a field in a record's text by its own name or by a word for it; a leading `fields.` is ignored. */
export const structuredField = (name: string): FieldReader => {
  const lookup = fieldLookup(fieldKey(name));
  return (record, source) => {
    const value =
      lookup(allFieldsOf(record, source.format)) ??
      (record.fields === null ? undefined : lookup(record.fields));
    return value === undefined ? null : encodeText(valueText(value));
  };
};
