import { isUtf8 } from 'node:buffer';
import { type ByteString, decodeText, fromByteString } from '../core/bytes.ts';
import type { LogRecord } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { sourcePath } from '../core/text/prefix.ts';
import { isPlainAscii } from '../core/text/sanitise.ts';
import { isoTime, timestampOf } from '../core/text/timeText.ts';

/** Prints one source's records as JSON objects, with these fields: the record's, or null where they cannot be printed. */
export type JsonWriter = (record: LogRecord, fields: LogRecord['fields']) => string;

/**
 * One JSON object a record, without a line end: `host`, `log`, `path`, `seq`, `received`, `time`, `level`, `text`, `fields`, in that
 * order. Bytes of the text that are not UTF-8 are U+FFFD, and `bytes` then holds the exact text in base64. `late` is there, and true,
 * for a record that came too late for its place in time order.
 */
export const recordJson = (source: Source): JsonWriter => {
  const where = JSON.stringify({ host: source.host.name, log: source.log, path: sourcePath(source) }).slice(
    0,
    -1,
  );
  return (record, fields) => {
    const time = record.time === null ? 'null' : `"${isoTime(record.time)}"`;
    const level = record.level === null ? 'null' : `"${record.level}"`;
    const received = isoTime(timestampOf(record.received));
    const fieldsJson = fields === null ? 'null' : JSON.stringify(fields);
    const late = record.late ? ',"late":true' : '';
    return `${where},"seq":${record.seq},"received":"${received}","time":${time},"level":${level},${textJson(record.text)},"fields":${fieldsJson}${late}}`;
  };
};

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

const textJson = (bytes: ByteString): string => {
  if (NEEDS_NO_ESCAPE.test(bytes)) return `"text":"${bytes}"`;
  const text = `"text":${JSON.stringify(decodeText(bytes))}`;
  if (isPlainAscii(bytes)) return text;
  const exact = fromByteString(bytes);
  return isUtf8(exact) ? text : `${text},"bytes":"${exact.toString('base64')}"`;
};

const NOT_SHOWABLE =
  /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/g;

/** JSON that means the same, with what JSON leaves unescaped but a terminal might obey written as `\u` escapes. */
export const terminalJson = (json: string): string =>
  json.replace(NOT_SHOWABLE, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
