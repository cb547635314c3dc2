import { type ByteString, decodeText } from '../bytes.ts';
import type { Fields, LogRecord } from '../record.ts';
import { EntryRecord } from '../records/entryRecord.ts';
import { DEFAULT_PRIORITY, facilityOf, severityOf } from '../syslog/priority.ts';
import type { LogFormat, Source, SyslogOrigin } from '../target.ts';
import { extractFieldList, extractFields, type RecordFields } from './extract.ts';
import type { FieldList } from './fieldList.ts';
import { ownFields, ownGroups } from './ownPattern.ts';

/** Reads the fields of one log's records: nothing is looked at before someone asks. */
export interface FieldReader {
  /** What the text holds, or null. */
  fields(text: ByteString): Fields | null;
  /** The same, with `message` where the text is nothing else. */
  all(text: ByteString): Fields;
}

const NOTHING: RecordFields = { fields: null, message: null };

/** The reader of a log's fields, as its format says. */
export const fieldReader = (format: LogFormat): FieldReader => {
  const extract = extractor(format);
  let text: ByteString | null = null;
  let found = NOTHING;
  const read = (next: ByteString): RecordFields => {
    // A template asks for one record's fields several times in a row.
    if (next !== text) {
      found = extract(next);
      text = next;
    }
    return found;
  };
  return {
    fields: next => read(next).fields,
    all: next => {
      const { fields, message } = read(next);
      return fields ?? { message: message ?? decodeText(next) };
    },
  };
};

/** A log's own pattern goes first; other lines are read as they are elsewhere. */
const extractor = ({ format, pattern, syslog }: LogFormat): ((text: ByteString) => RecordFields) => {
  const others = syslog ? syslogFields(syslog) : format === 'plain' ? () => NOTHING : extractFields;
  if (!pattern) return others;
  const groups = ownGroups(pattern);
  return text => {
    const newline = text.indexOf('\n');
    const first = newline < 0 ? text : text.slice(0, newline);
    const found = groups(first.replace(/\r$/, ''));
    if (found === null) return others(text);
    const fields = ownFields(found, newline < 0 ? '' : text.slice(newline));
    const message = fields['message'] ?? fields['msg'];
    return { fields, message: typeof message === 'string' ? message : null };
  };
};

/** Of messages that were sent to us: what has no valid priority counts as user.notice, and who sent it is known. */
const syslogFields =
  ({ peer, isLocal }: SyslogOrigin) =>
  (text: ByteString): RecordFields => {
    const { fields, message } = extractFields(text, isLocal);
    const known = {
      ...(fields?.['facility'] === undefined && {
        facility: facilityOf(DEFAULT_PRIORITY),
        severity: severityOf(DEFAULT_PRIORITY),
      }),
      ...(peer !== null && { peer }),
    };
    // Of an object's own fields, none is replaced.
    const left = fields === null && message !== null ? { message } : fields;
    return { fields: { ...known, ...left }, message };
  };

const readers = new WeakMap<LogFormat, FieldReader>();

/** The same reader for the same format, made when first asked for. */
export const sharedFieldReader = (format: LogFormat): FieldReader => {
  const known = readers.get(format);
  if (known) return known;
  const made = fieldReader(format);
  readers.set(format, made);
  return made;
};

/** All fields of a record: of its structured line, of a text format, and of what wraps either. */
export const fieldsOf = (record: LogRecord, source: Source): Fields | null => {
  if (record instanceof EntryRecord) return record.fields;
  const own = record.fields;
  // Parsed already; a container runtime's line has those of the line within it besides.
  if (
    own !== null &&
    !source.format.syslog &&
    record.text.charCodeAt(0) === BRACE &&
    typeof own['log'] !== 'string'
  )
    return own;
  return sharedFieldReader(source.format).fields(record.text) ?? own;
};

/** The same, with `message` where the text is nothing else. */
export const allFieldsOf = (record: LogRecord, format: LogFormat): Fields =>
  record instanceof EntryRecord ? record.fields : sharedFieldReader(format).all(record.text);

/** The same for who writes them down at once: a list is overwritten when the next record's fields are requested. */
export const fieldListOf = (record: LogRecord, source: Source): FieldList | Fields | null => {
  const { format, pattern, syslog } = source.format;
  return record.fields === null && !pattern && !syslog && format !== 'plain'
    ? extractFieldList(record.text)
    : fieldsOf(record, source);
};

const BRACE = 123;
