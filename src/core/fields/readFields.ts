import { type ByteString, decodeText } from '../bytes.ts';
import type { Fields, LogRecord } from '../record.ts';
import { AssembledRecord } from '../records/assembledRecord.ts';
import { EntryRecord } from '../records/entryRecord.ts';
import { DEFAULT_PRIORITY, facilityOf, severityOf } from '../syslog/priority.ts';
import type { LogFormat, Source, SyslogOrigin } from '../target.ts';
import { isDigit, isUpper } from '../understand/compile/steps.ts';
import {
  extractFieldList,
  extractFields,
  lastTimeFormat,
  proofOfFields,
  type RecordFields,
} from './extract.ts';
import { FieldList } from './fieldList.ts';
import { creditRecords, knownFields, learnFields, mayLearn, type TextRange } from './knownFields.ts';
import { ownFields, ownGroups } from './ownPattern.ts';
import { knownSyslogFields, learnSyslogFields } from './syslogFields.ts';

/** Reads the fields of one log's records on demand. */
export interface FieldReader {
  /** Returns the fields in the text, or null. */
  fields(text: ByteString): Fields | null;
  /** The same, with `message` if the text has no other field. */
  all(text: ByteString): Fields;
}

const NOTHING: RecordFields = { fields: null, message: null };

/** Returns the reader of a log's fields for its format. */
export const fieldReader = (format: LogFormat): FieldReader => {
  const extract = extractor(format);
  let text: ByteString | null = null;
  let found = NOTHING;
  const read = (next: ByteString): RecordFields => {
    // A template requests one record's fields several times in a row.
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

/** A log's own pattern comes first; other lines are read as usual. */
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

/** For messages sent to us: those without a valid priority count as user.notice, and the sender is known. */
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
    // An object's own fields are not replaced.
    const left = fields === null && message !== null ? { message } : fields;
    return { fields: { ...known, ...left }, message };
  };

const readers = new WeakMap<LogFormat, FieldReader>();

/** Returns the same reader for the same format, created on first use. */
export const sharedFieldReader = (format: LogFormat): FieldReader => {
  const known = readers.get(format);
  if (known) return known;
  const made = fieldReader(format);
  readers.set(format, made);
  return made;
};

/** Returns all fields of a record: of its structured line or text format, and of its wrappers. */
export const fieldsOf = (record: LogRecord, source: Source): Fields | null => {
  if (record instanceof EntryRecord) return record.fields;
  if (record.text.charCodeAt(0) === BRACE && !source.format.syslog) {
    const own = record.fields;
    // Already parsed; a container runtime's line also has the fields of the line inside.
    if (own !== null && typeof own['log'] !== 'string') return own;
  }
  return sharedFieldReader(source.format).fields(record.text) ?? record.fields;
};

/** The same, with `message` if the text has no other field. */
export const allFieldsOf = (record: LogRecord, format: LogFormat): Fields =>
  record instanceof EntryRecord ? record.fields : sharedFieldReader(format).all(record.text);

/** The same for immediate use: the list is overwritten when the next record's fields are requested. */
export const fieldListOf = (record: LogRecord, source: Source): FieldList | Fields | null => {
  const { format, pattern, syslog } = source.format;
  // Without parsing them only to see that there are any.
  const isStructured = record instanceof AssembledRecord ? record.structure !== null : record.fields !== null;
  if (isStructured || pattern || syslog || format === 'plain') return fieldsOf(record, source);
  if (!(record instanceof AssembledRecord)) return extractFieldList(record.text);
  const first = record.chunk.charCodeAt(record.from);
  if (!isDigit(first)) return isUpper(first) ? syslogFieldsOf(record) : extractFieldList(record.text);
  creditRecords(1);
  const range = withoutReturn(record);
  const tail = record.to - range.to;
  const known = knownFields(range, lastTimeFormat());
  if (known !== null) return withTail(known, tail);
  const list = extractFieldList(record.text);
  if (!(list instanceof FieldList) || list.messageAt < 0 || list.origin === null) return list;
  if (!mayLearn(range, list.messageAt)) return list;
  const proof = proofOfFields(tail === 0 ? record.text : record.text.slice(0, -tail));
  const learned = proof && learnFields(range, list, proof, extractFieldList);
  return withTail(learned ?? list, tail);
};

/** The same for a record that may be a line of syslog. */
const syslogFieldsOf = (record: AssembledRecord): FieldList | Fields | null => {
  creditRecords(1);
  const range = withoutReturn(record);
  const tail = record.to - range.to;
  const known = knownSyslogFields(range, lastTimeFormat());
  if (known !== null) return withTail(known, tail);
  const list = extractFieldList(record.text);
  if (!(list instanceof FieldList) || list.messageAt < 0 || list.origin !== null) return list;
  if (!mayLearn(range, list.messageAt)) return list;
  return withTail(learnSyslogFields(range, list, extractFieldList) ?? list, tail);
};

/** Returns the range of a record's text without a carriage return at its end. */
const withoutReturn = (record: AssembledRecord): TextRange => {
  const { chunk, from, to } = record;
  return to > from && chunk.charCodeAt(to - 1) === CARRIAGE_RETURN ? { chunk, from, to: to - 1 } : record;
};

const withTail = (fields: FieldList, tail: number): FieldList => {
  fields.tail = tail;
  return fields;
};

const CARRIAGE_RETURN = 13;

const BRACE = 123;
