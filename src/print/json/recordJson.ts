import { FieldList } from '../../core/fields/fieldList.ts';
import { LEVELS, type Level } from '../../core/level.ts';
import type { Fields, LogRecord, Timestamp } from '../../core/record.ts';
import { AssembledRecord } from '../../core/records/assembledRecord.ts';
import type { Source } from '../../core/target.ts';
import { sourcePath } from '../../core/text/prefix.ts';
import { isoSeconds, isoTime, timestampOf } from '../../core/text/timeText.ts';
import { type ByteOutput, type Constant, constantOf } from '../byteOutput.ts';
import { RecordBytes } from '../recordBytes.ts';
import { canonicalEnd } from './canonicalJson.ts';
import { writeFields } from './fieldsJson.ts';
import { writeTextJson } from './jsonText.ts';
import { writeLogfmt } from './logfmtJson.ts';

/** A record's fields; null: there are none, or they cannot be printed. */
type FoundFields = FieldList | Fields | null;

/** Writes one source's records as JSON objects, with their fields or what reads these if that is necessary. */
export type JsonWriter = (
  record: LogRecord,
  fields: FoundFields | ((record: LogRecord) => FoundFields),
  out: ByteOutput,
) => void;

/**
 * Writes one JSON object per record, with a line end: `host`, `log`, `path`, `seq`, `received`, `time`, `level`,
 * `text`, `fields`, in that order. Bytes of the text that are not UTF-8 become U+FFFD, and `bytes` then contains the
 * exact text in base64. `late` is present, and true, for a record that arrived too late for its place in time order.
 *
 * Handles a million records of a hundred bytes per second: everything is written as bytes, and parts shared by records
 * are cached.
 */
export const recordJson = (source: Source): JsonWriter => {
  const starts = new RecordStart(jsonStart(source));
  const text = new RecordBytes();
  const { pattern, syslog, format } = source.format;
  const isOrdinary = !pattern && !syslog && format !== 'plain';
  /** Writes the text and the fields. */
  const writeContent = (record: LogRecord, fields: FoundFields, out: ByteOutput): void => {
    text.look(record);
    const list = fields instanceof FieldList ? fields : null;
    const { from, to } = text;
    const hasMessage = list !== null && list.messageAt >= 0;
    const message = hasMessage ? Math.min(to - list.tail, from + list.messageAt) : to;
    const messageAt = writeTextJson(text.bytes, from, to, out, message);
    const messageTo = out.length - 1 - (hasMessage ? list.tail * RETURN_BYTES : 0);
    out.constant(FIELDS);
    if (fields === null) out.constant(NULL);
    else if (list === null) out.text(JSON.stringify(fields));
    else writeFields(list, text, out, messageAt, messageTo);
  };
  /** The same for a record that is JSON or logfmt whose fields need not be parsed; returns false if they have to be. */
  const writeStructured = (record: LogRecord, out: ByteOutput): boolean => {
    if (!(record instanceof AssembledRecord) || record.structure === null || record.fieldsAt !== 0)
      return false;
    const { structure } = record;
    if (structure === 'json' ? syslog : structure !== 'logfmt' || !isOrdinary) return false;
    text.look(record);
    const { bytes, from, to } = text;
    const end = structure === 'json' ? canonicalEnd(bytes, from, to) : to;
    if (end < 0) return false;
    const start = out.length;
    if (writeTextJson(bytes, from, to, out) >= 0) {
      out.constant(FIELDS);
      if (structure === 'logfmt' && writeLogfmt(bytes, from, to, out)) return true;
      if (structure === 'json') {
        out.range(bytes, from, end);
        return true;
      }
    }
    out.advance(start);
    return false;
  };
  return (record, fields, out) => {
    out.copy(starts.bytesOf(record));
    if (record.time === null) out.constant(NULL);
    else writeTime(record.time, out);
    out.constant(record.level === null ? NO_LEVEL : LEVEL_TEXTS[record.level]);
    if (typeof fields !== 'function') writeContent(record, fields, out);
    else if (!writeStructured(record, out)) writeContent(record, fields(record), out);
    out.constant(record.late ? LATE_END : END);
  };
};

/** Returns the start of a source's objects, before the record's number. */
export const jsonStart = (source: Source): string => {
  const where = JSON.stringify({ host: source.host.name, log: source.log, path: sourcePath(source) });
  return `${where.slice(0, -1)},"seq":`;
};

/** What comes before a record's time: the same for a source's records, except for their number. */
class RecordStart {
  readonly #where: string;
  readonly #firstDigit: number;
  #bytes: Buffer = Buffer.alloc(0);
  #seq = -1;
  /** Where its last digit is. */
  #lastDigit = 0;
  #received = Number.NaN;

  constructor(where: string) {
    this.#where = where;
    this.#firstDigit = Buffer.byteLength(where);
  }

  /** Returns it; valid until the next one is requested. */
  bytesOf({ seq, received }: LogRecord): Buffer {
    const isNext = seq === this.#seq + 1 && received === this.#received;
    this.#seq = seq;
    if (isNext && this.#countUp()) return this.#bytes;
    this.#received = received;
    const before = `${this.#where}${seq}`;
    this.#lastDigit = Buffer.byteLength(before) - 1;
    this.#bytes = Buffer.from(`${before},"received":"${isoTime(timestampOf(received))}","time":`);
    return this.#bytes;
  }

  /** Adds one to the number; returns false if it needs one more digit. */
  #countUp(): boolean {
    const bytes = this.#bytes;
    for (let place = this.#lastDigit; place >= this.#firstDigit; place--) {
      if (bytes[place]! < NINE) {
        bytes[place]!++;
        return true;
      }
      bytes[place] = ZERO;
    }
    return false;
  }
}

const ZERO = 0x30;
const NINE = 0x39;
const NULL = constantOf('null');
/** The length of a carriage return in JSON. */
const RETURN_BYTES = 2;
const FIELDS = constantOf(',"fields":');
const END = constantOf('}\n');
const LATE_END = constantOf(',"late":true}\n');

const levelText = (level: Level | null): Constant => constantOf(`,"level":${JSON.stringify(level)},`);
const NO_LEVEL = levelText(null);
const LEVEL_TEXTS = Object.fromEntries(LEVELS.map(level => [level, levelText(level)])) as Record<
  Level,
  Constant
>;

/** The last printed second, and its text after an opening quote: neighbouring records usually share at least the day. */
let lastSecond = Number.NaN;
let lastDay = Number.NaN;
let secondText = constantOf('');

const DAY = 86_400;
const HOUR = 3600;
/** Where the parts of the time of day are, counted from the end. */
const HOURS_AT = 8;
const MINUTES_AT = 5;
const SECONDS_AT = 2;

const putTwo = ({ words, length }: Constant, fromEnd: number, value: number): void => {
  const tens = (value / 10) | 0;
  words.setUint8(length - fromEnd, ZERO + tens);
  words.setUint8(length - fromEnd + 1, ZERO + value - tens * 10);
};

const setSecond = (second: number): void => {
  lastSecond = second;
  const day = Math.floor(second / DAY);
  if (day !== lastDay) {
    lastDay = day;
    secondText = constantOf(`"${isoSeconds(second)}`);
    return;
  }
  const clock = second - day * DAY;
  const hours = (clock / HOUR) | 0;
  const minutes = ((clock - hours * HOUR) / 60) | 0;
  putTwo(secondText, HOURS_AT, hours);
  putTwo(secondText, MINUTES_AT, minutes);
  putTwo(secondText, SECONDS_AT, clock - hours * HOUR - minutes * 60);
};

/** Writes a time like `isoTime`, in quotes. */
const writeTime = ({ ms, nanos, digits }: Timestamp, out: ByteOutput): void => {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) setSecond(second);
  out.constant(secondText);
  if (digits > 0) {
    const millis = ms - second * 1000;
    out.byte(POINT);
    if (digits === 3) out.number(millis, 3);
    else out.number(Math.floor((millis * 1_000_000 + nanos) / 10 ** (9 - digits)), digits);
  }
  out.constant(TIME_END);
};

const POINT = 0x2e;
const TIME_END = constantOf('Z"');

const NOT_SHOWABLE =
  /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/g;

/** Returns equivalent JSON in which characters that a terminal might interpret are written as `\u` escapes. */
export const terminalJson = (json: string): string =>
  json.replace(NOT_SHOWABLE, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
