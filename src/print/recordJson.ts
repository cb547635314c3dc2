import { FieldList } from '../core/fields/fieldList.ts';
import { LEVELS, type Level } from '../core/level.ts';
import type { Fields, LogRecord, Timestamp } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { sourcePath } from '../core/text/prefix.ts';
import { isoSeconds, isoTime, timestampOf } from '../core/text/timeText.ts';
import type { ByteOutput } from './byteOutput.ts';
import { writeFields } from './fieldsJson.ts';
import { writeTextJson } from './jsonText.ts';
import { RecordBytes } from './recordBytes.ts';

/** Writes one source's records as JSON objects. The fields are the record's, or null if they cannot be printed. */
export type JsonWriter = (record: LogRecord, fields: FieldList | Fields | null, out: ByteOutput) => void;

/**
 * Writes one JSON object per record, with a line end: `host`, `log`, `path`, `seq`, `received`, `time`, `level`,
 * `text`, `fields`, in that order. Bytes of the text that are not UTF-8 become U+FFFD, and `bytes` then contains the
 * exact text in base64. `late` is present, and true, for a record that arrived too late for its place in time order.
 *
 * Handles a million records of a hundred bytes per second: everything is written as bytes, and parts shared by records
 * are cached.
 */
export const recordJson = (source: Source): JsonWriter => {
  const where = JSON.stringify({ host: source.host.name, log: source.log, path: sourcePath(source) });
  const start = Buffer.from(`${where.slice(0, -1)},"seq":`);
  const text = new RecordBytes();
  let received = Number.NaN;
  let receivedText = NOTHING;
  return (record, fields, out) => {
    out.copy(start);
    out.number(record.seq);
    if (record.received !== received) {
      received = record.received;
      receivedText = Buffer.from(`,"received":"${isoTime(timestampOf(received))}","time":`);
    }
    out.copy(receivedText);
    if (record.time === null) out.copy(NULL);
    else writeTime(record.time, out);
    out.copy(record.level === null ? NO_LEVEL : LEVEL_TEXTS[record.level]);
    text.look(record);
    writeTextJson(text.bytes, text.from, text.to, out);
    out.copy(FIELDS);
    if (fields === null) out.copy(NULL);
    else if (fields instanceof FieldList) writeFields(fields, text, out);
    else out.text(JSON.stringify(fields));
    out.copy(record.late ? LATE_END : END);
  };
};

const NOTHING = Buffer.alloc(0);
const NULL = Buffer.from('null');
const FIELDS = Buffer.from(',"fields":');
const END = Buffer.from('}\n');
const LATE_END = Buffer.from(',"late":true}\n');

const levelText = (level: Level | null): Buffer => Buffer.from(`,"level":${JSON.stringify(level)},`);
const NO_LEVEL = levelText(null);
const LEVEL_TEXTS = Object.fromEntries(LEVELS.map(level => [level, levelText(level)])) as Record<
  Level,
  Buffer
>;

/** The last printed second, and its text after an opening quote: neighbouring records usually share it. */
let lastSecond = Number.NaN;
let secondText = NOTHING;

/** Writes a time like `isoTime`, in quotes. */
const writeTime = ({ ms, nanos, digits }: Timestamp, out: ByteOutput): void => {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    secondText = Buffer.from(`"${isoSeconds(second)}`);
  }
  out.copy(secondText);
  if (digits > 0) {
    const millis = ms - second * 1000;
    out.byte(POINT);
    if (digits === 3) out.number(millis, 3);
    else out.number(Math.floor((millis * 1_000_000 + nanos) / 10 ** (9 - digits)), digits);
  }
  out.copy(TIME_END);
};

const POINT = 0x2e;
const TIME_END = Buffer.from('Z"');

const NOT_SHOWABLE =
  /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/g;

/** Returns equivalent JSON in which characters that a terminal might interpret are written as `\u` escapes. */
export const terminalJson = (json: string): string =>
  json.replace(NOT_SHOWABLE, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
